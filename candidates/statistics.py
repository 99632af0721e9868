"""Every public figure about candidates and their answers. Nothing else counts them.

Figures count people: one candidacy of each person and cycle speaks for the person
(`Candidacy.objects.counted()`). States are counted apart from the federal district and the
territories.
"""

import datetime
from collections import Counter
from collections.abc import Collection, Hashable, Iterable
from dataclasses import asdict, dataclass, fields
from typing import Any, NamedTuple, TypeVar

from django.db import connection
from django.db.models import Count, Max, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from candidates.derivation import Phase, phase_of
from candidates.models import Answer, Candidacy, Cycle, Jurisdiction, Race
from candidates.models.candidacies import DECIDED_ON, CandidacyQuerySet
from candidates.models.choices import Outcome, Status
from candidates.models.places import all_jurisdictions

AKey = TypeVar("AKey", bound=Hashable)


@dataclass(frozen=True)
class Tally:
    """How many people are tracked and what they answered; the three answers add up to it.

    `pending` is who gave no answer, and who signed with changes. `running`, `waiting`, `elected`
    and `defeated` are where everyone stands who didn't leave or lose a primary: before the election
    that decides for them, after it without a recorded result, and with one.
    """

    signed: int = 0
    refused: int = 0
    pending: int = 0
    signed_with_changes: int = 0
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
        return self.pending - self.signed_with_changes

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


class _Group(NamedTuple):
    """How many people share these values; `answer` is the kind of the current one."""

    where: tuple[str, str]
    status: str
    outcome: str
    phase: Phase
    answer: str | None
    people: int

    @property
    def standing(self) -> str:
        return str(self.phase if self.phase == Phase.WAITING else self.outcome)

    @property
    def tally(self) -> Tally:
        people = self.people
        counted = {self.status: people}
        if self.answer == Answer.Kind.SIGNED_WITH_CHANGES:
            counted["signed_with_changes"] = people
        if self.phase == Phase.CAMPAIGNING:
            counted["running"] = people
            if self.status == Status.SIGNED:
                counted["signed_running"] = people
        elif self.outcome == Outcome.LOST_GENERAL:
            counted["defeated"] = people
        elif self.standing in {Outcome.ELECTED, Phase.WAITING}:
            counted[self.standing] = people
            name = f"{self.status}_{self.standing}"
            if name in SPLIT_BY_ANSWER:
                counted[name] = people
        return Tally(**counted)


SPLIT_BY_ANSWER = {"signed_waiting", "signed_elected", "refused_elected"}


def record_figures(cycle: Cycle | None, today: datetime.date | None = None) -> RecordFigures:
    """Count the record of `cycle` in one query; all figures are zero without a cycle."""
    everyone = Candidacy.objects.all()
    groups = _groups(cycle, today, everyone, "race__jurisdiction", "race__chamber")
    signers = [group for group in groups if group.status == Status.SIGNED]
    places = all_jurisdictions()
    signed_in = [places[code] for code in {group.where[0] for group in signers}]
    by_state = _tallies((group.where[0], group) for group in groups)
    by_chamber = _tallies((group.where[1], group) for group in groups)
    return RecordFigures(
        **asdict(sum(by_chamber.values(), Tally())),
        states=sum(place.is_state for place in signed_in),
        districts_and_territories=sum(not place.is_state for place in signed_in),
        outcomes=_people_by(Outcome, ((group.outcome, group.people) for group in signers)),
        standings=_people_by(
            (*Outcome, Phase.WAITING), ((group.standing, group.people) for group in signers)
        ),
        by_state={code: by_state.get(code, Tally()) for code in places},
        by_chamber={code: by_chamber.get(code, Tally()) for code in Race.Chamber.values},
    )


def tallies_of_seats(
    place: Jurisdiction, cycle: Cycle | None, today: datetime.date | None = None
) -> dict[tuple[str, str], Tally]:
    """Count the people in each seat of a state by its chamber and district; one query.

    The tallies add up to the state's, and a seat where nobody runs isn't among them.
    """
    here = Candidacy.objects.in_state(place.code)
    groups = _groups(cycle, today, here, "race__chamber", "race__district")
    return _tallies((group.where, group) for group in groups)


def _groups(
    cycle: Cycle | None, today: datetime.date | None, candidacies: CandidacyQuerySet, *where: str
) -> list[_Group]:
    """Count people by `where` they run, two fields, and by what they answered and where they are.

    Nobody is counted without a cycle. One query.
    """
    today = today or timezone.localdate()
    day = cycle.day_shown(today) if cycle else today
    keys: list[Any] = [*where, "status", "outcome", DECIDED_ON, "current_answer__kind"]
    counted = candidacies.counted().filter(race__cycle=cycle).order_by()
    return [
        _Group(
            (first, second), status, outcome, phase_of(outcome, decided_on, day=day), answer, people
        )
        for first, second, status, outcome, decided_on, answer, people in (
            counted.values_list(*keys).annotate(count=Count("pk"))
        )
    ]


def _tallies(groups: Iterable[tuple[AKey, _Group]]) -> dict[AKey, Tally]:
    """Add groups up by the key that each comes with."""
    found: dict[AKey, Tally] = {}
    for key, group in groups:
        found[key] = found.get(key, Tally()) + group.tally
    return found


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

    def count(self, **chosen: str) -> int:
        """Count the campaigns that match: `count(state="MI", status="signed")`."""
        return sum(self.answers(**chosen).values())

    def answers(self, **chosen: str) -> dict[str, int]:
        """Count the same campaigns by the kind of their current answer, "" for none."""
        places = [(Listed._fields.index(name), value) for name, value in chosen.items()]
        found: Counter[str] = Counter()
        for kind, count in self.counts.items():
            if all(kind[place] == value for place, value in places):
                found[kind.answer] += count
        return dict(found)


def listing(cycle: Cycle | None) -> Listing:
    """Return what the tracker lists of `cycle`; one query. It lists a person's every campaign."""
    keys = ("race__jurisdiction", "race__chamber", "status", "outcome", "party_code", "incumbency")
    groups = (
        Candidacy.objects.filter(race__cycle=cycle)
        .order_by()
        .values_list(*keys, Coalesce("current_answer__kind", Value("")))
        .annotate(count=Count("pk", filter=Q(duplicate_of=None)), as_of=Max("updated_at"))
    )
    counts, moments = {}, []
    for *kind, count, moment in groups:
        moments.append(moment)
        if count:
            counts[Listed(*kind)] = count
    return Listing(counts, max(moments, default=None))


class Asked(NamedTuple):
    """How often we asked a campaign, on which day first and on which last.

    `days` are the last three times, the latest first.
    """

    times: int = 0
    last_on: datetime.date | None = None
    first_on: datetime.date | None = None
    days: tuple[datetime.date, ...] = ()


# As one array: a thousand numbers cost Django more than the answer costs PostgreSQL.
TIMES_ASKED = """
    SELECT COALESCE(campaign.duplicate_of_id, campaign.id), count(*), max(done_on), min(done_on),
        (array_agg(done_on ORDER BY done_on DESC))[:3]
    FROM candidates_outreach AS outreach
    JOIN candidates_candidacy AS campaign ON campaign.id = outreach.candidacy_id
    WHERE campaign.id = ANY(%(numbers)s) OR campaign.duplicate_of_id = ANY(%(numbers)s)
    GROUP BY 1
"""


def times_asked(numbers: Collection[int]) -> dict[int, Asked]:
    """Count the outreach to campaigns, however often each was registered; one query.

    Their numbers are the keys. Campaigns that nobody asked are included.
    """
    found = dict.fromkeys(numbers, Asked())
    if not found:
        return found
    with connection.cursor() as cursor:
        cursor.execute(TIMES_ASKED, {"numbers": list(numbers)})
        found.update((number, Asked(*facts, tuple(days))) for number, *facts, days in cursor)
    return found


def tally_of(candidacies: Iterable[Candidacy], day: datetime.date) -> Tally:
    """Count the people among some campaigns on a day, such as those on one ballot; no query.

    Someone who is there twice, for two elections, counts once: by the campaign that counts.
    """
    people = {row.person_id: row for row in sorted(candidacies, key=lambda row: row.is_current)}
    groups = (
        _Group(
            ("", ""),
            row.status,
            row.outcome,
            phase_of(row.outcome, row.decided_on, day=day),
            row.answer_kind,
            1,
        )
        for row in people.values()
    )
    return sum((group.tally for group in groups), Tally())


def signers_of_texts(cycle: Cycle | None) -> dict[int, int]:
    """Count the signers of `cycle` by the id of the pledge text they signed; one query.

    The counts add up to `record_figures(cycle).signed`; a text that nobody signed is not in it.
    """
    signers = Candidacy.objects.counted().signed().filter(race__cycle=cycle).order_by()
    by_text = signers.values_list("current_answer__pledge_text").annotate(count=Count("pk"))
    return dict(by_text)
