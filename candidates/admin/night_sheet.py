"""What the page of an election night shows: every election with who runs in it, read at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from django.contrib.auth.models import User
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from candidates import parties
from candidates.derivation import GENERAL_KINDS, LEFT_THE_RACE
from candidates.ledger.nights import contest_of
from candidates.models import Candidacy, ResultDraft, Stage, StageResult
from candidates.models.choices import Outcome
from candidates.nights import Night

Decides = StageResult.Outcome
# What an election mostly decides comes first, so typing its first letter finds it.
OUTCOMES_OF_A_PRIMARY = (
    Decides.ADVANCED,
    Decides.LOST,
    Decides.TO_RUNOFF,
    Decides.UNOPPOSED,
    Decides.WITHDREW,
    Decides.WON,
)
OUTCOMES_OF_AN_ELECTION = (
    Decides.WON,
    Decides.LOST,
    Decides.TO_RUNOFF,
    Decides.UNOPPOSED,
    Decides.WITHDREW,
)
RUNOFFS = (Stage.Kind.PRIMARY_RUNOFF, Stage.Kind.GENERAL_RUNOFF)


@dataclass
class Line:
    """One candidate without a result, and what's chosen for them so far.

    `draft` is what this person entered before, or what
    anyone may fix because changes were requested.
    """

    candidacy: Candidacy
    name: str
    number: int
    draft: ResultDraft | None = None
    value: str = ""

    @property
    def label(self) -> str:
        """Return the name, and what helps to recognize the candidate."""
        row = self.candidacy
        remarks = [row.incumbency_label] if row.incumbency else []
        if row.has_ended or row.ballot_status == Candidacy.BallotStatus.WRITE_IN:
            remarks.append(row.get_ballot_status_display())
        words = "".join(f" ({remark})" for remark in remarks)
        party = "" if self.number else f", {row.party_code or '—'}"
        return f"{row.person.full_name}{words}{party}"


@dataclass
class Contest:
    """Everyone who runs against each other. `lines` are those without a result.

    `waiting` is what other people entered, and waits to be released.
    """

    key: tuple[int, str]
    label: str
    lines: list[Line] = field(default_factory=list)
    recorded: list[StageResult] = field(default_factory=list)
    waiting: list[ResultDraft] = field(default_factory=list)


@dataclass
class Election:
    """One election. `guests` are in its race, but not in its field as far as we know."""

    stage: Stage
    contests: list[Contest]
    guests: list[Line]
    # The source for this election alone, as typed or as drafted.
    source: str = ""
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    # Fields that were filled in for somebody who has a result by now.
    taken: list[str] = field(default_factory=list)
    # The election below it on the page.
    following: int | None = None
    new_name: str = ""
    new_party: str = ""

    @property
    def title(self) -> str:
        return f"{self.stage.race.code} · {capfirst(self.stage.get_kind_display())}"

    @cached_property
    def options(self) -> SafeString:
        """Return the options of a box where nothing is chosen yet, made once for all of them."""
        pairs = [("", "—"), *self.offered]
        return format_html_join("", '<option value="{}">{}</option>', pairs)

    @property
    def offered(self) -> list[tuple[str, str]]:
        is_last = self.stage.kind in GENERAL_KINDS
        outcomes = OUTCOMES_OF_AN_ELECTION if is_last else OUTCOMES_OF_A_PRIMARY
        return [(outcome.value, str(outcome.label)) for outcome in outcomes]

    @property
    def needs_party(self) -> bool:
        """Say whether someone who's added needs a party to be in the right list."""
        return bool(self.stage.list_of("DEM"))

    @property
    def is_extra_open(self) -> bool:
        return bool(self.source or self.new_name or any(line.value for line in self.guests))

    def lines(self) -> Iterator[Line]:
        for contest in self.contests:
            yield from contest.lines
        yield from self.guests

    @property
    def sent_back(self) -> list[ResultDraft]:
        """Return one draft for each note of a second person."""
        notes = {line.draft.note: line.draft for line in self.lines() if line.draft}
        return [draft for note, draft in notes.items() if note]


def elections_of(night: Night, user: User) -> list[Election]:
    """Return the elections of a night as `user` sees them. Five queries."""
    stages = list(night.stages().exclude(status=Stage.Status.VOID))
    races = {stage.race_id for stage in stages}
    fields = _candidacies(races)
    results: dict[int, dict[int, StageResult]] = defaultdict(dict)
    for result in (
        StageResult.objects.unretracted()
        .filter(stage__in=stages)
        .select_related("candidacy__person", "recorded_by", "released_by")
        .order_by("candidacy__person__sort_key", "pk")
    ):
        results[result.stage_id][result.candidacy_id] = result
    drafts: dict[int, dict[int, ResultDraft]] = defaultdict(dict)
    for draft in (
        ResultDraft.objects.filter(stage__in=stages)
        .select_related("candidacy__person", "entered_by", "sent_back_by")
        .order_by("candidacy__person__sort_key", "pk")
    ):
        drafts[draft.stage_id][draft.candidacy_id] = draft
    sent = _sent_to_runoffs(races)
    elections = [
        _election(stage, fields[stage.race_id], results[stage.pk], drafts[stage.pk], sent, user)
        for stage in stages
    ]
    for election, following in pairwise(elections):
        election.following = following.stage.pk
    return elections


def _candidacies(races: set[int]) -> dict[int, list[Candidacy]]:
    rows = Candidacy.objects.listed().filter(race__in=races).select_related("person")
    rows = rows.exclude(ballot_status=Candidacy.BallotStatus.SWITCHED_RACE)
    found: dict[int, list[Candidacy]] = defaultdict(list)
    for row in rows.order_by("party_code", "person__sort_key", "pk"):
        found[row.race_id].append(row)
    return found


def _sent_to_runoffs(races: set[int]) -> set[tuple[str, int]]:
    """Return kinds of runoffs with the candidacies that an earlier election sent to one."""
    sent = StageResult.objects.valid().filter(stage__race__in=races, outcome=Decides.TO_RUNOFF)
    rows = sent.order_by().values_list("stage__kind", "candidacy")
    return {
        (RUNOFFS[1] if kind in GENERAL_KINDS else RUNOFFS[0], candidacy) for kind, candidacy in rows
    }


def _election(
    stage: Stage,
    candidacies: Sequence[Candidacy],
    results: dict[int, StageResult],
    drafts: dict[int, ResultDraft],
    sent: set[tuple[str, int]],
    user: User,
) -> Election:
    contests: dict[tuple[int, str], Contest] = {}
    guests: list[Line] = []
    is_runoff = any((stage.kind, row.pk) in sent and _has_line(stage, row) for row in candidacies)
    for row in candidacies:
        is_in_field = _is_in_field(stage, row) and (not is_runoff or (stage.kind, row.pk) in sent)
        draft = drafts.get(row.pk)
        is_listed = is_in_field or row.pk in results or draft is not None
        if not is_listed:
            guests.append(Line(row, _name(stage, row), 0))
            continue
        key = contest_of(stage, row)
        contest = contests.setdefault(key, Contest(key, _label(stage, row)))
        if row.pk in results:
            contest.recorded.append(results[row.pk])
        elif draft and draft.entered_by_id != user.pk and not draft.sent_back_at:
            contest.waiting.append(draft)
        else:
            number = len(contest.lines) + 1
            contest.lines.append(Line(row, _name(stage, row), number, draft))
    return Election(stage, list(contests.values()), guests)


def _has_line(stage: Stage, row: Candidacy) -> bool:
    return not stage.party or stage.party in {row.party_code, *row.other_party_codes}


def _is_in_field(stage: Stage, row: Candidacy) -> bool:
    """Say whether a candidacy is in an election, as far as the record knows."""
    out = {*LEFT_THE_RACE}
    if stage.kind in GENERAL_KINDS:
        out.add(Outcome.LOST_PRIMARY)
    return _has_line(stage, row) and row.outcome not in out


def _name(stage: Stage, row: Candidacy) -> str:
    return f"outcome_{stage.pk}_{row.pk}"


def _label(stage: Stage, row: Candidacy) -> str:
    code = stage.party or stage.list_of(row.party_code)
    if not code and stage.kind in {Stage.Kind.TOP_TWO, Stage.Kind.TOP_FOUR, *GENERAL_KINDS}:
        return _("All candidates")
    return str(parties.NAMES.get(code, code) or _("No party"))
