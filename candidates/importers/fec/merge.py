"""Which values of the record a line of the FEC's file changes: a merge of three sides.

`base` is what the file said last time, `theirs` what it says now and `ours` what the record holds.
An import takes `theirs` only where `ours` still equals `base`: what an organizer edited stays, and
with it what belongs together with it.
"""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from candidates.importers.fec.lines import Filing
from candidates.models import Answer, Candidacy, Cycle, Race, StageResult

PERSON_FIELDS = ("full_name", "sort_name", "suffix", "fec_name", "name_needs_check")
CANDIDACY_FIELDS = ("party_code", "party_name", "incumbency", "race_id")
# Fields that make sense only together: the parts of a name, a party's code and its words.
GROUPS = (
    frozenset({"full_name", "sort_name", "suffix"}),
    frozenset({"party_code", "party_name"}),
    *(frozenset({name}) for name in ("fec_name", "name_needs_check", "incumbency", "race_id")),
)
# Not in public view: the name as the file has it, and whether it was read right.
PRIVATE_FIELDS = {"fec_name", "name_needs_check"}

Values = Mapping[str, Any]


@dataclass(frozen=True)
class KnownRun:
    """A row of the record with an FEC ID: its `values` now, and the file's last ones, `base`.

    `had_id` is False if the row gets its ID only now.
    """

    pk: int
    person_id: int
    fec_id: str
    missing_since: datetime.date | None
    base: Values
    values: Values
    had_id: bool = True


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
    return {
        "full_name": filing.name.full,
        "sort_name": filing.name.sorted_as,
        "suffix": filing.name.suffix,
        "fec_name": filing.raw_name,
        "name_needs_check": filing.name.needs_check,
        "party_code": filing.party.code,
        "party_name": filing.party.name,
        "incumbency": filing.incumbency,
        "race_id": race.pk,
    }


def changes(base: Values, theirs: Values, ours: Values) -> dict[str, Any]:
    """Return the fields of `theirs` that the file changes, with their new values.

    If an organizer edited one field of a group, the whole group is left alone. Where the file said
    nothing before (an organizer entered the row), only what is empty is filled. The raw name
    belongs to the file alone. A name is marked for a check only together with a change of it.
    """

    def is_edited(name: str) -> bool:
        if ours[name] == theirs[name]:
            return False
        return bool(ours[name] != base[name] if name in base else ours[name])

    changed = {}
    for group in GROUPS:
        names = [name for name in theirs if name in group]
        if "fec_name" not in group and any(map(is_edited, names)):
            continue
        for name in names:
            is_new = name not in base or base[name] != theirs[name]
            if is_new and ours[name] != theirs[name]:
                changed[name] = theirs[name]
    if changed.get("name_needs_check") and "full_name" not in changed:
        del changed["name_needs_check"]
    return changed


def obstacles(moves: Collection[tuple[KnownRun, int]]) -> dict[int, str]:
    """Return why rows cannot be moved to the race they are paired with, by their id.

    What belongs to a race stays in it: answers, results, a ballot status, linked registrations.
    Two queries, none for no moves.
    """
    if not moves:
        return {}
    hanging = {
        row.pk: row
        for row in Candidacy.objects.filter(pk__in=[known.pk for known, _race_id in moves])
        .annotate(
            has_answers=Exists(Answer.objects.filter(candidacy=OuterRef("pk"))),
            has_results=Exists(StageResult.objects.filter(candidacy=OuterRef("pk"))),
            has_duplicates=Exists(Candidacy.objects.filter(duplicate_of=OuterRef("pk"))),
        )
        .only("ballot_status", "duplicate_of")
    }
    people = {known.person_id for known, _race_id in moves}
    taken = set(
        Candidacy.objects.filter(person__in=people).values_list("person_id", "race_id").order_by()
    )
    found: dict[int, str] = {}
    for known, race_id in moves:
        row = hanging[known.pk]
        if row.has_answers:
            found[known.pk] = _("It has answers.")
        elif row.has_results:
            found[known.pk] = _("It has results.")
        elif row.ballot_status != Candidacy.BallotStatus.FILED:
            found[known.pk] = _("Its ballot status was set for the old race.")
        elif row.duplicate_of_id or row.has_duplicates:
            found[known.pk] = _("It’s linked as a duplicate.")
        elif (known.person_id, race_id) in taken:
            found[known.pk] = _("The person already has a candidacy in the new race.")
        taken.add((known.person_id, race_id))
    return found
