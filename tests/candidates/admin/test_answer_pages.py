"""A draft goes public, goes back, is taken back, carried over or thrown away."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from candidates import ledger
from candidates.admin.answer_pages import WAITING_SHOWN
from candidates.ledger.refresh import differences
from candidates.models import Answer, Candidacy, Evidence
from tests.candidates.admin.drafts import drafted_by, page, seen
from tests.candidates.admin.pages import fields_in, page_of
from tests.factories import (
    OrganizerFactory,
    draft_answer,
    publish_answer,
    run,
)

pytestmark = pytest.mark.django_db


class TestReview:
    def test_shows_the_answer_beside_its_evidence(self, second: Client, organizer):
        answer = drafted_by(organizer, signer_name="Ada Moss", statement="We sign.")
        text = second.get(page("review", answer)).content.decode()
        for part in ("Ada Moss", "We sign.", "https://example.org/evidence", "Verify and publish"):
            assert part in text

    def test_offers_the_recorder_no_verification(self, admin_client: Client, organizer):
        text = admin_client.get(page("review", drafted_by(organizer))).content.decode()
        assert "so someone else has to verify it" in text
        assert "Verify and publish" not in text


class TestPublish:
    def test_takes_two_people(self, admin_client: Client, second: Client, organizer):
        answer = drafted_by(organizer)
        admin_client.post(page("publish", answer), seen(admin_client, answer))
        answer.refresh_from_db()
        assert not answer.is_published
        response = second.post(page("publish", answer), seen(second, answer))
        assert response.url == reverse("admin:candidates_answer_waiting")
        answer.refresh_from_db()
        assert (answer.is_published, answer.candidacy.status) == (True, "signed")
        assert answer.verified_by.username == "sasha"
        assert not list(differences(Candidacy.objects.all()))

    def test_is_refused_to_those_who_cannot_see_the_evidence(self, second: Client, organizer):
        answer = drafted_by(organizer)
        as_seen = seen(second, answer)
        blind = OrganizerFactory.create()
        blind.user_permissions.set(
            Permission.objects.filter(codename__in=["view_answer", "publish_answer"])
        )
        second.force_login(blind)
        text = second.get(page("review", answer)).text
        assert "You can’t see the evidence" in text
        assert "https://example.org/evidence" not in text
        assert "Verify and publish" not in text
        for name in ("verify", "publish"):
            assert second.post(page(name, answer), as_seen).status_code == 403
        blind.user_permissions.add(Permission.objects.get(codename="view_evidence"))
        assert second.post(page("publish", answer), as_seen).status_code == 302
        answer.refresh_from_db()
        assert answer.is_published

    def test_can_come_after_verifying(self, admin_client: Client, second: Client, organizer):
        answer = drafted_by(organizer)
        second.post(page("verify", answer), seen(second, answer))
        admin_client.post(page("publish", answer), seen(admin_client, answer))
        answer.refresh_from_db()
        assert answer.is_published

    def test_needs_the_answer_as_it_was_seen(self, second: Client, organizer):
        answer = drafted_by(organizer)
        as_seen = seen(second, answer)
        Answer.objects.filter(pk=answer.pk).update(kind="refused")
        response = second.post(page("publish", answer), as_seen, follow=True)
        assert "changed since you opened" in response.content.decode()
        as_seen = seen(second, answer)
        Evidence.objects.update(url="https://example.org/else")
        second.post(page("publish", answer), as_seen)
        second.post(page("publish", answer), {})
        answer.refresh_from_db()
        assert not answer.is_published

    def test_says_why_not(self, second: Client, organizer):
        answer = drafted_by(organizer, kind="refused")
        Evidence.objects.update(kind="press_report")
        response = second.post(page("publish", answer), seen(second, answer), follow=True)
        assert "A news report isn’t enough" in response.content.decode()
        answer.refresh_from_db()
        assert (answer.is_published, answer.verified_by) == (False, None)

    def test_by_one_person_says_so(self, admin_client: Client, organizer, settings):
        settings.TWO_PERSON_RULE = False
        answer = drafted_by(organizer)
        admin_client.post(page("publish", answer), seen(admin_client, answer))
        answer.refresh_from_db()
        assert (answer.is_published, answer.verification_waived) == (True, True)


class TestSendBack:
    def test_keeps_the_note_for_the_recorder(self, admin_client: Client, second, organizer):
        answer = drafted_by(organizer)
        second.post(page("send_back", answer), {"note": "Which page?"})
        answer.refresh_from_db()
        assert answer.sent_back_note == "Which page?"
        assert "Which page?" in admin_client.get(page("review", answer)).content.decode()

    def test_asks_for_the_note(self, second: Client, organizer):
        answer = drafted_by(organizer)
        assert second.post(page("send_back", answer), {"note": " "}).status_code == 422

    def test_ends_with_a_change_of_the_draft(self, admin_client: Client, second, organizer):
        answer = drafted_by(organizer)
        second.post(page("send_back", answer), {"note": "Which page?"})
        posted = fields_in(admin_client.get(page_of(answer)))
        admin_client.post(page_of(answer), {**posted, "signer_role": "candidate"})
        assert Answer.objects.waiting().get().signer_role == "candidate"


class TestRetract:
    def test_takes_an_answer_back_for_everybody_to_read(self, admin_client: Client):
        candidacy = run()
        answer = publish_answer(candidacy)
        admin_client.post(page("retract", answer), {"reason": "Signed by somebody else."})
        answer.refresh_from_db()
        candidacy.refresh_from_db()
        assert (answer.is_retracted, candidacy.status) == (True, "pending")
        assert not list(differences(Candidacy.objects.all()))

    def test_asks_for_a_reason(self, admin_client: Client):
        answer = publish_answer(run())
        assert admin_client.post(page("retract", answer), {"reason": ""}).status_code == 422

    def test_says_that_it_was_done_already(self, admin_client: Client):
        answer = publish_answer(run())
        admin_client.post(page("retract", answer), {"reason": "First."})
        response = admin_client.post(page("retract", answer), {"reason": "Second."})
        assert response.status_code == 422
        answer.refresh_from_db()
        assert answer.retraction_reason == "First."


class TestCarryOver:
    def test_drafts_the_answer_for_the_other_run(self, admin_client: Client):
        old = run()
        new = run(person=old.person, race__district="12")
        answer = publish_answer(old)
        admin_client.post(page("carry_over", answer), {"candidacy": new.pk, "note": "She said so."})
        draft = Answer.objects.get(candidacy=new)
        assert (draft.carried_from, draft.is_published, draft.note) == (
            answer,
            False,
            "She said so.",
        )

    def test_goes_to_no_other_person(self, admin_client: Client):
        answer = publish_answer(run())
        response = admin_client.post(
            page("carry_over", answer), {"candidacy": run().pk, "note": "Why not."}
        )
        assert response.status_code == 422


class TestDiscard:
    def test_deletes_a_draft(self, admin_client: Client, organizer):
        admin_client.post(page("discard", drafted_by(organizer)))
        assert not Answer.objects.exists()

    def test_leaves_what_was_published(self, admin_client: Client):
        answer = publish_answer(run())
        assert admin_client.post(page("discard", answer)).status_code == 403
        assert Answer.objects.exists()


DECISIONS = ["verify", "publish", "send_back", "retract", "carry_over", "discard"]


class TestEveryDecision:
    @pytest.mark.parametrize("name", DECISIONS)
    def test_needs_its_permission(self, client: Client, name):
        looker = OrganizerFactory.create()
        looker.user_permissions.add(Permission.objects.get(codename="view_answer"))
        client.force_login(looker)
        answer = drafted_by(OrganizerFactory.create())
        assert client.get(page("review", answer)).status_code == 200
        assert client.post(page(name, answer), seen(client, answer)).status_code == 403

    @pytest.mark.parametrize("name", DECISIONS)
    def test_is_never_made_by_looking(self, admin_client: Client, second, organizer, name):
        answer = drafted_by(organizer)
        before = Answer.objects.values().get()
        assert second.get(page(name, answer)).status_code in {200, 405}
        assert Answer.objects.values().get() == before

    @pytest.mark.parametrize("name", DECISIONS)
    def test_is_made_from_the_sites_own_pages_only(self, organizer, name):
        client = Client(enforce_csrf_checks=True)
        client.force_login(organizer)
        answer = drafted_by(OrganizerFactory.create())
        assert client.post(page(name, answer), {"note": "x", "reason": "x"}).status_code == 403

    @pytest.mark.parametrize("name", [*DECISIONS, "review"])
    def test_knows_no_answer_that_is_not_there(self, admin_client: Client, name):
        for number in ("0", "9" * 30):
            address = f"/admin/candidates/answer/{number}/{name.replace('_', '-')}/"
            method = admin_client.get if name == "review" else admin_client.post
            assert method(address).status_code == 404

    @pytest.mark.parametrize("name", [*DECISIONS, "review"])
    def test_is_for_organizers(self, client: Client, organizer, name):
        response = client.post(page(name, drafted_by(organizer)))
        assert response.status_code in {302, 405}
        assert response.status_code == 405 or "/login/" in response.url


class TestTheQueue:
    def test_lists_what_waits_and_what_went_back(self, admin_client: Client, organizer):
        draft = drafted_by(organizer)
        returned = draft_answer(run("Ada Moss"))
        ledger.answers.send_back(
            returned, by=organizer, note="Which page?", now=returned.recorded_at
        )
        publish_answer(run("Ada Published"))
        response = admin_client.get(reverse("admin:candidates_answer_waiting"))
        assert list(response.context["waiting"]) == [draft]
        assert list(response.context["sent_back"]) == [returned]
        text = response.content.decode()
        assert "someone else to verify it" in text
        assert "Which page?" in text
        assert "Ada Published" not in text

    def test_shows_a_page_of_those_who_wait(self, admin_client: Client):
        drafts = [draft_answer(run("Ada Moss")) for _number in range(WAITING_SHOWN + 1)]
        address = reverse("admin:candidates_answer_waiting")
        first, second = admin_client.get(address), admin_client.get(address, {"page": "2"})
        assert list(first.context["waiting"]) == drafts[:-1]
        assert "26 answers to review" in first.text
        assert 'href="?page=2"' in first.text
        assert list(second.context["waiting"]) == drafts[-1:]
