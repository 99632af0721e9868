"""What results would change in public, found by recording them and taking it all back."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candidates import ledger
from candidates.ledger.nights import Entry
from candidates.models import Candidacy, Cycle, Stage
from candidates.models.choices import Outcome
from candidates.statistics import RecordFigures, record_figures

# The figures of everyone whom results can move, as the site's pages call them.
FIGURES = {
    "signed": _("Signed"),
    "refused": _("Refused"),
    "pending": _("No answer or signed with changes"),
    "running": _("Still running"),
    "waiting": _("Waiting for a result"),
    "elected": _("Elected"),
    "defeated": _("Lost the general election"),
}


@dataclass(frozen=True)
class Change:
    """One result, and the candidate's public standing before and after."""

    entry: Entry
    before: Outcome
    after: Outcome

    @property
    def moves(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Figure:
    label: str
    before: int
    after: int


@dataclass(frozen=True)
class Preview:
    elections: list[tuple[Stage, list[Change]]]
    figures: list[Figure]
    refused: dict[int, list[str]] = field(default_factory=dict)

    @property
    def result_count(self) -> int:
        return sum(len(changes) for _stage, changes in self.elections)

    @property
    def seen(self) -> str:
        """Return what a button confirms: exactly these results with these effects."""
        shown = sorted(
            f"{change.entry.stage.pk} {change.entry.candidacy.pk} {change.entry.outcome} "
            f"{change.entry.source_url} {change.before} {change.after}"
            for _stage, changes in self.elections
            for change in changes
        )
        return hashlib.sha256("\n".join(shown).encode()).hexdigest()


def preview_of(entries: Collection[Entry], *, by: User, now: datetime.datetime) -> Preview:
    """Record results and see what changes in public. Nothing of it is kept."""
    runs = [entry.candidacy.pk for entry in entries]
    cycles = {entry.stage.race.cycle for entry in entries}
    with transaction.atomic():
        ledger.nights.lock(entries)
        before, figures_before = _outcomes(runs), _figures(cycles)
        _results, refused = ledger.nights.try_to_record(entries, by=by, now=now)
        after, figures_after = _outcomes(runs), _figures(cycles)
        transaction.set_rollback(True)
    elections = [
        (
            stage,
            [
                Change(entry, before[entry.candidacy.pk], after[entry.candidacy.pk])
                for entry in group
            ],
        )
        for stage, group in ledger.nights.by_stage(entries)
        if stage.pk not in refused
    ]
    figures = [
        Figure(label, figures_before[label], figures_after[label])
        for label in figures_before
        if figures_before[label] != figures_after[label]
    ]
    return Preview(elections, figures, refused)


def _outcomes(runs: Iterable[int]) -> dict[int, Outcome]:
    rows = Candidacy.objects.filter(pk__in=runs).values_list("pk", "outcome")
    return {pk: Outcome(outcome) for pk, outcome in rows}


def _figures(cycles: Iterable[Cycle]) -> dict[str, int]:
    """Return the public figures of these cycles, by their labels."""
    found: dict[str, int] = {}
    for figures in map(record_figures, cycles):
        for label, number in _labelled(figures):
            found[label] = found.get(label, 0) + number
    return found


def _labelled(figures: RecordFigures) -> Iterable[tuple[str, int]]:
    for name, label in FIGURES.items():
        yield str(label), getattr(figures, name)
    for outcome, count in figures.outcomes.items():
        yield str(_("Signers: %(outcome)s") % {"outcome": Outcome(outcome).label}), count
