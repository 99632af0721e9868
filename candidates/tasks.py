"""Jobs of the record. Their arguments hold ids only; each may run again."""

import datetime
import logging
from collections.abc import Callable
from functools import partial

from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

from campaign.lib import progress
from campaign.lib.file_storage import no_orphans
from campaign.lib.heic import draw_heic
from campaign.lib.jobs import RETRIES, UPKEEP_QUEUE, defer_once, is_queued
from candidates import ledger
from candidates.importers.sheets import apply as sheets
from candidates.ledger import acts
from candidates.models import Act, Evidence, SheetImport

log = logging.getLogger(__name__)
CHECK_RECORD = "check_record"
# How many reasons a row keeps for why a job did nothing.
MOST_REASONS = 50


@app.task(name="draw_heic_evidence", retry=RETRIES)
def draw(evidence_id: int) -> None:
    """Draw the public copy of a HEIC photo, unless an organizer chose another one meanwhile."""
    evidence = Evidence.objects.filter(pk=evidence_id).first()
    if not evidence or not evidence.is_copy_waiting:
        return
    with evidence.original.open() as file:
        drawn = draw_heic(file.read())
    with no_orphans(), transaction.atomic():
        now = Evidence.objects.select_for_update().filter(pk=evidence_id).first()
        if now and now.is_copy_waiting and now.original == evidence.original:
            ledger.evidence.finish_drawing(now, drawn)


@app.periodic(cron="*/10 * * * *")
@app.task(name="end_overdue_holds")
def end_overdue_holds(timestamp: int) -> None:
    """Bring answers back into public view whose hold ran out."""
    ledger.holds.end_overdue(now=timezone.now())


class RecordDriftError(Exception):
    """Stored statuses or outcomes differ from the answers and election results."""


@app.periodic(cron="41 8 * * *")
@app.task(name=CHECK_RECORD, queue=UPKEEP_QUEUE, queueing_lock=CHECK_RECORD)
def check_record(timestamp: int) -> None:
    """Fail every night that the record differs from its ledger: organizers hear of failed jobs."""
    if found := ledger.refresh.lasting_differences():
        raise RecordDriftError(
            f"{len(found)} stored values differ from the ledger. Run `manage.py check_record`."
        )


def draw_later(evidence: Evidence) -> None:
    """Have the public copy of a HEIC photo drawn, in the transaction of the caller."""
    if evidence.is_copy_waiting:
        defer_once(draw, lock=f"evidence-{evidence.pk}", evidence_id=evidence.pk)


@app.task(name="check_sheet", retry=RETRIES)
def check_sheet(sheet_id: int) -> None:
    """Compare an organizer's sheet with the record, for its preview."""
    _work_on(sheet_id, SheetImport.State.CHECKING, sheets.check)


@app.task(name="apply_sheet", retry=RETRIES)
def apply_sheet(sheet_id: int) -> None:
    """Do what a sheet's preview showed, unless that was done before."""

    def apply(record: SheetImport, *, now: datetime.datetime) -> None:
        sheets.apply(record, by=record.applied_by, now=now)

    _work_on(sheet_id, SheetImport.State.APPLYING, apply)


def _work_on(sheet_id: int, state: str, work: Callable[..., None]) -> None:
    """Do a step of a sheet, unless that was done before."""
    record = SheetImport.objects.filter(pk=sheet_id, state=state).first()
    if record and (problem := _problem_in(record, partial(work, record, now=timezone.now()))):
        SheetImport.objects.filter(pk=sheet_id, state=state).update(
            state=SheetImport.State.READY, problem=problem
        )


@app.task(name="undo_act", retry=RETRIES)
def undo_act(act_id: int) -> None:
    """Undo what was done to many rows, unless that was done before."""
    act = Act.objects.exclude(undoing_since=None).filter(pk=act_id).first()
    if not act:
        return

    def undo() -> None:
        with progress.counting(act.progress_name, act.row_count) as note:
            acts.undo(act, by=act.undone_by, now=timezone.now(), note=note)

    if problem := _problem_in(act, undo):
        Act.objects.exclude(undoing_since=None).filter(pk=act_id).update(
            undoing_since=None, undone_by=None, undo_problem=problem
        )


def _problem_in(row: SheetImport | Act, work: Callable[[], object]) -> str:
    """Do the work, all of it or nothing, and return "" or why it failed, for the row's page.

    A log would quote what the row holds.
    """
    try:
        work()
    except ValidationError as refusal:
        sentences = refusal.messages[:MOST_REASONS]
        if left := len(refusal.messages) - len(sentences):
            sentences.append(_("And %(count)d more.") % {"count": left})
        return "\n".join(sentences)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.error("%s %d: %s", type(row).__name__, row.pk, type(error).__name__)
        return _("Something went wrong on our side, so nothing changed. Try again.")
    return ""


def work_later(row: SheetImport | Act) -> None:
    """Have a sheet checked or applied, or an act undone, in the transaction of the caller."""
    task, ids = _job_of(row)
    defer_once(task, lock=_lock_of(row), **ids)


def has_stopped(row: SheetImport | Act) -> bool:
    """Say whether a row waits for a job, and no job is left that does it."""
    if not row.is_at_work or is_queued(_lock_of(row)):
        return False
    row.refresh_from_db()  # The job may have just ended.
    return row.is_at_work


def _job_of(row: SheetImport | Act) -> tuple[Task[[int], None, [int]], dict[str, int]]:
    if isinstance(row, Act):
        return undo_act, {"act_id": row.pk}
    is_checked = row.state == SheetImport.State.CHECKING
    return check_sheet if is_checked else apply_sheet, {"sheet_id": row.pk}


def _lock_of(row: SheetImport | Act) -> str:
    return f"{_job_of(row)[0].name}-{row.pk}"
