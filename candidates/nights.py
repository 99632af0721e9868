"""Election nights: everything that one state votes on in one day."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from candidates.models import Candidacy, Jurisdiction, Stage, StageResult
from candidates.models.places import all_jurisdictions
from candidates.models.stages import StageQuerySet

KEY = re.compile(r"([a-z]{2})-(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True)
class Night:
    place: Jurisdiction
    day: datetime.date

    @classmethod
    def at(cls, key: str) -> Night | None:
        """Return the night that an address names, as `key` does, None if it names none."""
        match = KEY.fullmatch(key)
        place = all_jurisdictions().get(match[1].upper()) if match else None
        try:
            day = datetime.date.fromisoformat(match[2]) if match else None
        except ValueError:
            return None
        return cls(place, day) if place and day else None

    @classmethod
    def of(cls, stage: Stage) -> Night:
        """Return the night of an election; its race is loaded."""
        return cls(stage.race.place, stage.held_on)

    @property
    def key(self) -> str:
        return f"{self.place.code.lower()}-{self.day.isoformat()}"

    def __str__(self) -> str:
        return _("%(place)s, %(day)s") % {"place": self.place.name, "day": date_format(self.day)}

    def stages(self) -> StageQuerySet:
        """Return its elections in the order of their races, with race and cycle loaded."""
        stages = Stage.objects.on_night(self.place.code, self.day).select_related("race__cycle")
        race = ("-race__chamber", "race__district", "race__kind", "race")
        return stages.order_by(*race, "party", "pk")


def without_results(*, on: datetime.date) -> StageQuerySet:
    """Return the elections held before the day `on` that have a field and no result at all.

    In a cycle that is pinned to a day, that day counts instead.
    """
    results = StageResult.objects.unretracted().filter(stage=OuterRef("pk"))
    field = Candidacy.objects.listed().filter(race=OuterRef("race"))
    day_shown = Coalesce("race__cycle__pinned_on", Value(on))
    held = Stage.objects.filter(held_on__lt=day_shown, race__replaced_by=None)
    held = held.filter(race__cycle__archived_at=None)
    not_held = [Stage.Status.VOID, Stage.Status.POSTPONED]
    return held.exclude(status__in=not_held).filter(~Exists(results), Exists(field))
