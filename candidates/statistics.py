"""Every public figure about candidates and their answers. Nothing else counts them.

Figures count people: one candidacy of each person and cycle speaks for the person
(`Candidacy.objects.counted()`). States are counted apart from the federal district and the
territories.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any, NamedTuple, TypeVar

from django.db.models import BooleanField, Case, Count, ExpressionWrapper, Max, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from candidates.derivation import LEFT_THE_RACE, Phase, phase_of
from candidates.models import (
    Answer,
    Candidacy,
    Cycle,
    Jurisdiction,
    Person,
    Proof,
    Race,
)
from candidates.models.candidacy_querysets import DECIDED_ON
from candidates.models.choices import UNDER_REVIEW, Outcome, Status
from candidates.models.places import all_jurisdictions
from candidates.proofs.grades import independent

AKey = TypeVar("AKey", bound=Hashable)
# Campaigns of people who didn't leave the race and didn't die, in races that weren't canceled.
IS_PRESENT = (
    Q(race__replaced_by=None)
    & ~Q(outcome__in=LEFT_THE_RACE)
    & ~Q(person__in=Person.objects.exclude(died_on=None))
)


# The same as `Candidacy.answer_kind`, in a query.
ANSWER_KIND = Case(
    When(~Q(review=""), then=Value(UNDER_REVIEW)),
    default=Coalesce("current_answer__kind", Value("")),
)


@dataclass(frozen=True)
class Tally:
    """How many people are tracked and what they answered; the three answers add up to it.

    `pending` is who gave no answer, who signed with changes, and whose answer is under review.
    `running`, `waiting`, `elected` and `defeated` are where everyone stands who didn't leave or
    lose a primary: before the election that decides for them, after it without a recorded result,
    and with one.
    """

    signed: int = 0
    refused: int = 0
    pending: int = 0
    signed_with_changes: int = 0
    under_review: int = 0
    running: int = 0
    waiting: int = 0
    elected: int = 0
    defeated: int = 0
    signed_running: int = 0
    signed_waiting: int = 0
    signed_elected: int = 0
    refused_elected: int = 0

    @property
    def no_answer(self) -> int:
        return self.pending - self.signed_with_changes - self.under_review

    @property
    def tracked(self) -> int:
        return self.signed + self.refused + self.pending

    @property
    def phase(self) -> Phase:
        """Return where most of the elections are that decide for these people."""
        decided = self.elected + self.defeated
        if self.running >= self.waiting + decided:
            return Phase.CAMPAIGNING
        return Phase.WAITING if self.waiting > decided else Phase.AFTERWARDS

    @property
    def has_result_of_signers(self) -> bool:
        """Say whether one of the signers was elected, or it's known that none can be anymore."""
        may_win = self.signed_running or self.signed_waiting
        return bool(self.signed_elected or (self.signed and not may_win))

    @property
    def is_waiting(self) -> bool:
        return self.phase == Phase.WAITING

    @property
    def is_over(self) -> bool:
        return self.phase == Phase.AFTERWARDS

    def __add__(self, other: "Tally") -> "Tally":
        names = (field.name for field in fields(Tally))
        return Tally(**{name: getattr(self, name) + getattr(other, name) for name in names})


@dataclass(frozen=True, kw_only=True)
class RecordFigures(Tally):
    """The figures of one cycle.

    `outcomes` has every outcome, those of the signers only, and adds up to `signed`. So does
    `standings`, where those whose result isn't recorded are in `waiting` and nowhere else.
    `by_state` has every jurisdiction by its code, in the order of their names, and `by_chamber`
    both chambers.
    """

    states: int
    districts_and_territories: int
    outcomes: dict[str, int]
    standings: dict[str, int]
    by_state: dict[str, Tally]
    by_chamber: dict[str, Tally]


class CampaignGroup(NamedTuple):
    """How many `campaigns` of one race gave the same answer and have the same outcome.

    `answer` is the kind of the current answer, or None. Figures about people only add up groups
    that are `is_current`. A group that isn't `is_present` left, died, or ran in a canceled race.
    """

    status: str
    outcome: str
    decided_on: datetime.date
    answer: str | None
    phase: Phase
    campaigns: int = 1
    is_current: bool = True
    is_present: bool = True
    race_id: int = 0
    state: str = ""
    chamber: str = ""
    district: str = ""

    @property
    def standing(self) -> str:
        return str(self.phase if self.phase == Phase.WAITING else self.outcome)

    @property
    def counted(self) -> dict[str, int]:
        """Return what the group adds to a Tally."""
        count = self.campaigns
        counted = {self.status: count}
        if self.answer in {Answer.Kind.SIGNED_WITH_CHANGES, UNDER_REVIEW}:
            counted[self.answer] = count
        if self.phase == Phase.CAMPAIGNING:
            counted["running"] = count
            if self.status == Status.SIGNED:
                counted["signed_running"] = count
        elif self.outcome == Outcome.LOST_GENERAL:
            counted["defeated"] = count
        elif self.standing in {Outcome.ELECTED, Phase.WAITING}:
            counted[self.standing] = count
            name = f"{self.status}_{self.standing}"
            if name in SPLIT_BY_ANSWER:
                counted[name] = count
        return counted


SPLIT_BY_ANSWER = {"signed_waiting", "signed_elected", "refused_elected"}


def campaign_groups(
    cycle: Cycle | None, today: datetime.date | None = None, place: Jurisdiction | None = None
) -> list[CampaignGroup]:
    """Group the campaigns of `cycle`, in `place` or everywhere; none without a cycle. One query.

    There are at most a few groups for each race, however many campaigns there are.
    """
    today = today or timezone.localdate()
    day = cycle.day_shown(today) if cycle else today
    campaigns = Candidacy.objects.listed().filter(race__cycle=cycle).order_by()
    if place:
        campaigns = campaigns.in_state(place.code)
    is_present = ExpressionWrapper(IS_PRESENT, BooleanField())
    seat = ("race", "race__jurisdiction", "race__chamber", "race__district")
    keys: list[Any] = ["status", "outcome", DECIDED_ON, ANSWER_KIND]
    return [
        CampaignGroup(
            status,
            outcome,
            decided_on,
            answer,
            phase_of(outcome, decided_on, day=day),
            count,
            *rest,
        )
        for status, outcome, decided_on, answer, *rest, count in (
            campaigns.values_list(*keys, "is_current", is_present, *seat).annotate(Count("pk"))
        )
    ]


def record_figures(cycle: Cycle | None, today: datetime.date | None = None) -> RecordFigures:
    """Count the record of `cycle` in one query; all figures are zero without a cycle."""
    return figures_of(campaign_groups(cycle, today))


def figures_of(groups: Iterable[CampaignGroup]) -> RecordFigures:
    """Add up all groups of a cycle."""
    people = [group for group in groups if group.is_current]
    signers = [group for group in people if group.status == Status.SIGNED]
    places = all_jurisdictions()
    signed_in = [places[code] for code in {group.state for group in signers}]
    by_state = _tallies((group.state, group) for group in people)
    by_chamber = _tallies((group.chamber, group) for group in people)
    return RecordFigures(
        **asdict(sum(by_chamber.values(), Tally())),
        states=sum(place.is_state for place in signed_in),
        districts_and_territories=sum(not place.is_state for place in signed_in),
        outcomes=_people_by(Outcome, ((group.outcome, group.campaigns) for group in signers)),
        standings=_people_by(
            (*Outcome, Phase.WAITING), ((group.standing, group.campaigns) for group in signers)
        ),
        by_state={code: by_state.get(code, Tally()) for code in places},
        by_chamber={code: by_chamber.get(code, Tally()) for code in Race.Chamber.values},
    )


def tallies_of_seats(groups: Iterable[CampaignGroup]) -> dict[tuple[str, str], Tally]:
    """Count the people in each seat of a state by its chamber and district.

    The tallies add up to the state's, and a seat where nobody runs isn't among them.
    """
    people = (group for group in groups if group.is_current)
    return _tallies(((group.chamber, group.district), group) for group in people)


def _tallies(groups: Iterable[tuple[AKey, CampaignGroup]]) -> dict[AKey, Tally]:
    """Add groups up by the key that each comes with."""
    found: dict[AKey, Counter[str]] = {}
    for key, group in groups:
        found.setdefault(key, Counter()).update(group.counted)
    return {key: Tally(**counted) for key, counted in found.items()}


def _people_by(codes: Iterable[str], counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Add people up by the code that each count comes with; every one of `codes` is there."""
    found = {str(code): 0 for code in codes}
    for code, people in counts:
        found[code] += people
    return found


class Listed(NamedTuple):
    """What the tracker's filters compare of a campaign, and the kind of its current answer."""

    state: str
    chamber: str
    status: str
    outcome: str
    party: str
    incumbency: str
    party_name: str
    answer: str


@dataclass(frozen=True)
class Listing:
    """How many campaigns of each kind the tracker lists, and when one last changed."""

    counts: dict[Listed, int]
    as_of: datetime.datetime | None

    @property
    def parties(self) -> set[str]:
        """Return the codes of the parties; "" where some campaign has none."""
        return {kind.party for kind in self.counts}

    @property
    def party_names(self) -> list[str]:
        """Return the names of the parties in order, "" where some campaign has none."""
        return sorted({kind.party_name for kind in self.counts})

    def count(self, **chosen: str) -> int:
        """Count the campaigns that match: `count(state="MI", status="signed")`."""
        return sum(self.answers(**chosen).values())

    def answers(self, **chosen: str) -> dict[str, int]:
        """Count the same campaigns by the kind of their current answer, "" for none."""
        kinds = list(self.counts.items())
        for name, value in chosen.items():
            place = Listed._fields.index(name)
            kinds = [(kind, count) for kind, count in kinds if kind[place] == value]
        found: Counter[str] = Counter()
        for kind, count in kinds:
            found[kind.answer] += count
        return dict(found)


def listing(cycle: Cycle | None) -> Listing:
    """Return what the tracker lists of `cycle`; one query. It lists a person's every campaign."""
    race = ("race__jurisdiction", "race__chamber")
    keys = (*race, "status", "outcome", "party_code", "incumbency", "party_name")
    groups = (
        Candidacy.objects.filter(race__cycle=cycle)
        .order_by()
        .values_list(*keys, ANSWER_KIND)
        .annotate(count=Count("pk", filter=Q(duplicate_of=None)), as_of=Max("updated_at"))
    )
    counts, moments = {}, []
    for *kind, count, moment in groups:
        moments.append(moment)
        if count:
            counts[Listed(*kind)] = count
    return Listing(counts, max(moments, default=None))


def independent_proofs(answers: Collection[int]) -> dict[int, int]:
    """Count the independent proofs of answers that have any, by their numbers; one query."""
    if not answers:
        return {}
    found = defaultdict(list)
    facts = ("answer", "kind", "rests_on", "source_url", "seconded_at", "withdrawn_at")
    for proof in Proof.objects.standing().filter(answer__in=answers).order_by().only(*facts):
        found[proof.answer_id].append(proof)
    return {answer: independent(proofs) for answer, proofs in found.items()}


def tally_of(candidacies: Iterable[Candidacy], day: datetime.date) -> Tally:
    """Count the people among some campaigns on a day, such as those on one ballot; no query.

    Someone who is there twice, for two elections, counts once: by the campaign that counts.
    """
    people = {row.person_id: row for row in sorted(candidacies, key=lambda row: row.is_current)}
    groups = (
        CampaignGroup(
            row.status,
            row.outcome,
            row.decided_on,
            row.answer_kind,
            phase_of(row.outcome, row.decided_on, day=day),
        )
        for row in people.values()
    )
    return _tallies(("", group) for group in groups).get("", Tally())


def signers_of_texts(cycle: Cycle | None) -> dict[int, int]:
    """Count the signers of `cycle` by the id of the pledge text they signed; one query.

    The counts add up to `record_figures(cycle).signed`; a text that nobody signed is not in it.
    """
    signers = Candidacy.objects.counted().signed().filter(race__cycle=cycle).order_by()
    by_text = signers.values_list("current_answer__pledge_text").annotate(count=Count("pk"))
    return dict(by_text)
