"""From the table to the public and back."""

from pathlib import Path

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from candidates.models import Answer, Candidacy, Evidence
from candidates.standing import differences
from tests.candidates.admin.pages import add_to, fields_in, page_of
from tests.factories import (
    AnswerFactory,
    EvidenceFactory,
    OrganizerFactory,
    PledgeTextFactory,
    draft_answer,
    publish_answer,
    run,
)
from tests.pictures import pdf, photograph, picture, uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folders(settings, tmp_path: Path) -> Path:
    """Keep files in a folder of the test."""
    settings.PRIVATE_MEDIA_ROOT = tmp_path / "private"
    settings.MEDIA_ROOT = tmp_path / "public"
    return tmp_path


@pytest.fixture
def second(db) -> Client:
    """Return the browser of somebody else, who may do everything too."""
    client = Client()
    client.force_login(OrganizerFactory.create(username="sasha", is_superuser=True))
    return client


def page(name: str, answer: Answer) -> str:
    return reverse(f"admin:candidates_answer_{name}", args=[answer.pk])


def seen(client: Client, answer: Answer) -> dict[str, str]:
    return {"seen": client.get(page("review", answer)).context["seen"]}


def drafted_by(recorder: User, **attributes: object) -> Answer:
    """Return a draft with evidence that nobody verified yet."""
    answer = AnswerFactory.create(candidacy=run(), recorded_by=recorder, **attributes)
    answer.lead_evidence = EvidenceFactory.create(answer=answer)
    answer.save()
    return answer


class TestRecordAnAnswer:
    def typed(self, somebody: Candidacy, /, **changes: object) -> dict[str, object]:
        return {
            "candidacy": somebody.pk,
            "kind": "signed",
            "answered": "2026-03-14",
            "signer_name": "Ada Moss",
            "signer_role": "campaign manager",
            "pledge_text": PledgeTextFactory.create().pk,
            "evidence_kind": "signed_document",
            "url": "https://example.org/pledge.jpg",
            "statement": "We sign.",
            "note": "Came by mail.",
            **changes,
        }

    def test_stores_a_draft_with_its_lead_evidence(self, admin_client: Client, organizer):
        response = admin_client.post(add_to("answer"), self.typed(run()))
        answer = Answer.objects.get()
        assert response.url == page("review", answer)
        assert (answer.recorded_by, answer.is_published) == (organizer, False)
        assert answer.lead_evidence.url == "https://example.org/pledge.jpg"
        assert answer.candidacy.status == "pending"

    def test_keeps_a_photograph_private_and_shows_it_redrawn(self, admin_client: Client, folders):
        content = photograph()
        typed = self.typed(run(), url="", file=uploaded(content, "../Mrs Moss, 12 Elm St.jpg"))
        assert admin_client.post(add_to("answer"), typed).status_code == 302
        evidence = Evidence.objects.get()
        assert Path(evidence.original.path).read_bytes() == content
        assert evidence.public_copy.name.endswith(".webp")
        assert not [path for path in folders.rglob("*") if "Elm" in path.name]

    def test_shows_the_redacted_picture_instead(self, admin_client: Client):
        redacted = uploaded(picture("PNG", (20, 20)))
        admin_client.post(
            add_to("answer"), self.typed(run(), file=uploaded(pdf(), "a.pdf"), redacted=redacted)
        )
        evidence = Evidence.objects.get()
        assert evidence.original.name.endswith(".pdf")
        assert evidence.public_copy.name.endswith(".webp")

    @pytest.mark.parametrize(
        ("typed", "day", "precision"),
        [
            ("2026-03-14", "2026-03-14", "day"),
            ("3/14/2026", "2026-03-14", "day"),
            ("2026-03", "2026-03-01", "month"),
            ("3/2026", "2026-03-01", "month"),
            ("2026", "2026-01-01", "year"),
        ],
    )
    def test_takes_a_day_as_far_as_it_is_known(self, admin_client: Client, typed, day, precision):
        admin_client.post(add_to("answer"), self.typed(run(), answered=typed))
        answer = Answer.objects.get()
        assert (str(answer.answered_on), answer.answered_on_precision) == (day, precision)

    @pytest.mark.parametrize(
        "changes",
        [
            {"answered": ""},
            {"answered": "2026-02-30"},
            {"answered": "0000"},
            {"answered": "2099-01-01"},
            {"answered": "٢٠٢٦-٠٣-١٤"},
            {"answered": "soon"},
            {"kind": "maybe"},
            {"candidacy": "99999999999999999999"},
            {"candidacy": "x"},
            {"url": ""},
            {"url": "javascript:alert(1)"},
            {"signer_name": "x" * 151},
            {"pledge_text": ""},
        ],
    )
    def test_refuses_in_words_and_stores_nothing(self, admin_client: Client, changes):
        response = admin_client.post(add_to("answer"), self.typed(run(), **changes))
        assert response.status_code == 422
        assert set(response.context["form"].errors) == set(changes)
        assert 'value="campaign manager"' in response.content.decode()
        assert not Answer.objects.exists()

    def test_refuses_a_bad_file_and_stores_nothing(self, admin_client: Client, folders):
        typed = self.typed(run(), file=uploaded(b"<html>", "photo.jpg"))
        response = admin_client.post(add_to("answer"), typed)
        assert response.status_code == 422
        assert "no JPEG, PNG, WebP or PDF" in response.context["form"].errors["file"][0]
        assert not Answer.objects.exists()
        assert not [path for path in folders.rglob("*") if path.is_file()]

    def test_asks_for_the_file_again_where_something_else_is_wrong(self, admin_client: Client):
        typed = self.typed(run(), answered="", file=uploaded(photograph()))
        errors = admin_client.post(add_to("answer"), typed).context["form"].errors
        assert "once more" in errors["file"][0]

    def test_leaves_no_file_behind_when_storing_fails(
        self, admin_client: Client, folders, monkeypatch
    ):
        def fail(*_arguments: object, **_options: object) -> None:
            raise RuntimeError

        monkeypatch.setattr(Answer, "save", fail)
        with pytest.raises(RuntimeError):
            admin_client.post(add_to("answer"), self.typed(run(), file=uploaded(photograph())))
        assert not Answer.objects.exists()
        assert not [path for path in folders.rglob("*") if path.is_file()]

    def test_begins_with_the_candidacy_and_the_text_in_use(self, admin_client: Client):
        candidacy, text = run("Ada Quartz"), PledgeTextFactory.create()
        PledgeTextFactory.create(version=2, effective_on="2099-01-01")
        response = admin_client.get(add_to("answer"), {"candidacy": candidacy.pk})
        assert "Ada Quartz" in response.content.decode()
        assert response.context["form"]["pledge_text"].value() == text.pk

    def test_can_go_on_with_another(self, admin_client: Client):
        response = admin_client.post(add_to("answer"), self.typed(run(), another="1"))
        assert response.url == add_to("answer")

    def test_is_not_for_somebody_who_may_only_look(self, client: Client):
        looker = OrganizerFactory.create()
        looker.user_permissions.add(Permission.objects.get(codename="view_answer"))
        client.force_login(looker)
        assert client.get(add_to("answer")).status_code == 403
        assert client.post(add_to("answer"), self.typed(run())).status_code == 403
        assert not Answer.objects.exists()


class TestTheQueue:
    def test_lists_what_waits_and_what_went_back(self, admin_client: Client, organizer):
        draft = drafted_by(organizer)
        returned = draft_answer(run("Ada Moss"))
        returned.send_back(organizer, note="Which page?", now=returned.recorded_at)
        publish_answer(run("Ada Published"))
        response = admin_client.get(reverse("admin:candidates_answer_waiting"))
        assert list(response.context["waiting"]) == [draft]
        assert list(response.context["sent_back"]) == [returned]
        text = response.content.decode()
        assert "somebody else than you" in text
        assert "Which page?" in text
        assert "Ada Published" not in text


class TestReview:
    def test_shows_the_answer_beside_its_evidence(self, second: Client, organizer):
        answer = drafted_by(organizer, signer_name="Ada Moss", statement="We sign.")
        text = second.get(page("review", answer)).content.decode()
        for part in ("Ada Moss", "We sign.", "https://example.org/evidence", "Verify and publish"):
            assert part in text

    def test_offers_the_recorder_no_verification(self, admin_client: Client, organizer):
        text = admin_client.get(page("review", drafted_by(organizer))).content.decode()
        assert "Somebody else has to verify it" in text
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
        assert "A press report alone cannot" in response.content.decode()
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


class TestChangeADraft:
    def test_wipes_a_verification(self, admin_client: Client, second, organizer):
        answer = drafted_by(organizer)
        second.post(page("verify", answer), seen(second, answer))
        posted = fields_in(second.get(page_of(answer)))
        second.post(page_of(answer), {**posted, "kind": "refused"})
        answer.refresh_from_db()
        assert (answer.recorded_by.username, answer.is_verified) == ("sasha", False)

    def test_offers_only_its_own_evidence_to_lead(self, admin_client: Client, organizer):
        other = drafted_by(organizer)
        answer = drafted_by(organizer)
        posted = fields_in(admin_client.get(page_of(answer)))
        posted["lead_evidence"] = other.lead_evidence_id
        assert admin_client.post(page_of(answer), posted).status_code == 422

    def test_ends_with_publication(self, admin_client: Client):
        answer = publish_answer(run()).candidacy.current_answer or Answer.objects.get()
        assert not admin_client.get(page_of(answer)).context["has_change_permission"]
        assert admin_client.post(page_of(answer), {"kind": "refused"}).status_code == 403


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
