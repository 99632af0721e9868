from pathlib import Path
from unittest.mock import Mock

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from campaign.lib.audit import Event
from campaign.lib.audit.models import AuditEvent
from campaign.lib.uploads import read_upload
from candidates import ledger, tasks
from candidates.importers.sheets import apply as sheets
from candidates.ledger import acts
from candidates.models import Act, Candidacy, Evidence, SheetImport
from candidates.tasks import (
    RecordDriftError,
    apply_sheet,
    check_record,
    check_sheet,
    draw,
    draw_later,
    undo_act,
    work_later,
)
from tests.campaign.lib.workers import started, wait_for
from tests.candidates.jobs import waiting_for
from tests.factories import AnswerFactory, OrganizerFactory, publish_answer, run
from tests.pictures import heic, photograph, uploaded


@pytest.mark.django_db
class TestDraw:
    @pytest.fixture(autouse=True)
    def folders(self, settings, tmp_path: Path) -> None:
        settings.PRIVATE_MEDIA_ROOT = settings.MEDIA_ROOT = tmp_path

    def kept(self, content: bytes) -> Evidence:
        """Return new evidence with a file; drawing it waits for a job where that is needed."""
        evidence = Evidence(answer=AnswerFactory.create(), kind="letter")
        ledger.evidence.keep(evidence, read_upload(uploaded(content)))
        evidence.save()
        draw_later(evidence)
        return evidence

    def test_shows_a_heic_photo_once_however_often_it_runs(self):
        evidence = self.kept(heic())
        [job] = ProcrastinateJob.objects.all()
        assert job.args == {"evidence_id": evidence.pk}
        draw(**job.args)
        evidence.refresh_from_db()
        name = evidence.public_copy.name
        assert name.endswith(".webp")
        draw(**job.args)
        evidence.refresh_from_db()
        assert (evidence.public_copy.name, evidence.copy_state) == (name, "")

    def test_is_not_asked_for_a_picture_that_is_drawn_already(self):
        assert self.kept(photograph()).public_copy
        assert not ProcrastinateJob.objects.exists()

    def test_leaves_evidence_alone_that_is_gone(self):
        draw(10**9)


@pytest.mark.django_db
class TestApplySheet:
    def test_tells_on_the_page_what_failed_and_keeps_values_out_of_the_log(
        self, settings, tmp_path, monkeypatch, caplog
    ):
        settings.PRIVATE_MEDIA_ROOT = tmp_path
        robin = OrganizerFactory.create()
        record = SheetImport.objects.create(
            kind="outreach", state="applying", uploaded_by=robin, applied_by=robin
        )
        failure = ZeroDivisionError("a@private.example")
        monkeypatch.setattr(sheets, "_apply", Mock(side_effect=failure))
        work_later(record)
        [job] = ProcrastinateJob.objects.all()
        apply_sheet(**job.args)
        record.refresh_from_db()
        assert (record.state, record.problem[:20]) == ("ready", "Something went wrong")
        assert caplog.messages == [f"SheetImport {record.pk}: ZeroDivisionError"]
        assert "private.example" not in caplog.text
        apply_sheet(**job.args)
        check_sheet(10**9)

    def test_is_tried_again_when_the_database_was_away(self, monkeypatch):
        robin = OrganizerFactory.create()
        record = SheetImport.objects.create(kind="outreach", state="checking", uploaded_by=robin)
        monkeypatch.setattr(sheets, "table_of", Mock(side_effect=OperationalError))
        with pytest.raises(OperationalError):
            check_sheet(record.pk)
        record.refresh_from_db()
        assert record.state == "checking"


@pytest.mark.django_db
class TestUndoAct:
    @pytest.fixture
    def act(self, settings, tmp_path) -> Act:
        settings.PRIVATE_MEDIA_ROOT = tmp_path
        robin, rows = OrganizerFactory.create(), [run(f"Ada Quartz {each}") for each in range(3)]
        now = timezone.now()
        with acts.acting(Act.Kind.SHEET, title="Sheet", by=robin, now=now) as act:
            for row in rows:
                act.set(row, campaign_url="https://new.example/")
        Act.objects.update(undoing_since=now, undone_by=robin)
        act.row.refresh_from_db()
        work_later(act.row)
        return act.row

    def test_puts_every_row_back_once(self, act):
        [job] = ProcrastinateJob.objects.all()
        for _time in range(2):
            undo_act(**job.args)
        act.refresh_from_db()
        assert (act.is_undone, act.is_at_work, act.undone_by) == (True, False, act.by)
        assert not Candidacy.objects.exclude(campaign_url="").exists()
        assert AuditEvent.objects.filter(event=Event.UNDONE).count() == 1

    def test_tells_why_it_changed_nothing(self, act, monkeypatch):
        monkeypatch.setattr(tasks, "MOST_REASONS", 2)
        Candidacy.objects.update(campaign_url="https://newest.example/")
        undo_act(act.pk)
        act.refresh_from_db()
        assert (act.is_undone, act.is_at_work, act.undone_by) == (False, False, None)
        reasons = act.undo_problem.splitlines()
        assert ["changed since: campaign website." in each for each in reasons] == [
            True,
            True,
            False,
        ]
        assert reasons[2] == "And 1 more."

    def test_goes_on_when_the_database_is_back(self, act, monkeypatch):
        monkeypatch.setattr(acts, "undo", Mock(side_effect=OperationalError))
        with pytest.raises(OperationalError):
            undo_act(act.pk)
        act.refresh_from_db()
        assert act.is_at_work


@pytest.mark.django_db(transaction=True)
class TestAKilledWorker:
    def test_leaves_nothing_half_done_and_the_next_one_does_it(
        self, settings, tmp_path, monkeypatch
    ):
        monkeypatch.setenv("VAR", str(tmp_path))
        settings.PRIVATE_MEDIA_ROOT = tmp_path / "private"
        robin, ada, ben = OrganizerFactory.create(), run("Ada Quartz"), run("Ben Flint")
        now = timezone.now()
        with acts.acting(Act.Kind.SHEET, title="Sheet", by=robin, now=now) as act:
            act.set(ben, campaign_url="https://ben.example/")
        Act.objects.update(undoing_since=now, undone_by=robin)
        sheet = a_sheet_that_is_being_applied(
            f"id,campaign_url\n{ada.pk},https://ada.example/", robin
        )
        for row in (Act.objects.get(), sheet):
            work_later(row)

        def websites() -> list[str]:
            return list(Candidacy.objects.order_by("pk").values_list("campaign_url", flat=True))

        output = tmp_path / "worker.output"
        with started(output, "worker", "tests.campaign.lib.worker_settings") as start_worker:
            # Both jobs write to the audit log in the end, and wait there.
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("LOCK TABLE audit_auditevent IN SHARE MODE")
                first = start_worker()
                wait_for(lambda: waiting_for("audit_auditevent") == 2)
                start_worker()
                first.kill()
                first.wait()
            assert websites() == ["", "https://ben.example/"]
            wait_for(
                lambda: (
                    ProcrastinateJob.objects.filter(
                        status="succeeded", task_name__in=["apply_sheet", "undo_act"]
                    ).count()
                    == 2
                )
            )
        assert websites() == ["https://ada.example/", ""]
        assert AuditEvent.objects.filter(event=Event.UNDONE).count() == 1
        assert AuditEvent.objects.filter(event=Event.BULK).count() == 2


def a_sheet_that_is_being_applied(lines: str, by: User) -> SheetImport:
    now = timezone.now()
    record = sheets.bring(lines.encode(), kind="campaigns", file_name="a.csv", by=by, now=now)
    with transaction.atomic():
        columns = lines.partition("\n")[0].split(",")
        sheets.match(record, header_row=1, columns=columns, clears=False)
        sheets.check(record, now=now)
    record.state, record.applied_by = SheetImport.State.APPLYING, by
    record.save()
    return record


@pytest.mark.django_db
class TestCheckRecord:
    def test_fails_if_an_outcome_differs_from_the_results(self):
        signer, other = run(), run()
        publish_answer(signer)
        check_record(0)
        Candidacy.objects.filter(pk=other.pk).update(outcome="lost_primary")
        with pytest.raises(RecordDriftError, match="1 stored values differ"):
            check_record(0)
