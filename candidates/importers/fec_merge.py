"""Which values of the record a line of the FEC's file changes: a merge of three sides, per field.

`base` is what the file said last time, `theirs` what it says now and `ours` what the record holds.
An import takes `theirs` only where `ours` still equals `base`: what an organizer edited stays.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from candidates.importers.fec_lines import Filing
from candidates.models import Candidacy, Cycle, Race

PERSON_FIELDS = ("full_name", "sort_name", "suffix", "fec_name")
CANDIDACY_FIELDS = ("party_code", "party_name", "incumbency", "race_id")
# Not in public view: the name as the file has it.
PRIVATE_FIELDS = {"fec_name"}

Values = Mapping[str, Any]


@dataclass(frozen=True)
class KnownRun:
    """A row of the record that has an FEC id: `values` as it stands, `base` as the file was."""

    pk: int
    person_id: int
    fec_id: str
    missing_since: datetime.date | None
    base: Values
    values: Values


def known_runs(cycle: Cycle) -> dict[str, KnownRun]:
    """Return the rows of `cycle` that have an FEC id, by this id. One query."""
    rows = Candidacy.objects.in_cycle(cycle).exclude(fec_id=None).order_by("pk")
    fields = [*(f"person__{name}" for name in PERSON_FIELDS), *CANDIDACY_FIELDS]
    return {
        fec_id: KnownRun(
            pk,
            person_id,
            fec_id,
            missing_since,
            base,
            dict(zip((*PERSON_FIELDS, *CANDIDACY_FIELDS), values, strict=True)),
        )
        for pk, person_id, fec_id, missing_since, base, *values in rows.values_list(
            "pk", "person_id", "fec_id", "missing_from_fec_since", "fec_values", *fields
        )
    }


def values_in_file(filing: Filing, race: Race) -> dict[str, Any]:
    """Return what the file says, as the record would hold it."""
    return {
        "full_name": filing.name.full,
        "sort_name": filing.name.sorted_as,
        "suffix": filing.name.suffix,
        "fec_name": filing.raw_name,
        "party_code": filing.party.code,
        "party_name": filing.party.name,
        "incumbency": filing.incumbency,
        "race_id": race.pk,
    }


def changes(base: Values, theirs: Values, ours: Values) -> dict[str, Any]:
    """Return the fields that the file changes, with their new values.

    Where the file said nothing before (an organizer entered the row), only what is empty is filled.
    The raw name belongs to the file alone.
    """
    changed = {}
    for name, value in theirs.items():
        if name in base and base[name] == value:
            continue
        is_untouched = ours[name] == base[name] if name in base else not ours[name]
        if (is_untouched or name == "fec_name") and ours[name] != value:
            changed[name] = value
    return changed
