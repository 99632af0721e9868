"""The races for Congress that some districts decide, and what to say to each candidate."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Prefetch, Q
from django.utils.text import Truncator, get_text_list, slugify
from django.utils.translation import gettext as _

from candidates.answer_words import asked_in_short, asked_since
from candidates.call_words import Kind
from candidates.calls_to_action import CallToAction, call_to_action_for
from candidates.coverage import Asked, times_asked
from candidates.derivation import Phase
from candidates.models import Candidacy, Cycle, Jurisdiction, PledgeText, Race, Stage
from candidates.models.choices import Status
from candidates.place_lookup import ballot_url, call_url
from candidates.race_words import outcome_label, phase_for
from candidates.statistics import Tally, tally_of
from candidates.timelines import answer_day_within

VOTE_GOV = "https://vote.gov/"
# How much of a refusal a line quotes.
LONGEST_QUOTE = 60


@dataclass(frozen=True)
class Line:
    """One candidate on a ballot: how often we asked, what to ask now, None for nothing.

    `call_url` is the page with the words for it, `standing` says once people have voted where the
    candidate stands.
    """

    candidacy: Candidacy
    asked: Asked
    call_to_action: CallToAction | None
    call_url: str
    standing: str = ""

    @property
    def when(self) -> str:
        """Return the day of the answer, else since when we’ve been asking; "" for neither."""
        answer, year = self.candidacy.current_answer, self.candidacy.cycle_year
        if answer:
            return answer_day_within(year, answer)
        return asked_since(self.asked, year)

    @property
    def note(self) -> str:
        """Return what else there is to know before someone calls, in a few words."""
        answer = self.candidacy.current_answer
        if self.standing:
            return self.standing
        if self.is_thanks:
            return _("Worth a thank-you.")
        if self.call_to_action and self.candidacy.hides_contacts:
            return _("They asked people not to call or write.")
        if self.call_to_action and not self.has_tabs:
            return _("We don’t have a number or an email address yet.")
        if answer and answer.statement and self.candidacy.status == Status.REFUSED:
            return f"“{Truncator(answer.statement).chars(LONGEST_QUOTE)}”"
        return asked_in_short(self.asked, self.candidacy.cycle_year)

    @property
    def is_thanks(self) -> bool:
        return bool(self.call_to_action and self.call_to_action.kind == Kind.THANK)

    @property
    def is_out_of_reach(self) -> bool:
        """Say whether there’s nothing to say, or neither a number nor an address to say it to."""
        call = self.call_to_action
        return not (call and (call.phone or call.email or call.is_to_the_office))

    @property
    def website(self) -> str:
        """Return the campaign’s website where that is the only way to reach it."""
        is_only_way = self.call_to_action and self.is_out_of_reach
        return self.candidacy.campaign_url if is_only_way else ""

    @property
    def has_tabs(self) -> bool:
        is_reached = not self.is_out_of_reach or self.website
        return bool(self.candidacy.current_answer or is_reached)


@dataclass(frozen=True)
class BallotRace:
    """One race: its lines by last name, and its next election, else the last one."""

    race: Race
    lines: list[Line]
    election: Stage | None


@dataclass(frozen=True)
class Ballot:
    """The races for the Senate and for the House that a voter of `districts` decides."""

    place: Jurisdiction
    districts: Sequence[str]
    today: datetime.date
    races: list[BallotRace] = field(default_factory=list)

    @property
    def url(self) -> str:
        return ballot_url(self.place, self.districts)

    @property
    def lines(self) -> list[Line]:
        return [line for race in self.races for line in race.lines]

    @property
    def to_call(self) -> list[Line]:
        """Return the lines with something to say and a number or an address to say it to."""
        return [line for line in self.lines if not line.is_out_of_reach]

    @property
    def is_left_open(self) -> bool:
        """Say whether the seat in the House is missing, as it depends on a district."""
        return not (self.districts or self.place.is_at_large)

    @property
    def districts_in_text(self) -> str:
        names = [_("District %(number)d") % {"number": int(number)} for number in self.districts]
        return get_text_list(names, _("or"))

    @property
    def one_district(self) -> str:
        """Return the name of the district, "" where it isn't the only one."""
        return self.districts_in_text if len(self.districts) == 1 else ""

    @property
    def where(self) -> str:
        """Return the state, with the district if that is known: “Michigan, District 6”."""
        return f"{self.place.name}, {self.one_district}" if self.one_district else self.place.name

    @property
    def next_election(self) -> Stage | None:
        ahead = [stage for stage in self._elections if stage.held_on >= self.today]
        return min(ahead, key=lambda stage: stage.held_on, default=None)

    @property
    def last_election(self) -> Stage | None:
        return max(self._elections, key=lambda stage: stage.held_on, default=None)

    @property
    def _elections(self) -> list[Stage]:
        """Return the next election of each race, else its last one."""
        return [race.election for race in self.races if race.election]

    @property
    def asks_for_answers(self) -> bool:
        """Say whether anyone on it is still to be asked; the others are thanked or held to it."""
        return any(line.call_to_action.asks for line in self.to_call if line.call_to_action)

    @cached_property
    def tally(self) -> Tally:
        return tally_of((line.candidacy for line in self.lines), self.today)

    def after(self, line: Line) -> Line | None:
        """Return the next line to call, None after the last one."""
        later = self.lines[self.lines.index(line) + 1 :]
        return next((other for other in later if not other.is_out_of_reach), None)


def ballot_of(
    place: Jurisdiction, districts: Sequence[str], cycle: Cycle | None, today: datetime.date
) -> Ballot:
    """Return the ballot of some districts of a state; five queries, none without a cycle."""
    if cycle is None:
        return Ballot(place, districts, today)
    seats = [Race.AT_LARGE] if place.is_at_large else districts
    races = Race.objects.in_state(place.code).in_cycle(cycle).filter(replaced_by=None)
    campaigns = Candidacy.objects.on_the_ballot().with_line().order_by("person__sort_key", "pk")
    stages = Stage.objects.exclude(status=Stage.Status.VOID).chronological()
    found = (
        races.filter(Q(chamber=Race.Chamber.SENATE) | Q(district__in=seats))
        .senate_first()
        .select_related("cycle", "replaced_by")
        .prefetch_related(
            Prefetch("candidacies", campaigns, to_attr="campaigns"), Prefetch("stages", stages)
        )
    )
    day = cycle.day_shown(today)
    return Ballot(place, districts, day, _races_of(place, districts, list(found), today))


def _races_of(
    place: Jurisdiction, districts: Sequence[str], races: Sequence[Race], today: datetime.date
) -> list[BallotRace]:
    campaigns: list[Candidacy] = [row for race in races for row in _campaigns(race)]
    asked = times_asked([row.pk for row in campaigns])
    in_use = PledgeText.objects.in_use_on(today)

    def line_of(candidacy: Candidacy) -> Line:
        times = asked[candidacy.pk]
        call = call_to_action_for(candidacy, today, asked=times, text_in_use=in_use)
        is_over = phase_for(candidacy, today) != Phase.CAMPAIGNING
        standing = outcome_label(candidacy, today) if is_over else ""
        url = call_url(place, districts, candidacy.public_id)
        return Line(candidacy, times, call, url, standing)

    return [
        BallotRace(
            race,
            [line_of(row) for row in _campaigns(race)],
            next_or_last(race, race.cycle.day_shown(today)),
        )
        for race in races
    ]


def _campaigns(race: Race) -> Iterable[Candidacy]:
    """Return who runs in a race, each of them with the race that it already loaded."""
    campaigns: list[Candidacy] = race.campaigns  # type: ignore[attr-defined]
    for candidacy in campaigns:
        candidacy.race = race
    return campaigns


def next_or_last(race: Race, today: datetime.date) -> Stage | None:
    """Return the next election of a race, else its last one; its stages are loaded, in order."""
    stages = list(race.stages.all())
    last = stages[-1] if stages else None
    return next((stage for stage in stages if stage.held_on >= today), last)


def registration_url(place: Jurisdiction) -> str:
    """Return where the federal service tells how and until when to register in a state.

    It names states and DC by their names in its addresses; a territory is chosen on its first page.
    """
    if place.kind == Jurisdiction.Kind.TERRITORY:
        return VOTE_GOV
    return f"{VOTE_GOV}register/{slugify(place.name)}"
