"""Every public figure about candidates and their answers. Nothing else counts them.

Figures count people: one candidacy of each person and cycle speaks for the person
(`Candidacy.objects.counted()`). States are counted apart from the federal district and the
territories.
"""

import datetime
from collections.abc import Collection, Hashable, Iterable
from dataclasses import asdict, dataclass
from typing import NamedTuple, TypeVar

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, Min, Q
from django.db.models.functions import Coalesce

from candidates.models import Answer, Candidacy, Cycle, Jurisdiction, Outreach, Race
from candidates.models.choices import Outcome, Status
from candidates.models.places import all_jurisdictions

AKey = TypeVar("AKey", bound=Hashable)


@dataclass(frozen=True)
class Tally:
    """How many people are tracked and what they answered; the three answers add up to it.

    `pending` is who gave no answer, and who signed with changes.
    """

    signed: int = 0
    refused: int = 0
    pending: int = 0
    signed_with_changes: int = 0

    @property
    def no_answer(self) -> int:
        return self.pending - self.signed_with_changes

    @property
    def tracked(self) -> int:
        return self.signed + self.refused + self.pending

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            signed=self.signed + other.signed,
            refused=self.refused + other.refused,
            pending=self.pending + other.pending,
            signed_with_changes=self.signed_with_changes + other.signed_with_changes,
        )


@dataclass(frozen=True, kw_only=True)
class RecordFigures(Tally):
    """The figures of one cycle.

    `outcomes` has every outcome, those of the signers only, and adds up to `signed`;
    `by_state` has every jurisdiction by its code, in the order of their names, and `by_chamber`
    both chambers.
    """

    states: int
    districts_and_territories: int
    outcomes: dict[str, int]
    by_state: dict[str, Tally]
    by_chamber: dict[str, Tally]


class _Group(NamedTuple):
    """How many people share these values; `answer` is the kind of the current one."""

    state: str
    chamber: str
    status: str
    outcome: str
    answer: str | None
    people: int


def record_figures(cycle: Cycle | None) -> RecordFigures:
    """Count the record of `cycle` in one query; all figures are zero without a cycle."""
    keys = ("race__jurisdiction", "race__chamber", "status", "outcome", "current_answer__kind")
    counted = Candidacy.objects.counted().filter(race__cycle=cycle).order_by()
    groups = [_Group(*row) for row in counted.values_list(*keys).annotate(count=Count("pk"))]
    signers = [group for group in groups if group.status == Status.SIGNED]
    places = all_jurisdictions()
    signed_in = [places[code] for code in {group.state for group in signers}]
    by_state = _tallies((group.state, group) for group in groups)
    by_chamber = _tallies((group.chamber, group) for group in groups)
    return RecordFigures(
        **asdict(sum(by_chamber.values(), Tally())),
        states=sum(place.is_state for place in signed_in),
        districts_and_territories=sum(not place.is_state for place in signed_in),
        outcomes={
            str(outcome): sum(group.people for group in signers if group.outcome == outcome)
            for outcome in Outcome
        },
        by_state={code: by_state.get(code, Tally()) for code in places},
        by_chamber={code: by_chamber.get(code, Tally()) for code in Race.Chamber.values},
    )


def tallies_of_seats(place: Jurisdiction, cycle: Cycle | None) -> dict[tuple[str, str], Tally]:
    """Count the people in each seat of a state by its chamber and district; one query.

    The tallies add up to the state's, and a seat where nobody runs isn't among them.
    """
    keys = ("race__chamber", "race__district", "status", "current_answer__kind")
    counted = Candidacy.objects.counted().in_state(place.code).filter(race__cycle=cycle).order_by()
    return _tallies(
        ((chamber, district), _Group(place.code, chamber, status, "", answer, count))
        for chamber, district, status, answer, count in (
            counted.values_list(*keys).annotate(count=Count("pk"))
        )
    )


def _tallies(groups: Iterable[tuple[AKey, _Group]]) -> dict[AKey, Tally]:
    """Add groups up by the key that each comes with."""
    found: dict[AKey, Tally] = {}
    for key, group in groups:
        is_changed = group.answer == Answer.Kind.SIGNED_WITH_CHANGES
        tally = Tally(
            **{group.status: group.people}, signed_with_changes=group.people if is_changed else 0
        )
        found[key] = found.get(key, Tally()) + tally
    return found


@dataclass(frozen=True)
class Listing:
    """What the tracker lists: its campaigns, their parties, and when one last changed.

    `parties` are codes; it has "" where some campaign has none.
    """

    campaigns: int
    parties: list[str]
    as_of: datetime.datetime | None


def listing(cycle: Cycle | None) -> Listing:
    """Return what the tracker lists of `cycle`; one query. It lists a person's every campaign."""
    is_listed = Q(duplicate_of=None)
    return Listing(
        **Candidacy.objects.filter(race__cycle=cycle).aggregate(
            campaigns=Count("pk", filter=is_listed),
            parties=ArrayAgg("party_code", filter=is_listed, distinct=True, default=[]),
            as_of=Max("updated_at"),
        )
    )


@dataclass(frozen=True)
class Asked:
    """How often we asked a campaign, on which day first and on which last."""

    times: int = 0
    last_on: datetime.date | None = None
    first_on: datetime.date | None = None


def times_asked(candidacies: Collection[Candidacy]) -> dict[int, Asked]:
    """Count the outreach to each campaign, however often it was registered; one query.

    The key is the campaign's number. One that nobody asked is among them, too.
    """
    numbers = [candidacy.pk for candidacy in candidacies]
    outreach = Outreach.objects.filter(
        Q(candidacy__in=numbers) | Q(candidacy__duplicate_of__in=numbers)
    )
    counted = (
        outreach.order_by()
        .values_list(Coalesce("candidacy__duplicate_of", "candidacy"))
        .annotate(times=Count("pk"), last_on=Max("done_on"), first_on=Min("done_on"))
    )
    asked = {number: Asked(*facts) for number, *facts in counted}
    return {number: asked.get(number, Asked()) for number in numbers}


def tally_of(candidacies: Iterable[Candidacy]) -> Tally:
    """Count the people among some campaigns, such as those on one ballot; no query.

    Someone who is there twice, for two elections, counts once: by the campaign that counts.
    """
    people = {row.person_id: row for row in sorted(candidacies, key=lambda row: row.is_current)}
    return sum(
        _tallies(
            (number, _Group("", "", row.status, "", _kind_of_answer(row), 1))
            for number, row in people.items()
        ).values(),
        Tally(),
    )


def _kind_of_answer(candidacy: Candidacy) -> str | None:
    return candidacy.current_answer.kind if candidacy.current_answer else None


def signers_of_texts(cycle: Cycle | None) -> dict[int, int]:
    """Count the signers of `cycle` by the id of the pledge text they signed; one query.

    The counts add up to `record_figures(cycle).signed`; a text that nobody signed is not in it.
    """
    signers = Candidacy.objects.counted().signed().filter(race__cycle=cycle).order_by()
    by_text = signers.values_list("current_answer__pledge_text").annotate(count=Count("pk"))
    return dict(by_text)
