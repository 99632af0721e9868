"""Which column of a sheet is which of ours: guessed from its header, corrected, and remembered."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.importers.sheets.child import MOST_ROWS, ROWS_BEFORE
from candidates.importers.sheets.reading import Table
from candidates.models import SheetImport


@dataclass(frozen=True)
class Target:
    """A column that a sheet may have. `also` are other names that people give it."""

    name: str
    label: str | Promise
    also: tuple[str, ...] = ()

    def names(self) -> set[str]:
        return {plain(each) for each in (self.name, str(self.label), *self.also)}


# What says which campaign a row is about. `name` is only compared, to notice a row that slipped.
WHO = (
    Target("id", gettext_lazy("our ID"), ("candidacy_id", "nnn_id")),
    Target("fec_id", gettext_lazy("FEC ID"), ("fec", "cand_id", "candidate_id")),
    Target("name", gettext_lazy("candidate’s name"), ("candidate", "full_name", "person")),
    Target("exported_at", gettext_lazy("when we exported it")),
)


@dataclass(frozen=True)
class Row:
    """A row of a sheet: its number there, and the cells of the columns that matter, by name."""

    number: int
    cells: dict[str, str]


def header_index(table: Table, targets: Sequence[Target]) -> int:
    """Return the place of the row that looks most like headers, among the first rows."""
    first = table.rows[: ROWS_BEFORE + 1]
    known = [sum(map(bool, guess(cells, targets))) for _number, cells in first]
    if any(known):
        return known.index(max(known))
    filled = [sum(map(bool, cells)) > 1 for _number, cells in first]
    return filled.index(True) if True in filled else 0


def guess(headers: Sequence[str], targets: Sequence[Target]) -> list[str]:
    """Return for each header the name of the column that it means, "" for none."""
    known = {name: target.name for target in reversed(targets) for name in target.names()}
    known |= {plain(target.name): target.name for target in targets}
    found: list[str] = []
    for header in headers:
        name = known.get(plain(header), "")
        found.append("" if name in found else name)
    return found


def header_key(headers: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(map(plain, headers)).encode()).hexdigest()


def remembered(kind: str, headers: Sequence[str], targets: Sequence[Target]) -> list[str]:
    """Return what somebody chose last for a sheet with these headers, else a guess."""
    earlier = SheetImport.objects.filter(kind=kind, header_key=header_key(headers))
    last = earlier.exclude(columns=[]).order_by("-pk").first()
    names = {target.name for target in targets}
    if last is None or len(last.columns) != len(headers):
        return guess(headers, targets)
    return [name if name in names else "" for name in last.columns]


def labels_of(targets: Sequence[Target], names: Iterable[str]) -> list[str]:
    """Return what we call some columns."""
    labels = {target.name: str(target.label) for target in targets}
    return [labels[name] for name in names]


def check_columns(
    columns: Iterable[str], needed: Sequence[Sequence[str]], targets: Sequence[Target]
) -> None:
    """Raise ValidationError if two columns mean the same, or one that's needed is missing.

    Of each of `needed`, one is enough.
    """
    chosen = [name for name in columns if name]
    if twice := sorted({name for name in chosen if chosen.count(name) > 1}):
        raise ValidationError(
            _("Two columns are set to the same: %(names)s. Choose one of them."),
            code="twice",
            params={"names": ", ".join(labels_of(targets, twice))},
        )
    for names in needed:
        if not set(names) & set(chosen):
            raise ValidationError(
                _("Choose which column has this: %(names)s."),
                code="missing",
                params={"names": _(" or ").join(labels_of(targets, names))},
            )


def rows_of(table: Table, header_row: int, columns: Sequence[str]) -> list[Row]:
    """Return the rows below the headers. Raises ValidationError if there are none or too many."""
    rows = []
    for number, cells in table.rows:
        if number > header_row:
            filled = [*cells, *[""] * (len(columns) - len(cells))]
            named = {name: cell for name, cell in zip(columns, filled, strict=False) if name}
            if any(named.values()):
                rows.append(Row(number, named))
    if not rows:
        raise ValidationError(_("There are no rows below the headers."), code="no_rows")
    if len(rows) > MOST_ROWS:
        raise ValidationError(
            _("This sheet has more than 5,000 rows. Split it into several sheets."), code="rows"
        )
    return rows


def plain(header: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", header.replace("’", "").casefold()).strip("_")
