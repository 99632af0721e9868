"""Jobs of the record. Their arguments hold ids only; each may run again."""

import datetime
import logging
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from campaign.lib.file_storage import no_orphans
from campaign.lib.heic import draw_heic
from campaign.lib.jobs import RETRIES, UPKEEP_QUEUE, defer_once
from candidates import ledger
from candidates.importers.sheets import apply as sheets
from candidates.models import Evidence, SheetImport

log = logging.getLogger(__name__)
CHECK_RECORD = "check_record"


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
    """Do a step of a sheet. What fails is told on its page: a log would quote its cells."""
    record = SheetImport.objects.filter(pk=sheet_id, state=state).first()
    if not record:
        return
    try:
        work(record, now=timezone.now())
    except ValidationError as refusal:
        problem = "\n".join(refusal.messages)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.error("Sheet %d: %s", sheet_id, type(error).__name__)
        problem = _("Something went wrong on our side, so nothing changed. Try again.")
    else:
        return
    SheetImport.objects.filter(pk=sheet_id, state=state).update(
        state=SheetImport.State.READY, problem=problem
    )


def work_later(record: SheetImport) -> None:
    """Have a sheet checked or applied, in the transaction of the caller."""
    task = check_sheet if record.state == SheetImport.State.CHECKING else apply_sheet
    defer_once(task, lock=f"{task.name}-{record.pk}", sheet_id=record.pk)
