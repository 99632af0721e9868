"""Election nights: everything that one state votes on in one day."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from candidates.derivation import GENERAL_KINDS, LEFT_THE_RACE
from candidates.models import Candidacy, Jurisdiction, Stage, StageResult
from candidates.models.candidacy_querysets import CandidacyQuerySet
from candidates.models.places import all_jurisdictions
from candidates.models.stages import StageQuerySet

EXPECTED_PARTIES = ("DEM", "REP")
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


def missing_results(*, on: datetime.date) -> StageQuerySet:
    """Return the elections held before the day `on` that lack the results of a contest.

    Where each party has a contest of its own, the Democrats’ and the Republicans’ are expected:
    smaller parties and independents often take no part. In a runoff there's a contest if somebody
    was sent to it. In a cycle that is pinned to a day, that day counts instead.
    """
    day_shown = Coalesce("race__cycle__pinned_on", Value(on))
    held = Stage.objects.filter(held_on__lt=day_shown, race__replaced_by=None)
    held = held.filter(race__cycle__archived_at=None)
    held = held.exclude(status__in=[Stage.Status.VOID, Stage.Status.POSTPONED])
    still_in = Candidacy.objects.listed().filter(race=OuterRef("race"))
    still_in = still_in.exclude(outcome__in=LEFT_THE_RACE)
    primary, general = Stage.Kind.PRIMARY_RUNOFF, Stage.Kind.GENERAL_RUNOFF
    sent_on = StageResult.objects.valid().filter(outcome=StageResult.Outcome.TO_RUNOFF)
    sent_on = sent_on.filter(candidacy=OuterRef("pk"))
    by_primary = Exists(sent_on.exclude(stage__kind__in=GENERAL_KINDS))
    by_general = Exists(sent_on.filter(stage__kind__in=GENERAL_KINDS))
    return held.filter(
        Q(kind=primary) & _lacks_results(still_in.filter(by_primary))
        | Q(kind=general) & _lacks_results(still_in.filter(by_general))
        | ~Q(kind__in=[primary, general]) & _lacks_results(still_in)
    )


def _lacks_results(field: CandidacyQuerySet) -> Q:
    """Say of elections whether a contest among these candidacies has no result at all."""
    results = StageResult.objects.unretracted()
    of_party = results.filter(
        stage=OuterRef(OuterRef("pk")), candidacy__party_code=OuterRef("party_code")
    )
    undecided = field.filter(~Exists(of_party), party_code__in=EXPECTED_PARTIES)
    has_none = Exists(field) & ~Exists(results.filter(stage=OuterRef("pk")))
    return has_none | Q(party=None, kind__in=Stage.BY_PARTY) & Q(Exists(undecided))
