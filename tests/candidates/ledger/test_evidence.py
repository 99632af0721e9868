import hashlib
from pathlib import Path

import pytest

from campaign.lib.uploads import read_upload
from candidates import ledger
from candidates.ledger.answers import carry_over
from candidates.models import Evidence
from tests.factories import AnswerFactory, OrganizerFactory, RaceFactory, publish_answer, run
from tests.pictures import pdf, photograph, picture, uploaded


@pytest.fixture
def folders(db, settings, tmp_path: Path) -> tuple[Path, Path]:
    """Return the folders of private and of public files."""
    settings.PRIVATE_MEDIA_ROOT = tmp_path / "private"
    settings.MEDIA_ROOT = tmp_path / "public"
    return settings.PRIVATE_MEDIA_ROOT, settings.MEDIA_ROOT


def kept(content: bytes, **attributes: object) -> Evidence:
    evidence = Evidence(kind="signed_document", **attributes)
    evidence.answer = attributes.get("answer") or AnswerFactory.create()
    ledger.evidence.keep(evidence, read_upload(uploaded(content, "../../Mrs. X, 12 Elm St.jpg")))
    evidence.save()
    return evidence


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


class TestKeep:
    def test_keeps_the_bytes_private_under_a_name_of_ours(self, folders):
        content = photograph()
        evidence = kept(content)
        [file] = files_in(folders[0])
        assert file.read_bytes() == content
        assert file.stat().st_mode & 0o777 == 0o600
        assert file.parent.stat().st_mode & 0o777 == 0o700
        assert "Elm" not in file.name
        assert evidence.original.name == f"evidence/{file.name}"
        with pytest.raises(ValueError, match="no URL"):
            _ = evidence.original.url

    def test_shows_a_picture_redrawn_under_another_name(self, folders):
        evidence = kept(photograph())
        [shown] = files_in(folders[1])
        assert shown.suffix == ".webp"
        assert shown.stem != Path(evidence.original.name).stem
        assert evidence.public_copy.url == f"/media/evidence/{shown.name}"

    def test_shows_nothing_of_a_pdf(self, folders):
        evidence = kept(pdf())
        assert not evidence.public_copy
        assert not files_in(folders[1])
        assert len(evidence.sha256) == 64


class TestShow:
    def test_reaches_what_was_carried_over(self, folders, django_capture_on_commit_callbacks):
        first = run()
        answer = publish_answer(first)
        Evidence.objects.filter(pk=answer.lead_evidence_id).update(
            public_copy="evidence/a.webp", public_copy_sha256="0" * 64
        )
        other = run(person=first.person, race=RaceFactory.create(district="12"))
        draft = carry_over(answer, other, by=OrganizerFactory.create(), note="It still holds.")
        redacted = read_upload(uploaded(picture("PNG", size=(10, 10))))
        ledger.evidence.show(answer.evidence.get(), redacted)
        names = {item.public_copy.name for item in Evidence.objects.all()}
        assert draft.evidence.get().public_copy.name in names
        assert len(names) == 1
        assert "evidence/a.webp" not in names
        [sha256] = {item.public_copy_sha256 for item in Evidence.objects.all()}
        assert sha256 == hashlib.sha256(redacted.redrawn).hexdigest()

    def test_replaces_the_public_copy_and_deletes_the_former(
        self, folders, django_capture_on_commit_callbacks
    ):
        evidence = kept(photograph())
        [former] = files_in(folders[1])
        with django_capture_on_commit_callbacks(execute=True):
            ledger.evidence.show(evidence, read_upload(uploaded(picture("PNG"))))
        [shown] = files_in(folders[1])
        assert shown != former
        assert len(files_in(folders[0])) == 1

    def test_can_show_nothing(self, folders, django_capture_on_commit_callbacks):
        evidence = kept(photograph())
        with django_capture_on_commit_callbacks(execute=True):
            ledger.evidence.show(evidence, None)
        evidence.refresh_from_db()
        assert not evidence.public_copy
        assert not files_in(folders[1])

    def test_works_after_publication(self, folders):
        answer = publish_answer(run())
        ledger.evidence.show(answer.lead_evidence, read_upload(uploaded(picture())))
        assert Evidence.objects.get().public_copy

    def test_leaves_what_a_carried_answer_still_shows(
        self, folders, django_capture_on_commit_callbacks
    ):
        old = run()
        new = run(person=old.person, race__district="12")
        answer = publish_answer(old)
        with django_capture_on_commit_callbacks(execute=True):
            ledger.evidence.show(answer.lead_evidence, read_upload(uploaded(photograph())))
        draft = carry_over(answer, new, by=OrganizerFactory.create(), note="Same pledge.")
        with django_capture_on_commit_callbacks(execute=True):
            ledger.answers.discard(draft)
        assert len(files_in(folders[1])) == 1


class TestDiscard:
    def test_deletes_the_files_of_a_draft(self, folders, django_capture_on_commit_callbacks):
        evidence = kept(photograph())
        with django_capture_on_commit_callbacks(execute=True):
            ledger.evidence.discard(evidence)
        assert not files_in(folders[0]) + files_in(folders[1])


class TestReplace:
    def test_shows_the_new_file_where_the_former_was_shown_whole(self, folders):
        evidence = kept(picture(size=(30, 30)))
        ledger.evidence.replace(evidence, read_upload(uploaded(picture(size=(90, 90)))))
        assert evidence.public_copy

    def test_shows_nothing_of_it_where_the_former_was_redacted(self, folders):
        evidence = kept(picture(size=(30, 30)))
        ledger.evidence.show(evidence, read_upload(uploaded(picture("PNG", size=(10, 10)))))
        ledger.evidence.replace(evidence, read_upload(uploaded(picture(size=(90, 90)))))
        evidence.refresh_from_db()
        assert not evidence.public_copy

    def test_shows_nothing_of_it_where_nothing_was_shown(self, folders):
        evidence = kept(picture(size=(30, 30)))
        ledger.evidence.show(evidence, None)
        ledger.evidence.replace(evidence, read_upload(uploaded(picture(size=(90, 90)))))
        assert not evidence.public_copy
