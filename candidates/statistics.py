"""Every public figure about candidates and their answers. Nothing else counts them.

Figures count people: one candidacy of each person and cycle speaks for the person
(`Candidacy.objects.counted()`). States are counted apart from the federal district and the
territories.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

from django.db.models import Count, Max

from candidates.models import Answer, Candidacy, Cycle, Jurisdiction, Outreach, Race
from candidates.models.choices import Outcome, Status


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


@dataclass(frozen=True, kw_only=True)
class RecordFigures(Tally):
    """The figures of one cycle.

    `outcomes` has every outcome, those of the signers only, and adds up to `signed`;
    `by_state` has every jurisdiction by its code, `by_jurisdiction` the same by the row itself,
    `by_chamber` both chambers.
    """

    states: int
    districts_and_territories: int
    outcomes: dict[str, int]
    by_state: dict[str, Tally]
    by_jurisdiction: dict[Jurisdiction, Tally]
    by_chamber: dict[str, Tally]


@dataclass(frozen=True)
class _Group:
    """How many counted candidacies share these values; `answer` is the kind of the current one."""

    state: str
    chamber: str
    status: str
    outcome: str
    answer: str | None
    count: int


def record_figures(cycle: Cycle | None) -> RecordFigures:
    """Count the record of `cycle` in two queries; all figures are zero without a cycle."""
    jurisdictions = list(Jurisdiction.objects.all())
    keys = ("race__jurisdiction", "race__chamber", "status", "outcome", "current_answer__kind")
    counted = Candidacy.objects.counted().filter(race__cycle=cycle).order_by()
    groups = [_Group(*row) for row in counted.values_list(*keys).annotate(count=Count("pk"))]
    signers = [group for group in groups if group.status == Status.SIGNED]
    signed_in = {group.state for group in signers}
    by_state = _tallies(groups, [place.code for place in jurisdictions], lambda g: g.state)
    return RecordFigures(
        **asdict(_tally(groups)),
        states=sum(place.is_state for place in jurisdictions if place.code in signed_in),
        districts_and_territories=sum(
            not place.is_state for place in jurisdictions if place.code in signed_in
        ),
        outcomes={
            str(outcome): sum(group.count for group in signers if group.outcome == outcome)
            for outcome in Outcome
        },
        by_state=by_state,
        by_jurisdiction={place: by_state[place.code] for place in jurisdictions},
        by_chamber=_tallies(groups, Race.Chamber.values, lambda g: g.chamber),
    )


def _tallies(
    groups: Iterable[_Group], keys: Iterable[str], key_of: Callable[[_Group], str]
) -> dict[str, Tally]:
    return {key: _tally(group for group in groups if key_of(group) == key) for key in keys}


def _tally(groups: Iterable[_Group]) -> Tally:
    counts = {str(status): 0 for status in Status}
    signed_with_changes = 0
    for group in groups:
        counts[group.status] += group.count
        if group.answer == Answer.Kind.SIGNED_WITH_CHANGES:
            signed_with_changes += group.count
    return Tally(**counts, signed_with_changes=signed_with_changes)


@dataclass(frozen=True)
class Asked:
    times: int
    last_on: datetime.date | None


def times_asked(candidacy: Candidacy) -> Asked:
    """Count the outreach to one campaign, however often it was registered; one query."""
    outreach = Outreach.objects.filter(candidacy__in=candidacy.registrations())
    asked = outreach.aggregate(times=Count("pk"), last_on=Max("done_on"))
    return Asked(**asked)


def signers_of_texts(cycle: Cycle | None) -> dict[int, int]:
    """Count the signers of `cycle` by the id of the pledge text they signed; one query.

    The counts add up to `record_figures(cycle).signed`; a text that nobody signed is not in it.
    """
    signers = Candidacy.objects.counted().signed().filter(race__cycle=cycle).order_by()
    by_text = signers.values_list("current_answer__pledge_text").annotate(count=Count("pk"))
    return dict(by_text)
