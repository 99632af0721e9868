"""Who runs where: a state with its seats, a seat with its elections."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.cache.decorators import cached_page
from campaign.lib.http import NotFoundWithAdvice, public_page
from candidates import timelines
from candidates.calls_to_action import (
    KIND_AFTER_ANSWER,
    OF_THE_ELECTED,
    kinds_among,
)
from candidates.current_record import current_record
from candidates.models import Candidacy, Cycle, Jurisdiction, Race, Stage
from candidates.models.candidacy_querysets import CandidacyQuerySet
from candidates.models.choices import Status
from candidates.models.places import all_jurisdictions
from candidates.models.races import RaceQuerySet
from candidates.place_lookup import ballot_url
from candidates.statistics import Tally, tallies_of_seats, tally_of
from candidates.views import tracker

# The columns of a table of one race.
COLUMNS = [
    {"label": gettext_lazy("Candidate")},
    {"label": gettext_lazy("Answer")},
    {"label": gettext_lazy("Race status")},
]
# What the tile of a seat says of its winner.
WINNER_WORDS = {
    Status.SIGNED: gettext_lazy("Winner signed"),
    Status.REFUSED: gettext_lazy("Winner refused"),
    Status.PENDING: gettext_lazy("Winner hasn’t signed"),
}
# The page of a state shows no more than these of its signers, and of each race for the Senate.
MOST_SIGNERS, MOST_CAMPAIGNS = 10, 40


@dataclass(frozen=True)
class Seat:
    """A seat of the House on the page of its state: its regular race, and who answered."""

    race: Race
    tally: Tally

    @property
    def number(self) -> int | None:
        """Return the number of the district, None where the seat isn't one of several."""
        return int(self.race.district) or None

    @property
    def ballot_url(self) -> str:
        return ballot_url(self.race.place, [self.race.district])

    @property
    def status(self) -> Status:
        """Return the tile's answer: signed if anyone did, else refused if anyone did.

        Once someone is elected, it's the winner's answer.
        """
        signed, refused = self.tally.signed, self.tally.refused
        if self.tally.elected:
            signed, refused = self.tally.signed_elected, self.tally.refused_elected
        if signed:
            return Status.SIGNED
        return Status.REFUSED if refused else Status.PENDING

    @property
    def words(self) -> str:
        numbers = {
            "signed": self.tally.signed,
            "refused": self.tally.refused,
            "tracked": self.tally.tracked,
        }
        if not self.tally.tracked:
            return _("No candidates yet")
        if self.tally.elected:
            return str(WINNER_WORDS[self.status])
        words = _("%(signed)d of %(tracked)d signed")
        if self.status == Status.REFUSED:
            words = _("%(refused)d of %(tracked)d refused")
        if self.tally.is_waiting:
            words = _("%(words)s. No result yet") % {"words": words}
        return words % numbers


@cached_page()
@public_page
def state(request: HttpRequest, code: str) -> HttpResponse:
    place = place_or_404(code)
    if code != place.path_code:
        return redirect("candidates:state", place.path_code, permanent=True)
    record = current_record(request)
    cycle, groups = record.cycle, record.groups_in(place)
    senate_races, house_races = by_chamber(races_in(place, cycle))
    fetch_campaigns_and_elections(senate_races)
    kinds = kinds_among(groups, cycle, timezone.localdate())
    context = {
        "can_ask": bool(kinds & set(KIND_AFTER_ANSWER.values())),
        "can_hold": bool(kinds & OF_THE_ELECTED),
        "columns": COLUMNS,
        "cycle": cycle,
        "election_days": election_days(place, cycle),
        "place": place,
        "seats": seats_of(house_races, tallies_of_seats(groups)),
        "senate_races": senate_races,
        "most_campaigns": MOST_CAMPAIGNS,
        "signer_columns": [{"label": label} for label, _order in tracker.COLUMNS],
        "signers": signers_of(place, cycle)[:MOST_SIGNERS],
        "tally": record.figures.by_state[place.code],
    }
    return render(request, "candidates/state.html", context)


@cached_page()
@public_page
def seat(request: HttpRequest, code: str, name: str) -> HttpResponse:
    place = place_or_404(code)
    path_seat = normal_seat(name)
    races = races_of_seat_or_404(place, path_seat, current_record(request).cycle)
    if (code, name) != (place.path_code, path_seat):
        return redirect("candidates:seat", place.path_code, path_seat, permanent=True)
    day = races[0].cycle.day_shown(timezone.localdate())
    context = {
        "ballot_url": ballot_url(place, races[0].ballot_districts),
        "columns": COLUMNS,
        "place": place,
        "races_of_seat": races,
        "races": [(race, timelines.elections(race.stages.all(), today=day)) for race in races],
        "seat_name": seat_name(races),
        "tally": tally_of_seat(races),
    }
    return render(request, "candidates/seat.html", context)


def place_or_404(code: str) -> Jurisdiction:
    """Return the jurisdiction of a postal code in any case, or raise NotFoundWithAdvice."""
    place = all_jurisdictions().get(code.upper())
    if place is None:
        raise NotFoundWithAdvice(
            _("There’s no state or territory with that code."),
            link_url=reverse("candidates:tracker"),
            link_text=_("Choose a state in the tracker"),
        )
    return place


def races_of_seat_or_404(place: Jurisdiction, path_seat: str, cycle: Cycle | None) -> list[Race]:
    races = list(
        races_in(place, cycle).for_seat(path_seat).prefetch_related(*campaigns_and_elections())
    )
    if not races:
        raise NotFoundWithAdvice(
            _("We don’t have an election for that seat in %(state)s.")
            % {"state": place.name_in_text},
            link_url=reverse("candidates:state", args=[place.path_code]),
            link_text=_("See every race in %(state)s") % {"state": place.name_in_text},
        )
    return races


def by_chamber(races: RaceQuerySet) -> tuple[list[Race], list[Race]]:
    senate, house = Race.Chamber.SENATE, Race.Chamber.HOUSE
    return (
        [race for race in races if race.chamber == senate],
        [race for race in races if race.chamber == house],
    )


def seats_of(races: Sequence[Race], tallies: dict[tuple[str, str], Tally]) -> list[Seat]:
    """Return the seats that `races` of the House fill, in order: one for several elections."""
    first = {race.district: race for race in reversed(races) if not race.is_canceled}
    return [
        Seat(first[district], tallies.get((Race.Chamber.HOUSE.value, district), Tally()))
        for district in sorted(first)
    ]


def signers_of(place: Jurisdiction, cycle: Cycle | None) -> CandidacyQuerySet:
    """Return who signed in a state, the Senate first, one candidacy a person."""
    signers = Candidacy.objects.counted().signed().in_state(place.code).filter(race__cycle=cycle)
    return signers.with_row().order_by("-race__chamber", "race__district", "person__sort_key", "pk")


def election_days(place: Jurisdiction, cycle: Cycle | None) -> list[tuple[datetime.date, str]]:
    """Return the days on which people vote somewhere in a state, and for what, in order."""
    stages = Stage.objects.exclude(status=Stage.Status.VOID).filter(
        race__jurisdiction=place.code, race__cycle=cycle, race__replaced_by=None
    )
    days = stages.order_by("held_on", "kind").values_list("held_on", "kind").distinct()
    return [(day, str(capfirst(Stage.Kind(kind).label))) for day, kind in days]


def normal_seat(name: str) -> str:
    """Return a seat as `Race.path_seat` writes it: “7” is 07, “00” is at-large."""
    if name.isascii() and name.isdigit() and len(name) <= 2:
        district = f"{int(name):02}"
        return "at-large" if district == Race.AT_LARGE else district
    return name.lower()


def tally_of_seat(races: Sequence[Race]) -> Tally:
    """Count the people in `races`, fetched by `races_of_seat_or_404`, as a state's; no query."""
    day = races[0].cycle.day_shown(timezone.localdate())
    campaigns = (row for race in races for row in vars(race)["campaigns"])
    return tally_of((row for row in campaigns if row.is_current), day)


def seat_name(races: Sequence[Race]) -> str:
    """Return the name of the one seat that `races` fill, the regular election's if there is one."""
    return next((race for race in races if not race.is_special), races[0]).seat_name


def races_in(place: Jurisdiction, cycle: Cycle | None) -> RaceQuerySet:
    """Return the races of `place`, the Senate first."""
    races = Race.objects.in_state(place.code).filter(cycle=cycle)
    return races.senate_first().select_related("cycle", "replaced_by")


def campaigns_and_elections() -> list[Any]:
    """Return what to prefetch for a table of each race, and for the days on which it's decided."""
    campaigns = Candidacy.objects.listed().winner_first().with_row("is_current")
    stages = Stage.objects.chronological().select_related("superseded_by")
    return [Prefetch("candidacies", campaigns, to_attr="campaigns"), Prefetch("stages", stages)]


def fetch_campaigns_and_elections(races: Sequence[Race]) -> None:
    """Fetch the same for races with many campaigns: the first MOST_CAMPAIGNS of each."""
    campaigns, elections = campaigns_and_elections()
    prefetch_related_objects(races, elections)
    for race in races:  # seldom more than one; Django would number the campaigns of all of them
        vars(race)["campaigns"] = list(campaigns.queryset.filter(race=race)[:MOST_CAMPAIGNS])
