"""Two people put an answer under review and decide on it."""

import pytest
from django.test import Client
from django.urls import reverse

from candidates.models import Hold
from tests.candidates.admin.drafts import page
from tests.factories import publish_answer, run

pytestmark = pytest.mark.django_db


def of_hold(name: str) -> str:
    return reverse(f"admin:candidates_answer_{name}", args=[Hold.objects.get().pk])


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
        assert "The proposal changed" in changed.text
        seen = admin_client.get(of_hold("confirm_decision")).context["form"]["seen"].value()
        admin_client.post(of_hold("confirm_decision"), {"seen": seen})
        assert Hold.objects.get().outcome == "stands"
        assert "It is." in admin_client.get(page("review", answer)).text
