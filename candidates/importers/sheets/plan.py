"""What a sheet would change, row by row: the part that all kinds of sheets share."""

from __future__ import annotations

import datetime
import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from campaign.lib.folding import plain_words
from campaign.lib.progress import Note
from candidates.importers.sheets import cells
from candidates.importers.sheets.mapping import Row, Target
from candidates.ledger.acts import Acting
from candidates.models import Candidacy, SheetImport


@dataclass(frozen=True)
class Change:
    """A value that a row would change. `theirs` says who else changed it since, "" for nobody."""

    name: str
    label: str
    before: str
    after: str
    theirs: str = ""


@dataclass
class PlannedRow:
    """What becomes of one row. `values` is what `apply` of its kind needs and isn't stored."""

    number: int
    run: Candidacy | None = None
    changes: list[Change] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def state(self) -> str:
        if self.reasons:
            return "refused"
        if any(change.theirs for change in self.changes):
            return "conflict"
        return "change" if self.changes else "same"

    def refuse(self, refusal: ValidationError, column: str | None = None) -> None:
        said = [f"{column}: {message}" if column else message for message in refusal.messages]
        self.reasons += [sentence for sentence in said if sentence not in self.reasons]

    def keep_theirs(self) -> None:
        """Drop what would overwrite somebody else's edit."""
        for change in self.changes:
            if change.theirs:
                self.values.pop(change.name)
        self.changes = [change for change in self.changes if not change.theirs]

    def stored(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "run": self.run.pk if self.run else None,
            "name": str(self.run) if self.run else "",
            "state": self.state,
            "changes": [vars(change) for change in self.changes],
            "reasons": self.reasons,
            "notes": self.notes,
        }


@dataclass
class Sheet:
    """A sheet with everything that is needed to judge its rows."""

    by: User
    now: datetime.datetime
    based_at: datetime.datetime
    clears: bool
    rows: Sequence[Row]
    runs: dict[int, Candidacy]  # by the number of the row

    def exported_at(self, row: Row) -> datetime.datetime:
        """Return when what the row shows was read: in the export, or when it was uploaded."""
        exported = cells.moment(row.cells.get("exported_at", ""))
        return min(exported, self.based_at) if exported else self.based_at


class Kind(ABC):
    """What sheets of a kind may hold, and what becomes of their rows."""

    TARGETS: ClassVar[tuple[Target, ...]]
    NEEDED: ClassVar[tuple[tuple[str, ...], ...]]
    RIGHT: ClassVar[str]

    @abstractmethod
    def __init__(self, sheet: Sheet) -> None:
        """Look up what all rows need."""

    @abstractmethod
    def plan(self, row: Row, planned: PlannedRow, run: Candidacy) -> None:
        """Add to `planned` what the row changes. Raises ValidationError for a refusal."""

    @abstractmethod
    def apply(self, act: Acting, rows: Sequence[PlannedRow], note: Note) -> None:
        """Do it, in the caller's transaction, with everybody concerned locked."""


@dataclass
class Plan:
    judge: Kind
    rows: list[PlannedRow]  # without those that change nothing
    same_count: int

    @property
    def counts(self) -> dict[str, int]:
        states = [row.state for row in self.rows]
        found = {state: states.count(state) for state in ("change", "conflict", "refused")}
        return {
            **found,
            "same": self.same_count,
            "notes": sum(bool(row.notes) for row in self.rows),
        }

    def stored(self) -> dict[str, Any]:
        rows = [row.stored() for row in self.rows]
        digest = hashlib.sha256(json.dumps(rows).encode()).hexdigest()
        return {"rows": rows, "digest": digest}


def make_plan(
    kind: type[Kind],
    rows: Sequence[Row],
    *,
    record: SheetImport,
    by: User,
    now: datetime.datetime,
    note: Note = lambda count: None,
    is_locked: bool = False,
) -> Plan:
    """Compare the rows with the record. With `is_locked`, lock the candidacies until the end."""
    planned = {row.number: PlannedRow(row.number) for row in rows}
    runs = find_runs(rows, planned, is_locked=is_locked)
    sheet = Sheet(by, now, record.uploaded_at, record.clears, rows, runs)
    judge = kind(sheet)
    for count, row in enumerate(rows, start=1):
        if run := runs.get(row.number):
            try:
                _check_run(row, planned[row.number], run)
                judge.plan(row, planned[row.number], run)
            except ValidationError as refusal:
                planned[row.number].refuse(refusal)
        note(count)
    shown = [row for row in planned.values() if row.state != "same" or row.notes]
    return Plan(judge, shown, len(planned) - len(shown))


def find_runs(
    rows: Sequence[Row], planned: dict[int, PlannedRow], *, is_locked: bool = False
) -> dict[int, Candidacy]:
    """Return the candidacy of each row by its number. Rows about none are refused."""
    ids: dict[int, int] = {}
    fec_ids: dict[int, str] = {}
    for row in rows:
        try:
            if text := cells.plain(row.cells.get("id", "")):
                ids[row.number] = cells.row_id(text)
            if text := cells.plain(row.cells.get("fec_id", "")):
                fec_ids[row.number] = text.upper().replace(" ", "")
        except ValidationError as refusal:
            planned[row.number].refuse(refusal)
    found = Candidacy.objects.filter(Q(pk__in=ids.values()) | Q(fec_id__in=fec_ids.values()))
    if is_locked:
        found = found.select_for_update(of=("self",))
    found = found.select_related("person", "race__cycle", "assigned_to").order_by("pk")
    by_id: dict[int, Candidacy] = {}
    by_fec_id: dict[str | None, Candidacy] = {}
    for each in found:  # the latest cycle of an FEC id counts
        by_id[each.pk] = each
        known = by_fec_id.get(each.fec_id)
        if known is None or known.cycle_year < each.cycle_year:
            by_fec_id[each.fec_id] = each
    runs = {}
    for row in rows:
        run = by_id.get(ids.get(row.number, 0)) or (
            None if row.number in ids else by_fec_id.get(fec_ids.get(row.number, ""))
        )
        if planned[row.number].reasons:
            continue
        if run is None:
            named = row.number in ids or row.number in fec_ids
            planned[row.number].reasons.append(
                _("We have no campaign with this ID.")
                if named
                else _("This row has neither our ID nor an FEC ID.")
            )
        elif row.number in ids and fec_ids.get(row.number, run.fec_id) != run.fec_id:
            planned[row.number].reasons.append(_("Our ID and the FEC ID are of two campaigns."))
        else:
            planned[row.number].run = runs[row.number] = run
    return runs


def _check_run(row: Row, planned: PlannedRow, run: Candidacy) -> None:
    if run.race.cycle.archived_at:
        raise ValidationError(
            _("This campaign’s cycle is archived, so its record can’t change."), code="archived"
        )
    if name := row.cells.get("name"):
        said, known = set(plain_words(name)), set(plain_words(run.person.full_name))
        if not said & known:
            planned.notes.append(
                _("The sheet says “%(name)s”. Check that this is the right row.") % {"name": name}
            )


def refuse_duplicates_of_runs(run: Candidacy) -> None:
    if run.duplicate_of_id:
        raise ValidationError(
            _("This candidacy is linked as a duplicate. Use the one it’s linked to."),
            code="duplicate",
        )
