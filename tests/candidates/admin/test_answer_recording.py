from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from candidates.models import Answer, Candidacy, Evidence
from tests.candidates.admin.drafts import page, typed
from tests.candidates.admin.pages import add_to, page_of
from tests.factories import (
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

    def test_never_says_for_a_campaign_that_it_sent_this_by_its_link(self, admin_client: Client):
        response = admin_client.post(add_to("answer"), self.typed(run(), evidence_kind="desk"))
        assert response.status_code == 422
        assert not Answer.objects.exists()

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
            {"evidence_kind": ""},
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
        assert "Upload a JPEG, PNG, WebP, HEIC or PDF" in response.context["form"].errors["file"][0]
        assert not Answer.objects.exists()
        assert not [path for path in folders.rglob("*") if path.is_file()]

    def test_asks_for_the_file_again_where_something_else_is_wrong(self, admin_client: Client):
        typed = self.typed(run(), answered="", file=uploaded(photograph()))
        errors = admin_client.post(add_to("answer"), typed).context["form"].errors
        assert "Choose the file again" in errors["file"][0]

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

    def test_offers_no_text_without_a_day_and_proposes_no_kind_of_evidence(
        self, admin_client: Client
    ):
        PledgeTextFactory.create(version=8, title="Placeholder", effective_on=None)
        form = admin_client.get(add_to("answer")).context["form"]
        assert "Placeholder" not in str(form["pledge_text"])
        assert 'value="" selected' in str(form["evidence_kind"])
        draft = draft_answer(run())
        assert "Placeholder" not in admin_client.get(page_of(draft)).content.decode()

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


class TestRefuseASecond:
    def test_tells_about_the_first(self, admin_client: Client, second, subtests):
        first = draft_answer(run())
        for answer in (first, publish_answer(run())):
            with subtests.test(is_published=answer.is_published):
                response = second.post(add_to("answer"), typed(answer))
                assert response.status_code == 422
                assert f'href="{page("review", answer)}"' in response.content.decode()
                assert answer.candidacy.answers.count() == 1

    def test_takes_another_one_where_the_first_was_retracted(self, admin_client: Client):
        answer = publish_answer(run())
        admin_client.post(page("retract", answer), {"reason": "It was forged."})
        assert admin_client.post(add_to("answer"), typed(answer)).status_code == 302
