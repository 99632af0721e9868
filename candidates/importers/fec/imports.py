"""Bringing a file of the FEC into the record: look at it first, then apply it, once."""

import datetime
import hashlib
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from candidates.calendar import NO_ELECTION_YEAR, is_election_year, open_cycle
from candidates.importers.fec.apply import apply_plan
from candidates.importers.fec.file import ImportRefused, read_lines
from candidates.importers.fec.lines import CutLine
from candidates.importers.fec.plan import make_plan, years_in
from candidates.importers.fec.report import Report
from candidates.ledger.people import suggest_links
from candidates.models import Candidacy, Cycle, FecId, FecImport, Person

# One import at a time: the next one waits for this one's transaction.
LOCK_NUMBER = 1976
# How long a file waits for its button; the next upload removes what is kept of it then.
WAITING_TIME = datetime.timedelta(days=7)


def current_cycle_year(today: datetime.date) -> int:
    """Return the year of the record's current cycle; of an empty record's, that of the next one."""
    cycle = Cycle.objects.current()
    return cycle.year if cycle else today.year + today.year % 2


def import_now(
    content: bytes, *, file_name: str, cycle_year: int, now: datetime.datetime
) -> Report:
    """Apply a file at once, log it and return what became of each line.

    Raises ImportRefused, with nothing stored, when the file or the cycle cannot be imported.
    """
    lines = read_lines(content)
    with transaction.atomic():
        report = _apply(lines, cycle_year, now=now)
        _log(content, file_name, cycle_year, report, uploaded_at=now, applied_at=now)
    return report


def preview(content: bytes, *, cycle_year: int) -> Report:
    """Return what applying the file would do, and store nothing. Raises ImportRefused."""
    return _look_at(read_lines(content), cycle_year)


def keep_waiting(
    content: bytes, *, file_name: str, cycle_year: int, by: AbstractBaseUser, now: datetime.datetime
) -> FecImport:
    """Look at a file and keep its lines, without addresses, until somebody applies them.

    Lines that have waited for a week are removed on this occasion. Raises ImportRefused.
    """
    lines = read_lines(content)
    report = _look_at(lines, cycle_year)
    FecImport.objects.filter(applied_at=None, uploaded_at__lt=now - WAITING_TIME).update(rows=[])
    rows = [[line.number, *line.columns] for line in lines]
    about = {"uploaded_by_id": by.pk, "uploaded_at": now, "rows": rows}
    return _log(content, file_name, cycle_year, report, **about)


def apply_waiting(waiting: FecImport, *, by: AbstractBaseUser, now: datetime.datetime) -> FecImport:
    """Apply the lines kept by `keep_waiting`, compared again with the record as it is now.

    Raises ImportRefused when somebody applied them already or they are no longer kept.
    """
    with transaction.atomic():
        _wait_for_other_imports()
        waiting = FecImport.objects.select_for_update(of=("self",)).get(pk=waiting.pk)
        if waiting.applied_at:
            raise ImportRefused(
                _("%(file)s was already applied. Nothing changed.") % {"file": waiting.file_name}
            )
        if not waiting.rows or waiting.uploaded_at < now - WAITING_TIME:
            raise ImportRefused(_("This upload expired after 7 days. Upload it again."))
        lines = [CutLine(number, tuple(columns)) for number, *columns in waiting.rows]
        report = _apply(lines, waiting.cycle_year, now=now)
        waiting.applied_at, waiting.applied_by_id, waiting.rows = now, by.pk, []
        waiting.counts, waiting.samples = report.counts_for_log(), report.samples_for_log()
        waiting.save()
    return waiting


def _log(content: bytes, file_name: str, cycle_year: int, report: Report, **more: Any) -> FecImport:
    return FecImport.objects.create(
        cycle_year=cycle_year,
        file_name=file_name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        counts=report.counts_for_log(),
        samples=report.samples_for_log(),
        **more,
    )


def _look_at(lines: Sequence[CutLine], cycle_year: int) -> Report:
    with transaction.atomic():
        report = make_plan(lines, _open_cycle(cycle_year, lines)).report
        transaction.set_rollback(True)
    return report


def _apply(lines: Sequence[CutLine], cycle_year: int, *, now: datetime.datetime) -> Report:
    try:
        with transaction.atomic():
            _wait_for_other_imports()
            cycle = _open_cycle(cycle_year, lines)
            _hold_off_organizers(cycle)
            plan = make_plan(lines, cycle)
            apply_plan(plan, now=now)
            suggest_links(cycle, now=now)
    except IntegrityError as error:
        raise ImportRefused(
            _(
                "Someone else changed the record at the same time, so we didn’t import "
                "anything. Try again."
            )
        ) from error
    return plan.report


def _open_cycle(year: int, lines: Sequence[CutLine]) -> Cycle:
    if Person.objects.invented().exists():
        raise ImportRefused(
            _(
                "This is a demo site with made-up people, so you can’t import real ones. "
                "Remove the demo first."
            )
        )
    if not is_election_year(year):
        raise ImportRefused(str(NO_ELECTION_YEAR))
    if Cycle.objects.filter(year=year, archived_at__isnull=False).exists():
        raise ImportRefused(
            _("The %(year)d cycle is archived. Open it again first.") % {"year": year}
        )
    if str(year) not in years_in(lines):
        raise ImportRefused(
            _(
                "This file has no House or Senate candidates for %(year)d. Choose another cycle or "
                "upload another file."
            )
            % {"year": year}
        )
    return open_cycle(year)


def _wait_for_other_imports() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_NUMBER])


def _hold_off_organizers(cycle: Cycle) -> None:
    """Let nobody edit a row between its comparison with the file and the writing.

    People first and in their order, as `candidates.ledger.locks` has it, so nobody waits forever.
    """
    rows = Candidacy.objects.in_cycle(cycle).exclude(fec_id=None).order_by()
    people = Person.objects.filter(pk__in=FecId.objects.values("person")).order_by("pk")
    list(people.select_for_update().values_list("pk"))
    list(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
