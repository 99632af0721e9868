"""Whose an FEC id is: the person who ran under it before runs again."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from campaign.lib.folding import fold
from candidates.importers.fec.merge import CANDIDACY_FIELDS, PERSON_FIELDS, KnownRun, Values
from candidates.models import Candidacy, Cycle, FecId


@dataclass
class OwnRun:
    """A person's listed run in one race: its FEC id, and its row unless an import adds it now."""

    fec_id: str | None
    pk: int | None = None
    values: Values = field(default_factory=dict)


@dataclass
class Holder:
    """The person of an FEC ID that has no candidacy in the cycle yet.

    `base` is what the last file said under this id. `runs` has the person's runs of the cycle by
    race; the holders of one person share it.
    """

    person_id: int
    values: Values
    base: Values = field(default_factory=dict)
    last_year: int | None = None
    was_duplicate: bool = False
    runs: dict[int, OwnRun] = field(default_factory=dict)

    def may_be_called(self, sort_name: str) -> bool:
        """Say whether this may be the holder's name: it has a word of one they had before."""
        known = f"{self.values['sort_name']} {self.base.get('sort_name', '')}"
        return bool(_words(sort_name) & _words(known))

    def adopt(self, fec_id: str, race_id: int) -> KnownRun | None:
        """Return the person's run in a race as one with this id, None unless it has no id yet."""
        run = self.runs.get(race_id)
        if run is None or run.pk is None or run.fec_id:
            return None
        run.fec_id = fec_id
        base = {name: self.base[name] for name in PERSON_FIELDS if name in self.base}
        values = {**self.values, **run.values}
        return KnownRun(run.pk, self.person_id, fec_id, None, base, values, had_id=False)


def holders_of(fec_ids: Collection[str], cycle: Cycle) -> dict[str, Holder]:
    """Return who holds those of `fec_ids` that somebody holds. Three queries, none for no ids."""
    if not fec_ids:
        return {}
    names = [f"person__{name}" for name in PERSON_FIELDS]
    ids = FecId.objects.filter(fec_id__in=fec_ids).order_by()
    found = {
        fec_id: Holder(person_id, dict(zip(PERSON_FIELDS, values, strict=True)))
        for fec_id, person_id, *values in ids.values_list("fec_id", "person_id", *names)
    }
    earlier = Candidacy.objects.filter(fec_id__in=found, race__cycle__year__lt=cycle.year)
    for fec_id, year, base, duplicate_of in earlier.order_by("race__cycle__year").values_list(
        "fec_id", "race__cycle__year", "fec_values", "duplicate_of"
    ):
        holder = found[fec_id]
        holder.last_year, holder.base = year, base or holder.base
        holder.was_duplicate = duplicate_of is not None
    runs_of: dict[int, dict[int, OwnRun]] = {}
    for holder in found.values():
        holder.runs = runs_of.setdefault(holder.person_id, holder.runs)
    own = Candidacy.objects.in_cycle(cycle).listed().filter(person__in=runs_of).order_by()
    for person_id, pk, own_id, *values in own.values_list(
        "person", "pk", "fec_id", *CANDIDACY_FIELDS
    ):
        said: dict[str, Any] = dict(zip(CANDIDACY_FIELDS, values, strict=True))
        runs_of[person_id][said["race_id"]] = OwnRun(own_id, pk, said)
    return found


def people_named_later(cycle: Cycle) -> set[int]:
    """Return the people whom a file of a later cycle names: the names of this one are older."""
    later = Candidacy.objects.filter(race__cycle__year__gt=cycle.year).exclude(fec_values={})
    return set(later.order_by().values_list("person", flat=True))


def _words(name: str) -> set[str]:
    return {word for word in re.findall(r"\w+", fold(name)) if len(word) > 1}
