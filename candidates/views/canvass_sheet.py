"""The canvass sheet: a state’s record on paper, for a door or a table on a square."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from campaign.lib.absolute_urls import absolute_url
from campaign.lib.cache.decorators import cached_page
from campaign.lib.http import public_page
from candidates.calls_to_action import (
    KIND_AFTER_ANSWER,
    Stance,
    has_left,
    kinds_among,
)
from candidates.current_record import current_record
from candidates.derivation import LOST, UNDECIDED, Phase
from candidates.models import Candidacy, Cycle, Jurisdiction, Race
from candidates.models.choices import Status
from candidates.race_words import outcome_label, phase_in_race
from candidates.statistics import Tally, tallies_of_seats
from candidates.timelines import answer_day
from candidates.views.places import place_or_404, races_in

# How close the print is, and up to how many lines then fit on one Letter page; else DENSE.
MOST_LINES = {"roomy": 16, "even": 50, "close": 86}
DENSE = "dense"
# How long a line may get.
LONGEST_LINE = 52
# As many lines to write on as an empty page has room for; print shows those that fit.
MOST_NOTE_LINES = 24


@dataclass(frozen=True)
class PaperRace:
    """A race and what to print of it: each campaign with how its race ended, if it did.

    `is_waiting` says that people have voted and no result is recorded. `silent` is how many more
    have not answered, where those are only counted.
    """

    race: Race
    campaigns: list[tuple[Candidacy, str]]
    is_waiting: bool = False
    silent: int = 0

    def in_short(self) -> PaperRace:
        """Return the race with the names of those who answered, and the others counted."""
        answered = [(row, end) for row, end in self.campaigns if row.current_answer]
        return replace(self, campaigns=answered, silent=len(self.campaigns) - len(answered))


@cached_page()
@public_page
def canvass_sheet(request: HttpRequest, code: str) -> HttpResponse:
    place = place_or_404(code)
    if code != place.path_code:
        return redirect("candidates:sheet", place.path_code, permanent=True)
    record = current_record(request)
    cycle = record.cycle
    races = races_on_paper(place, cycle)
    campaigns = [row for paper in races for row, _ending in paper.campaigns]
    kinds = kinds_among(map(Stance.of, campaigns), cycle, timezone.localdate()) if cycle else set()
    # A state that would take two pages names who answered and counts the others.
    is_in_short = density(races) == DENSE
    if is_in_short:
        races = [paper.in_short() for paper in races]
    context = {
        "as_of": record.listing.as_of,
        "can_ask": bool(kinds & set(KIND_AFTER_ANSWER.values())),
        "cycle": cycle,
        "density": density(races),
        "is_in_short": is_in_short,
        "live_url": absolute_url(reverse("candidates:state", args=[place.path_code])),
        "note_lines": range(MOST_NOTE_LINES),
        "place": place,
        "races": races,
        "tally": sum(tallies_of_seats(place, cycle).values(), Tally()),
    }
    return render(request, "candidates/canvass_sheet.html", context)


def races_on_paper(place: Jurisdiction, cycle: Cycle | None) -> list[PaperRace]:
    """Return each race that isn't canceled, with the campaigns to print; two queries."""
    campaigns = Candidacy.objects.listed().signers_first().with_row("person__died_on")
    races: Iterable[Any] = (
        races_in(place, cycle)
        .filter(replaced_by=None)
        .prefetch_related(Prefetch("candidacies", campaigns, to_attr="campaigns"))
    )
    today = timezone.localdate()
    return [
        PaperRace(
            race,
            [(row, ending(row)) for row in race.campaigns if is_on_paper(row)],
            is_waiting=phase_in_race(race, race.campaigns, today) == Phase.WAITING,
        )
        for race in races
    ]


def is_on_paper(candidacy: Candidacy) -> bool:
    """Say whether a reader may still meet the campaign, or is to hear of its signature.

    A candidate who left the race is on no list to press; one who lost stays only with a signature.
    """
    if has_left(candidacy):
        return False
    return candidacy.outcome not in LOST or candidacy.status == Status.SIGNED


def ending(candidacy: Candidacy) -> str:
    if candidacy.outcome in UNDECIDED:
        return ""
    return outcome_label(candidacy, timezone.localdate())


def density(races: Iterable[PaperRace]) -> str:
    """Return how close the print has to be; the head of a race takes two lines."""
    lines = sum(2 + sum(lines_of(row) for row, _ending in race.campaigns) for race in races)
    return next((step for step, most in MOST_LINES.items() if lines <= most), DENSE)


def lines_of(candidacy: Candidacy) -> int:
    """Return how many lines a campaign takes: who it is and what it answered, one or two."""
    words = (candidacy.person.full_name, candidacy.party_name, candidacy.status_label)
    day = answer_day(candidacy.current_answer) if candidacy.current_answer else ""
    return 1 if len("".join(words) + day) <= LONGEST_LINE else 2
