"""The canvass sheet: a state’s record on paper, for a door or a table on a square."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.absolute_urls import absolute_url
from campaign.lib.cache.decorators import cached_page
from campaign.lib.http import public_page
from candidates.answer_words import numbers_in_words
from candidates.calls_to_action import KIND_AFTER_ANSWER, kinds_among
from candidates.current_record import CurrentRecord, current_record
from candidates.derivation import LOST, UNDECIDED, Phase, phase_of_race
from candidates.models import Answer, Candidacy, Jurisdiction, Race
from candidates.models.choices import Status
from candidates.race_words import outcome_label
from candidates.statistics import IS_PRESENT, CampaignGroup
from candidates.timelines import answer_day
from candidates.views.places import place_or_404, races_in

# How close the print is, how many lines then fit on one Letter page, and how long they may get.
CLOSE, DENSE = "close", "dense"
MOST_LINES = {"roomy": 16, "even": 50, CLOSE: 86, DENSE: 150}
LONGEST_LINE = {"roomy": 52, "even": 52, CLOSE: 52, DENSE: 40}
# As many lines to write on as an empty page has room for; print shows those that fit.
MOST_NOTE_LINES = 24

NO_ANSWER = ""
ANSWERS = frozenset(Answer.Kind.values)
# Which campaigns the sheet names, by the kind of their current answer. The first choice that fits
# on the page wins. The other campaigns are only counted, and the sheet says so.
NAMED = {
    ANSWERS | {NO_ANSWER}: "",
    ANSWERS: gettext_lazy(
        "To fit every race, we count the candidates who haven’t answered and leave out their names."
    ),
    frozenset({Answer.Kind.SIGNED.value}): gettext_lazy(
        "To fit every race, we name the candidates who signed and only count the others."
    ),
    frozenset[str](): gettext_lazy(
        "To fit every race, we count the candidates and leave out their names."
    ),
}


@dataclass(frozen=True)
class PaperRace:
    """A race and what to print of it: each campaign with how its race ended, if it did.

    `is_waiting` says that people have voted and no result is recorded. `counted` is how many more
    there are by the kind of their current answer.
    """

    race: Race
    campaigns: list[tuple[Candidacy, str]]
    is_waiting: bool = False
    counted: Mapping[str, int] = field(default_factory=dict)

    @property
    def silent(self) -> int:
        return self.counted.get(NO_ANSWER, 0)

    @property
    def others(self) -> str:
        """Say how many answered what among those who aren't named; "" for nobody."""
        return numbers_in_words({kind: n for kind, n in self.counted.items() if kind})

    def lines(self, step: str) -> int:
        """Return how many lines it takes: two for its head, and one or two for each campaign."""
        return 2 + bool(self.others) + sum(lines_of(row, step) for row, _ending in self.campaigns)


@cached_page()
@public_page
def canvass_sheet(request: HttpRequest, code: str) -> HttpResponse:
    place = place_or_404(code)
    if code != place.path_code:
        return redirect("candidates:sheet", place.path_code, permanent=True)
    record = current_record(request)
    races, omission = races_on_paper(place, record)
    kinds = kinds_among(record.groups_in(place), record.cycle, timezone.localdate())
    context = {
        "as_of": record.listing.as_of,
        "can_ask": bool(kinds & set(KIND_AFTER_ANSWER.values())),
        "cycle": record.cycle,
        "density": density(races),
        "live_url": absolute_url(reverse("candidates:state", args=[place.path_code])),
        "note_lines": range(MOST_NOTE_LINES),
        "omission": omission,
        "place": place,
        "races": races,
        "tally": record.figures.by_state[place.code],
    }
    return render(request, "candidates/canvass_sheet.html", context)


def races_on_paper(place: Jurisdiction, record: CurrentRecord) -> tuple[list[PaperRace], str]:
    """Return each race that isn't canceled, with what fits, and a sentence about the rest.

    It fetches no more campaigns than a page has lines.
    """
    races = list(races_in(place, record.cycle).filter(replaced_by=None))
    groups: dict[int, list[CampaignGroup]] = {race.pk: [] for race in races}
    for group in record.groups_in(place):
        groups.setdefault(group.race_id, []).append(group)
    counts = {race.pk: counts_on_paper(groups[race.pk]) for race in races}
    papers, said = list[PaperRace](), ""
    campaigns: list[Candidacy] | None = None
    for kinds, omission in NAMED.items():
        step = CLOSE if NO_ANSWER in kinds else DENSE
        named = sum(count[kind] for count in counts.values() for kind in kinds)
        if kinds and 2 * len(races) + named > MOST_LINES[step]:
            continue
        if campaigns is None:  # the next steps name some of the same
            campaigns = campaigns_on_paper(races, kinds) if named else []
        rows: dict[int, list[tuple[Candidacy, str]]] = {race.pk: [] for race in races}
        for row in campaigns:
            if row.answer_kind in kinds:
                rows[row.race_id].append((row, ending(row)))
        papers = [
            PaperRace(
                race,
                rows[race.pk],
                is_waiting=is_waiting(race, groups[race.pk]),
                counted={kind: n for kind, n in counts[race.pk].items() if kind not in kinds},
            )
            for race in races
        ]
        said = str(omission)
        if fits(papers, step):
            break
    return papers, said


def counts_on_paper(groups: Iterable[CampaignGroup]) -> Counter[str]:
    """Count the campaigns of a race that a sheet is about by the kind of their current answer."""
    counts: Counter[str] = Counter()
    for group in groups:
        if group.is_present and (group.outcome not in LOST or group.status == Status.SIGNED):
            counts[group.answer or NO_ANSWER] += group.campaigns
    return counts


def campaigns_on_paper(races: Collection[Race], kinds: Collection[str]) -> list[Candidacy]:
    """Return the campaigns to name: those that a reader may still meet, and signers.

    A candidate who left the race is on no list to press; one who lost stays only with a signature.
    """
    is_named = Q(current_answer__kind__in=kinds)
    if NO_ANSWER in kinds:
        is_named |= Q(current_answer=None)
    found = Candidacy.objects.listed().filter(IS_PRESENT, is_named, race__in=races)
    named = found.filter(~Q(outcome__in=LOST) | Q(status=Status.SIGNED))
    return list(named.signers_first().with_row("do_not_contact"))


def is_waiting(race: Race, groups: Iterable[CampaignGroup]) -> bool:
    standings = ((group.outcome, group.decided_on) for group in groups)
    day = race.cycle.day_shown(timezone.localdate())
    return phase_of_race(standings, race.election_on, day=day) == Phase.WAITING


def ending(candidacy: Candidacy) -> str:
    if candidacy.outcome in UNDECIDED:
        return _("asked not to be called") if candidacy.hides_contacts else ""
    return outcome_label(candidacy, timezone.localdate())


def density(races: Sequence[PaperRace]) -> str:
    """Return how close the print has to be."""
    return next((step for step in MOST_LINES if fits(races, step)), DENSE)


def fits(races: Iterable[PaperRace], step: str) -> bool:
    return sum(paper.lines(step) for paper in races) <= MOST_LINES[step]


def lines_of(candidacy: Candidacy, step: str) -> int:
    """Return how many lines a campaign takes: who it is and what it answered, one or two."""
    words = (candidacy.person.full_name, candidacy.party_name, candidacy.status_label)
    day = answer_day(candidacy.current_answer) if candidacy.current_answer else ""
    return 1 if len("".join(words) + day) <= LONGEST_LINE[step] else 2
