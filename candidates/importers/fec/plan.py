"""What a file of the FEC would do to the record, line by line; nothing is written here."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.utils import label_for_field
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from candidates.importers.fec import merge
from candidates.importers.fec.id_holders import Holder, OwnRun, holders_of, people_named_later
from candidates.importers.fec.lines import CutLine, Filing, OtherElection, Refusal, parse
from candidates.importers.fec.report import Entry, Kind, Report
from candidates.importers.fec.seats import Seats
from candidates.models import Candidacy, Cycle, Person, Race
from candidates.parties import AS_FILED


@dataclass(frozen=True)
class Run:
    """One line of the file with the race that it means, and its values as the record has them."""

    filing: Filing
    race: Race
    values: Mapping[str, Any]

    def entry(self, detail: str = "") -> Entry:
        filing = self.filing
        return Entry(filing.number, filing.fec_id, filing.name.full, self.race.code, detail)


@dataclass
class Addition:
    """A candidacy we don't have yet, of a new person or of the person who has its ID.

    `renamed` is what changes in the name that the person `held`; `duplicate_of` is the run that is
    counted where the person has another one in the race.
    """

    run: Run
    person_id: int | None = None
    held: merge.Values = field(default_factory=dict)
    renamed: dict[str, Any] = field(default_factory=dict)
    duplicate_of: OwnRun | None = None


@dataclass
class Update:
    """A run that the record has: the values that change, and what to remember of the file."""

    known: merge.KnownRun
    run: Run
    changed: dict[str, Any]
    base: dict[str, Any]


@dataclass
class Plan:
    cycle: Cycle
    additions: list[Addition] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)
    vanished: list[merge.KnownRun] = field(default_factory=list)
    report: Report = field(default_factory=Report)


def make_plan(lines: Sequence[CutLine], cycle: Cycle) -> Plan:
    """Return what `lines` would do to the record of `cycle`, whose races must exist.

    At most ten queries, whatever the number of lines.
    """
    plan = Plan(cycle)
    seats = Seats(cycle)
    known = merge.known_runs(cycle)
    runs, named_ids = _runs(lines, seats, known, plan)
    named_later = people_named_later(cycle)
    matches = [(known[fec_id], run) for fec_id, run in runs.items() if fec_id in known]
    new = [run for fec_id, run in runs.items() if fec_id not in known]
    matches += _plan_additions(plan, new, named_later)
    _plan_updates(plan, matches, seats.all_races, named_later)
    fragments = tuple(line.id_fragment for line in lines if line.id_fragment)
    missing = [
        row
        for row in known.values()
        if row.fec_id not in named_ids and not row.fec_id.startswith(fragments)
    ]
    _plan_vanishing(plan, missing, seats.all_races, states_in(lines))
    return plan


def states_in(lines: Iterable[CutLine]) -> set[str]:
    return {line.columns[4].strip().upper() for line in lines if line.has_all_columns}


def years_in(lines: Iterable[CutLine]) -> set[str]:
    """Return the election years that the file has a line of, presidential ones left out."""
    return {
        line.columns[3].strip()
        for line in lines
        if line.has_all_columns and line.columns[5].strip().upper() != "P"
    }


def _runs(
    lines: Iterable[CutLine], seats: Seats, known: Mapping[str, merge.KnownRun], plan: Plan
) -> tuple[dict[str, Run], set[str]]:
    """Return the runs of the cycle by FEC id, and every id of a line about the cycle.

    Lines about other elections are counted and refused ones reported.
    """
    runs: dict[str, Run] = {}
    named_ids = set()
    for line in lines:
        plan.report.line_count += 1
        said = parse(line, plan.cycle.year)
        if isinstance(said, OtherElection):
            plan.report.add(Kind.OTHER_OFFICES if said.is_other_office else Kind.OTHER_YEARS)
            continue
        plan.report.cycle_line_count += line.has_all_columns
        named_ids.add(said.fec_id)
        outcome = _seated(said, seats, runs, known) if isinstance(said, Filing) else said
        if isinstance(outcome, Run):
            runs[outcome.filing.fec_id] = outcome
        else:
            entry = Entry(outcome.number, outcome.fec_id, detail=outcome.sentence)
            kind = Kind.NEEDS_PERSON if outcome.needs_person else Kind.REFUSED
            plan.report.add(kind, entry)
    return runs, named_ids


def _seated(
    filing: Filing, seats: Seats, earlier: Mapping[str, Run], known: Mapping[str, merge.KnownRun]
) -> Run | Refusal:
    row = known.get(filing.fec_id)
    race = seats.race_of(filing, now_in=row.values["race_id"] if row else None)
    if isinstance(race, Refusal):
        return race
    if filing.fec_id in earlier:
        number = earlier[filing.fec_id].filing.number
        sentence = _("Line %(number)d has the same ID.") % {"number": number}
        return Refusal(filing.number, filing.fec_id, sentence)
    return Run(filing, race, merge.values_in_file(filing, race))


def _plan_additions(
    plan: Plan, runs: Sequence[Run], named_later: Collection[int]
) -> list[tuple[merge.KnownRun, Run]]:
    """Plan what is new; return the runs that an organizer entered without their FEC id."""
    holders = holders_of([run.filing.fec_id for run in runs], plan.cycle)
    adopted = []

    def counted_first(run: Run) -> bool:
        holder = holders.get(run.filing.fec_id)
        return bool(holder and holder.was_duplicate)

    for run in sorted(runs, key=counted_first):
        fec_id, race_id = run.filing.fec_id, run.race.pk
        holder = holders.get(fec_id)
        addition = Addition(run)
        details = [run.filing.party.name]
        if holder:
            if not holder.may_be_called(run.filing.name.sorted_as):
                plan.report.add(Kind.NEEDS_PERSON, run.entry(_somebody_else(holder)))
                continue
            if row := holder.adopt(fec_id, race_id):
                adopted.append((row, run))
                continue
            addition.person_id, addition.held = holder.person_id, holder.values
            if holder.person_id not in named_later:
                names = {name: run.values[name] for name in merge.PERSON_FIELDS}
                addition.renamed = merge.changes(holder.base, names, holder.values)
            addition.duplicate_of = holder.runs.get(race_id)
            holder.runs.setdefault(race_id, OwnRun(fec_id))
            if holder.last_year:
                details.append(_("Ran in %(year)d.") % {"year": holder.last_year})
        plan.additions.append(addition)
        plan.report.add(Kind.NEW, run.entry(" ".join(filter(None, details))))
        written = (
            {**run.values, "name_needs_check": False, **addition.renamed} if holder else run.values
        )
        _mark_for_check(plan, run, written)
    return adopted


def _mark_for_check(plan: Plan, run: Run, written: Mapping[str, Any]) -> None:
    """Report what of a line an organizer has to look at, among the values that it writes."""
    about = []
    if written.get("name_needs_check"):
        about.append(_("Check this name."))
    if str(written.get("party_name", "")).startswith(AS_FILED):
        about.append(f"{written['party_name']}.")
    if about:
        plan.report.add(Kind.TO_CHECK, run.entry(" ".join(about)))


def _somebody_else(holder: Holder) -> str:
    return _(
        "We have this FEC ID for %(name)s. If the name changed, edit it under “People.” If "
        "the ID is wrong, remove it from that person’s candidacy."
    ) % {"name": holder.values["full_name"]}


def _plan_updates(
    plan: Plan,
    matches: Iterable[tuple[merge.KnownRun, Run]],
    races: Mapping[int, Race],
    named_later: Collection[int],
) -> None:
    updates = []
    for known, run in matches:
        fields = merge.CANDIDACY_FIELDS if known.person_id in named_later else run.values
        theirs = {name: run.values[name] for name in fields}
        changed = merge.changes(known.base, theirs, known.values)
        updates.append(Update(known, run, changed, dict(run.values)))
    moves = [(row.known, row.changed["race_id"]) for row in updates if "race_id" in row.changed]
    obstacle_of = merge.obstacles(moves)
    words = _Words()
    for update in updates:
        known = update.known
        details = _what_changes(update, races, words)
        if known.missing_since:
            details.append(_("Back in the file."))
        if obstacle := obstacle_of.get(known.pk):
            # Not remembered, so that every import says it until somebody moves the row.
            del update.changed["race_id"]
            update.base["race_id"] = known.base["race_id"]
            details.append(obstacle)
            kind = Kind.NEEDS_PERSON
        else:
            kind = Kind.CHANGED if details else Kind.UNCHANGED
        plan.report.add(kind, update.run.entry(" ".join(details)))
        _mark_for_check(plan, update.run, update.changed)
        if details or update.base != known.base:
            plan.updates.append(update)


class _Words:
    """The words that every line uses, translated once."""

    def __init__(self) -> None:
        self.change = _("%(label)s: %(before)s → %(after)s.")
        self.empty = _("empty")
        models: dict[str, type[Model]] = dict.fromkeys(merge.PERSON_FIELDS, Person)
        models |= dict.fromkeys(merge.CANDIDACY_FIELDS, Candidacy)
        self.labels = {
            name: capfirst(str(label_for_field(name.removesuffix("_id"), model)))
            for name, model in models.items()
        }


def _what_changes(update: Update, races: Mapping[int, Race], words: _Words) -> list[str]:
    """Return one sentence for each value that merge.changes and is not told by another."""
    told = list(update.changed)
    told_by = {
        "full_name": {"sort_name", "suffix", "fec_name", "name_needs_check"},
        "party_name": {"party_code"},
    }
    for name, others in told_by.items():
        if name in told:
            told = [other for other in told if other not in others]
    sentences = []
    for name in told:
        before, after = update.known.values[name], update.changed[name]
        if name == "race_id":
            before, after = races[before].code, races[after].code
        sentences.append(
            words.change
            % {
                "label": words.labels[name],
                "before": before or words.empty,
                "after": after or words.empty,
            }
        )
    return sentences


def _plan_vanishing(
    plan: Plan, missing: Iterable[merge.KnownRun], races: Mapping[int, Race], states: set[str]
) -> None:
    """Flag rows without a line, but none of a state that the file has no line of at all."""
    for row in missing:
        race = races[row.values["race_id"]]
        if row.missing_since:
            continue
        if race.jurisdiction_id in states:
            plan.vanished.append(row)
            name = row.values["full_name"]
            plan.report.add(Kind.VANISHED, Entry(None, row.fec_id, name, race.code))
        else:
            plan.report.add(Kind.NOT_COVERED)
