"""Two people put an answer under review and decide on it."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from candidates.models import DeskSubmission, Hold
from tests.candidates.admin.drafts import page
from tests.candidates.admin.pages import page_of
from tests.candidates.desk.desks import a_link, submit
from tests.factories import publish_answer, run

pytestmark = pytest.mark.django_db


def of_hold(name: str) -> str:
    return reverse(f"admin:candidates_answer_{name}", args=[Hold.objects.get().pk])


class TestDisputeByLink:
    def test_goes_from_a_message_to_a_decision(self, admin_client: Client, second: Client):
        link = a_link()
        answer = publish_answer(link.candidacy)
        sent = submit(link, "dispute")
        message = page_of(sent)
        assert page("dispute", answer) in admin_client.get(message).text
        form = admin_client.get(page("dispute", answer))
        assert "An intern answered without asking anyone." in form.text
        filled = form.context["form"].initial
        assert "says that the person who answered wasn’t authorized" in filled["reason"]
        assert filled["note"].startswith("Ines Basalt, candidate, by the campaign’s link, ")
        assert filled["note"].endswith("An intern answered without asking anyone.")
        assert admin_client.post(page("dispute", answer), filled).url == page("review", answer)
        review = admin_client.get(page("review", answer)).text
        assert message in review
        assert "Source: the campaign’s message, " in review
        assert of_hold("propose_decision") in admin_client.get(message).text
        public = second.get(link.candidacy.get_absolute_url()).text
        assert "A message by the campaign’s own link says that" in public
        assert "We’re checking whether that’s right." in public
        assert "intern" not in public
        proposal = {"outcome": "retracted", "explanation": "The candidate confirmed it."}
        admin_client.post(of_hold("propose_decision"), proposal)
        opened = second.get(of_hold("confirm_decision"))
        assert "An intern answered without asking anyone." in opened.text
        seen = {"seen": opened.context["form"]["seen"].value()}
        submit(link, "dispute", words="We found out who it was.")
        changed = second.post(of_hold("confirm_decision"), seen)
        assert "This changed since you opened the page" in changed.text
        assert "We found out who it was." in changed.text
        seen = {"seen": second.get(of_hold("confirm_decision")).context["form"]["seen"].value()}
        second.post(of_hold("confirm_decision"), seen)
        assert "The candidate confirmed it." in admin_client.get(message).text
        assert not DeskSubmission.objects.undecided().exists()

    def test_is_set_aside_by_one_person_only_if_nobody_can_decide_it(self, admin_client: Client):
        link = a_link()
        publish_answer(link.candidacy)
        sent = submit(link, "dispute")
        address = reverse("admin:candidates_desksubmission_set_aside", args=[sent.pk])
        assert address not in admin_client.get(page_of(sent)).text
        cycle = link.candidacy.race.cycle
        cycle.archived_at = timezone.now()
        cycle.save()
        assert address in admin_client.get(page_of(sent)).text


class TestHolds:
    def test_go_from_one_person_to_two(self, admin_client: Client, second: Client):
        answer = publish_answer(run())
        refused = admin_client.post(page("dispute", answer), {"reason": "Not theirs."})
        assert (refused.status_code, "Not theirs." in refused.text) == (422, True)
        admin_client.post(page("hold", answer), {"reason": "A doubt."})
        review = admin_client.get(page("review", answer)).text
        assert "A doubt." in review
        assert "published, on hold" in review
        assert page("retract", answer) not in review
        assert of_hold("extend_hold") not in review
        queue = second.get(reverse("admin:candidates_answer_waiting")).text
        assert "A doubt." in queue
        second.post(of_hold("extend_hold"))
        proposal = {"outcome": "stands", "explanation": "It’s genuine."}
        second.post(of_hold("propose_decision"), proposal)
        assert of_hold("confirm_decision") not in second.get(page("review", answer)).text
        seen = admin_client.get(of_hold("confirm_decision")).context["form"]["seen"].value()
        second.post(of_hold("propose_decision"), proposal | {"explanation": "It is."})
        changed = admin_client.post(of_hold("confirm_decision"), {"seen": seen})
        assert "This changed since you opened the page" in changed.text
        seen = admin_client.get(of_hold("confirm_decision")).context["form"]["seen"].value()
        admin_client.post(of_hold("confirm_decision"), {"seen": seen})
        assert Hold.objects.get().outcome == "stands"
        assert "It is." in admin_client.get(page("review", answer)).text
