"""A sheet's way into the record: brought, its columns matched, checked, applied as one act."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from functools import partial

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from campaign.lib import progress
from campaign.lib.admin.constraint_messages import sentences_of
from candidates.importers.sheets import files
from candidates.importers.sheets.answers import Answers
from candidates.importers.sheets.campaigns import Campaigns
from candidates.importers.sheets.mapping import (
    Row,
    check_columns,
    header_index,
    header_key,
    remembered,
    rows_of,
)
from candidates.importers.sheets.outreach import Entries
from candidates.importers.sheets.plan import Kind, Plan, PlannedRow, find_runs, make_plan
from candidates.importers.sheets.reading import Table, read_table
from candidates.importers.sheets.results import Results
from candidates.ledger.acts import acting
from candidates.ledger.locks import lock_people_behind
from candidates.models import Act, SheetImport

State = SheetImport.State
KINDS: dict[str, type[Kind]] = {
    SheetImport.Kind.CAMPAIGNS: Campaigns,
    SheetImport.Kind.OUTREACH: Entries,
    SheetImport.Kind.RESULTS: Results,
    SheetImport.Kind.ANSWERS: Answers,
}
ACTS = {
    SheetImport.Kind.CAMPAIGNS: Act.Kind.SHEET,
    SheetImport.Kind.OUTREACH: Act.Kind.OUTREACH,
    SheetImport.Kind.RESULTS: Act.Kind.RESULTS,
    SheetImport.Kind.ANSWERS: Act.Kind.DRAFTS,
}
MINE, THEIRS = "mine", "theirs"


class Changed(Exception):
    """The record changed since the preview. `plan` is what the sheet would do now."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan


def bring(
    content: bytes, *, kind: str, file_name: str, by: User, now: datetime.datetime
) -> SheetImport:
    """Read a file and store it until its columns are matched. Raises ValidationError."""
    table = read_table(content)
    folder = files.new_folder()
    files.write(folder, files.UPLOAD, content)
    record = SheetImport(
        kind=kind, file_name=file_name[:200], folder=folder, uploaded_by=by, uploaded_at=now
    )
    _keep_table(record, table)
    record.save()
    return record


def choose_sheet(record: SheetImport, sheet: str) -> None:
    """Read another sheet of the same file. Raises ValidationError."""
    _keep_table(record, read_table(files.read_bytes(record.folder, files.UPLOAD), sheet))
    record.save(update_fields=["header_row"])


def _keep_table(record: SheetImport, table: Table) -> None:
    files.write(record.folder, files.TABLE, table.to_json())
    record.header_row = table.rows[header_index(table, KINDS[record.kind].TARGETS)][0]


def table_of(record: SheetImport) -> Table:
    """Return the rows of the chosen sheet. Raises ValidationError once they're deleted."""
    stored = files.read_json(record.folder, files.TABLE)
    if stored is None:
        raise ValidationError(
            _("This upload expired after 7 days. Upload it again."), code="expired"
        )
    return Table.from_json(stored)


def headers_of(table: Table, header_row: int) -> list[str]:
    """Return the headers, with "" for columns that have none."""
    headers = next((cells for number, cells in table.rows if number == header_row), [])
    width = max(len(cells) for _number, cells in table.rows)
    return [*headers, *[""] * (width - len(headers))]


def suggested_columns(record: SheetImport, headers: Sequence[str]) -> list[str]:
    return remembered(record.kind, headers, KINDS[record.kind].TARGETS)


def match(record: SheetImport, *, header_row: int, columns: Sequence[str], clears: bool) -> None:
    """Store what the columns are, so that a job can check the rows. Raises ValidationError.

    Call it in a transaction: the sheet is locked, so nobody applies it meanwhile.
    """
    record.refresh_from_db(from_queryset=SheetImport.objects.select_for_update(of=("self",)))
    if record.state not in {State.MATCHING, State.READY} or not record.folder:
        raise ValidationError(
            _("Someone applied this sheet or deleted the upload meanwhile. Nothing was saved."),
            code="not_waiting",
        )
    table = table_of(record)
    check_columns(columns, KINDS[record.kind].NEEDED, KINDS[record.kind].TARGETS)
    rows_of(table, header_row, columns)
    record.header_row, record.columns, record.clears = header_row, list(columns), clears
    record.header_key = header_key(headers_of(table, header_row))
    record.state, record.problem, record.choices = State.CHECKING, "", {}
    record.save()


def check(record: SheetImport, *, now: datetime.datetime) -> None:
    """Compare a sheet's rows with the record, and store the plan for its preview."""
    rows = _rows(record)
    with progress.counting(record.progress_name, len(rows)) as note:
        plan = make_plan(
            KINDS[record.kind], rows, record=record, by=record.uploaded_by, now=now, note=note
        )
    _store(record, plan)


def apply(record: SheetImport, *, by: User, now: datetime.datetime) -> None:
    """Do what the preview showed, all of it or nothing, as one act.

    If the record changed since, show what the sheet would do now. If a rule refuses a row, say so.
    """
    try:
        with transaction.atomic():
            record.act = _apply(record, by=by, now=now)
            record.state, record.applied_at, record.problem = State.APPLIED, now, ""
            record.save()
    except Changed as changed:
        _store(
            record,
            changed.plan,
            problem=_(
                "Someone changed the record since this preview, so we didn’t change anything. "
                "Look at it again, then apply it."
            ),
        )
    except (ValidationError, IntegrityError) as refusal:
        record.state, record.problem = State.READY, "\n".join(sentences_of(refusal))
        record.save()
    else:
        forget_files(record)


def _apply(record: SheetImport, *, by: User, now: datetime.datetime) -> Act | None:
    rows = _rows(record)
    kind = KINDS[record.kind]
    found = find_runs(rows, {row.number: PlannedRow(row.number) for row in rows})
    lock_people_behind({run.pk for run in found.values()})
    plan = make_plan(kind, rows, record=record, by=by, now=now, is_locked=True)
    shown = files.read_json(record.folder, files.PLAN)
    if shown is None or shown["digest"] != plan.stored()["digest"]:
        raise Changed(plan)
    chosen = list(chosen_rows(plan, record))
    if not chosen:
        return None
    title = _("Sheet: %(kind)s") % {"kind": record.get_kind_display()}
    with (
        acting(ACTS[SheetImport.Kind(record.kind)], title=title, by=by, now=now) as act,
        progress.counting(record.progress_name, len(chosen)) as note,
    ):
        plan.judge.apply(act, chosen, note)
    return act.row if act.row.pk else None


def chosen_rows(plan: Plan, record: SheetImport) -> list[PlannedRow]:
    """Return the rows to apply, with what was chosen where somebody else edited the same.

    Raises ValidationError if a choice is missing, or rows are refused and not to be left out.
    """
    if not record.skips_refused and plan.counts["refused"]:
        raise ValidationError(refused_rows_stay(), code="refused")
    for row in plan.rows:
        if row.state == "conflict":
            choice = choice_of(record, row.number)
            if not choice:
                raise ValidationError(_("Choose what to keep in row %d.") % row.number, "undecided")
            if choice == THEIRS:
                row.keep_theirs()
    return [row for row in plan.rows if row.changes and not row.reasons]


def refused_rows_stay() -> str:
    return _("Some rows are refused. Check “Leave out,” or correct the sheet and upload it again.")


def choice_of(record: SheetImport, number: int) -> str:
    chosen: dict[str, str] = record.choices
    return chosen.get(str(number), chosen.get("all", ""))


def forget_files(record: SheetImport) -> None:
    """Delete the upload and all that was made of it, once the row says so."""
    transaction.on_commit(partial(files.delete, record.folder))
    record.folder = ""
    record.save(update_fields=["folder"])


def _rows(record: SheetImport) -> list[Row]:
    return rows_of(table_of(record), record.header_row, record.columns)


def _store(record: SheetImport, plan: Plan, *, problem: str = "") -> None:
    files.write(record.folder, files.PLAN, plan.stored())
    record.counts, record.state, record.problem = plan.counts, State.READY, problem
    record.save()
