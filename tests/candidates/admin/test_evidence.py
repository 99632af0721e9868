import datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from candidates import ledger
from candidates.ledger.answer_rules import reasons_against_publishing
from candidates.models import Answer, Cycle, Evidence
from candidates.tasks import draw
from tests.candidates.admin.pages import add_to, fields_in, page_of
from tests.factories import AnswerFactory, OrganizerFactory, draft_answer, publish_answer, run
from tests.pictures import heic, pdf, photograph, picture, uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folders(settings, tmp_path: Path) -> Path:
    settings.PRIVATE_MEDIA_ROOT = tmp_path / "private"
    settings.MEDIA_ROOT = tmp_path / "public"
    return tmp_path


def original(evidence: Evidence) -> str:
    return reverse("admin:candidates_evidence_original", args=[evidence.pk])


def added(client: Client, answer, content: bytes) -> Evidence:
    """Add a file to an answer through the form."""
    typed = {
        "answer": answer.pk,
        "kind": "letter",
        "captured_at": "2026-03-14T12:00:00",
        "file": uploaded(content),
    }
    assert client.post(add_to("evidence"), typed).status_code == 302
    return Evidence.objects.latest("pk")


class TestAddEvidence:
    def test_leads_an_answer_that_has_none(self, admin_client: Client):
        answer = AnswerFactory.create()
        evidence = added(admin_client, answer, photograph())
        answer.refresh_from_db()
        assert answer.lead_evidence == evidence

    def test_never_says_for_a_campaign_that_it_sent_this_by_its_link(self, admin_client: Client):
        evidence = draft_answer(run()).lead_evidence
        for path in (add_to("evidence"), page_of(evidence)):
            typed = {**fields_in(admin_client.get(path)), "kind": "desk"}
            typed |= {"answer": evidence.answer_id, "url": "https://a.example/"}
            assert admin_client.post(path, typed).status_code == 422
        assert set(Evidence.objects.values_list("kind", flat=True)) == {evidence.kind}

    def test_lets_the_draft_be_verified_again(self, admin_client: Client, organizer):
        answer = draft_answer(run())
        added(admin_client, answer, photograph())
        answer.refresh_from_db()
        assert (answer.is_verified, answer.recorded_by) == (False, organizer)

    def test_comes_too_late_for_a_published_answer(self, admin_client: Client):
        answer = publish_answer(run())
        typed = {
            "answer": answer.pk,
            "kind": "letter",
            "url": "https://example.org/more",
            "captured_at": "2026-03-14T12:00:00",
        }
        refused = admin_client.post(add_to("evidence"), typed)
        assert refused.status_code == 422
        assert "Choose a draft." in refused.context["adminform"].form.errors["answer"][0]

    def test_is_offered_for_drafts_that_can_take_it(self, admin_client: Client):
        draft, archived = (
            AnswerFactory.create(),
            AnswerFactory.create(candidacy=run(race__cycle__year=2024)),
        )
        publish_answer(run())
        Cycle.objects.filter(year=2024).update(archived_at=timezone.now())
        asked = {"app_label": "candidates", "model_name": "evidence", "field_name": "answer"}
        found = admin_client.get(reverse("admin:autocomplete"), asked).json()["results"]
        assert [row["id"] for row in found] == [str(draft.pk)]
        typed = {"answer": archived.pk, "kind": "letter", "url": "https://example.org/more"}
        assert admin_client.post(add_to("evidence"), typed).status_code == 422

    def test_leaves_no_file_behind_when_the_record_refuses(
        self, admin_client: Client, folders, monkeypatch
    ):
        # Somebody publishes the answer between the check of the form and the insert.
        answer = draft_answer(run())
        keep = ledger.evidence.keep

        def publish_and_keep(evidence: Evidence, *args: Any, **options: Any) -> None:
            ledger.answers.publish(answer, now=timezone.now())
            keep(evidence, *args, **options)

        monkeypatch.setattr(ledger.evidence, "keep", publish_and_keep)
        typed = {
            "answer": answer.pk,
            "kind": "letter",
            "captured_at": "2026-03-14T12:00:00",
            "file": uploaded(photograph()),
        }
        response = admin_client.post(add_to("evidence"), typed)
        assert response.status_code == 422
        assert "so you can’t change its evidence" in response.text
        assert not [path for path in folders.rglob("*") if path.is_file()]

    def test_asks_for_a_link_or_a_file(self, admin_client: Client):
        typed = {
            "answer": AnswerFactory.create().pk,
            "kind": "letter",
            "captured_at": "2026-03-14T12:00:00",
        }
        response = admin_client.post(add_to("evidence"), typed)
        assert response.status_code == 422
        assert "link or a file" in response.context["adminform"].form.errors["url"][0]


class TestChangeEvidence:
    def test_replaces_the_file_of_a_draft(self, admin_client: Client, folders):
        evidence = added(admin_client, AnswerFactory.create(), photograph())
        posted = fields_in(admin_client.get(page_of(evidence)))
        response = admin_client.post(page_of(evidence), {**posted, "file": uploaded(pdf())})
        assert response.status_code == 302
        evidence.refresh_from_db()
        assert evidence.original.name.endswith(".pdf")
        assert not evidence.public_copy

    def test_lets_a_redacted_copy_come_after_publication(self, admin_client: Client):
        evidence = publish_answer(run()).lead_evidence
        posted = fields_in(admin_client.get(page_of(evidence)))
        assert "url" not in posted
        posted |= {
            "redacted": uploaded(picture("PNG")),
            "archived_url": "https://web.archive.org/x",
        }
        assert admin_client.post(page_of(evidence), posted).status_code == 302
        evidence.refresh_from_db()
        assert evidence.public_copy
        assert evidence.archived_url == "https://web.archive.org/x"
        assert evidence.answer.is_published

    def test_can_show_nothing(self, admin_client: Client):
        evidence = added(admin_client, AnswerFactory.create(), photograph())
        posted = fields_in(admin_client.get(page_of(evidence)))
        admin_client.post(page_of(evidence), {**posted, "show_nothing": "on"})
        evidence.refresh_from_db()
        assert not evidence.public_copy
        assert evidence.original

    def test_of_a_published_answer_is_for_those_who_publish(self, client: Client):
        evidence = publish_answer(run()).lead_evidence
        draft = draft_answer(run()).lead_evidence
        organizer = OrganizerFactory.create()
        allowed = ["view_evidence", "change_evidence"]
        organizer.user_permissions.set(Permission.objects.filter(codename__in=allowed))
        client.force_login(organizer)
        assert "archived_url" in fields_in(client.get(page_of(draft)))
        typed = {"archived_url": "https://elsewhere.example/"}
        assert client.post(page_of(evidence), typed).status_code == 403

    def test_never_swaps_an_archived_copy_that_is_public(self, admin_client: Client):
        evidence = publish_answer(run()).lead_evidence
        for address in ("https://web.archive.org/x", "https://elsewhere.example/"):
            posted = fields_in(admin_client.get(page_of(evidence)))
            response = admin_client.post(page_of(evidence), {**posted, "archived_url": address})
        assert response.status_code == 422
        evidence.refresh_from_db()
        assert evidence.archived_url == "https://web.archive.org/x"


class TestHeic:
    def drawn(self, evidence: Evidence) -> Evidence:
        """Do what the worker does."""
        for job in ProcrastinateJob.objects.filter(task_name="draw_heic_evidence"):
            draw(**job.args)
        evidence.refresh_from_db()
        return evidence

    def test_is_drawn_by_a_job_before_the_answer_can_be_published(self, admin_client: Client):
        evidence = added(admin_client, draft_answer(run()), heic())
        assert "still converting the evidence" in self.refusals(evidence)
        review = reverse("admin:candidates_answer_review", args=[evidence.answer_id])
        assert "converting this HEIC photo" in admin_client.get(review).text
        shown = self.drawn(evidence)
        assert "still converting the evidence" not in self.refusals(evidence)
        with shown.public_copy.open() as file:
            assert file.read(4) == b"RIFF"
        handed_out = admin_client.get(original(evidence))
        assert handed_out.headers["Content-Type"] == "image/heic"
        assert handed_out.getvalue() == heic()

    def test_that_nobody_can_read_is_said_to_be_so(self, admin_client: Client):
        evidence = self.drawn(added(admin_client, AnswerFactory.create(), heic()[:500]))
        assert not evidence.public_copy
        assert "couldn’t read this HEIC photo" in admin_client.get(page_of(evidence)).text

    def test_gives_way_to_what_an_organizer_shows_meanwhile(self, admin_client: Client, folders):
        evidence = added(admin_client, AnswerFactory.create(), heic())
        posted = fields_in(admin_client.get(page_of(evidence)))
        admin_client.post(page_of(evidence), {**posted, "show_nothing": "on"})
        assert not self.drawn(evidence).public_copy
        assert not [path for path in (folders / "public").rglob("*") if path.is_file()]

    def refusals(self, evidence: Evidence) -> str:
        answer = Answer.objects.get(pk=evidence.answer_id)
        reasons = reasons_against_publishing(answer, today=datetime.date(2026, 11, 29))
        return " ".join(sentence for reason in reasons for sentence in reason.messages)


class TestThePublicCopy:
    def test_of_a_draft_is_for_organizers(self, admin_client: Client):
        evidence = added(admin_client, AnswerFactory.create(), photograph())
        address = reverse("admin:candidates_evidence_public_copy", args=[evidence.pk])
        response = admin_client.get(address)
        assert response.headers["Content-Type"] == "image/webp"
        with evidence.public_copy.open() as shown:
            assert response.getvalue() == shown.read()
        assert Client().get(address).status_code == 302

    def test_is_not_there_without_a_picture(self, admin_client: Client):
        evidence = added(admin_client, AnswerFactory.create(), pdf())
        address = reverse("admin:candidates_evidence_public_copy", args=[evidence.pk])
        assert admin_client.get(address).status_code == 404


class TestDeleteEvidence:
    def test_is_for_drafts(self, admin_client: Client):
        lead = publish_answer(run()).lead_evidence
        draft = AnswerFactory.create()
        added(admin_client, draft, photograph())
        extra = added(admin_client, draft, pdf())

        def deletion(evidence: Evidence) -> str:
            return reverse("admin:candidates_evidence_delete", args=[evidence.pk])

        assert admin_client.post(deletion(lead), {"post": "yes"}).status_code == 403
        assert admin_client.post(deletion(extra), {"post": "yes"}).status_code == 302
        assert not Evidence.objects.filter(pk=extra.pk).exists()


class TestTheOriginal:
    def test_is_handed_out_to_be_stored_and_never_opened_here(self, admin_client: Client):
        content = photograph()
        evidence = added(admin_client, AnswerFactory.create(), content)
        response = admin_client.get(original(evidence))
        assert response.getvalue() == content
        assert response.headers["Content-Disposition"] == (
            f'attachment; filename="evidence-{evidence.pk}.jpg"'
        )
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response.headers["Content-Security-Policy"]
        assert "no-store" in response.headers["Cache-Control"]

    def test_is_for_organizers_with_permission(self, admin_client: Client, client: Client):
        evidence = added(admin_client, AnswerFactory.create(), photograph())
        assert "/login/" in client.get(original(evidence)).url
        stranger = OrganizerFactory.create()
        client.force_login(stranger)
        assert client.get(original(evidence)).status_code == 403
        stranger.user_permissions.add(Permission.objects.get(codename="view_evidence"))
        assert client.get(original(evidence)).getvalue() == photograph()

    def test_is_not_found_where_there_is_none(self, admin_client: Client, folders):
        link_only = publish_answer(run()).lead_evidence
        assert admin_client.get(original(link_only)).status_code == 404
        lost = added(admin_client, AnswerFactory.create(), photograph())
        Path(lost.original.path).unlink()
        assert admin_client.get(original(lost)).status_code == 404
