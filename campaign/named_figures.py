"""The figures that an editor writes by name: `{signed} people signed in {states} states.`

No figure about candidates or signatures is ever typed. What stands between braces is filled from
the statistics when a page is drawn, so that all pages agree; a name that nobody knows is refused
when the text is saved.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from candidates.models import Cycle
from candidates.models.choices import Outcome
from candidates.statistics import RecordFigures, record_figures
from pledges.statistics import SignatureFigures, signature_figures

NAME = re.compile(r"\{([^{}\n]*)\}")
BRACE = re.compile(r"[{}]")


class Counts:
    """What the figures are read from. Each part is counted once a figure asks for it."""

    def __init__(
        self,
        cycle: Cycle | None,
        *,
        record: RecordFigures | None = None,
        now: datetime.datetime | None = None,
    ) -> None:
        self.cycle = cycle
        self.now = now or timezone.now()
        if record:
            # As a view has counted it already.
            self.record = record

    @cached_property
    def record(self) -> RecordFigures:
        return record_figures(self.cycle)

    @cached_property
    def signatures(self) -> SignatureFigures:
        return signature_figures(self.now)


@dataclass(frozen=True)
class Figure:
    """A figure that content may name: what it is, and where it is read."""

    meaning: str | Promise
    read: Callable[[Counts], int | str]


FIGURES: dict[str, Figure] = {
    "tracked": Figure(_("candidates"), lambda counts: counts.record.tracked),
    "signed": Figure(_("people who signed"), lambda counts: counts.record.signed),
    "refused": Figure(_("people who refused"), lambda counts: counts.record.refused),
    "no_answer": Figure(_("people who gave no answer"), lambda counts: counts.record.no_answer),
    "signed_with_changes": Figure(
        _("people who signed with changes"), lambda counts: counts.record.signed_with_changes
    ),
    "pending": Figure(
        _("people who gave no answer or signed with changes"),
        lambda counts: counts.record.pending,
    ),
    "states": Figure(_("states with signers"), lambda counts: counts.record.states),
    "territories": Figure(
        _("how many of DC and the territories have signers"),
        lambda counts: counts.record.districts_and_territories,
    ),
    "active": Figure(
        _("signers who are still running"), lambda counts: counts.record.outcomes[Outcome.ACTIVE]
    ),
    "won_primary": Figure(
        _("signers who won their primary"),
        lambda counts: counts.record.outcomes[Outcome.WON_PRIMARY],
    ),
    "lost_primary": Figure(
        _("signers who lost their primary"),
        lambda counts: counts.record.outcomes[Outcome.LOST_PRIMARY],
    ),
    "elected": Figure(
        _("signers who were elected"), lambda counts: counts.record.outcomes[Outcome.ELECTED]
    ),
    "cycle": Figure(
        _("the year of the cycle"), lambda counts: str(counts.cycle.year) if counts.cycle else "–"
    ),
    "petitions": Figure(_("petitions on this site"), lambda counts: counts.signatures.petitions),
    "signatures": Figure(
        _("signatures on all petitions, paper ones included"),
        lambda counts: counts.signatures.total,
    ),
}


class FigureValues(Mapping[str, str]):
    """Every figure by name, as a reader sees it."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts

    def __getitem__(self, name: str) -> str:
        value = FIGURES[name].read(self.counts)
        return intcomma(value) if isinstance(value, int) else value

    def __iter__(self) -> Iterator[str]:
        return iter(FIGURES)

    def __len__(self) -> int:
        return len(FIGURES)


def figure_values(cycle: Cycle | None, record: RecordFigures | None = None) -> FigureValues:
    """Return every figure of `cycle` by name; counts what is read, but for a given `record`."""
    return FigureValues(Counts(cycle, record=record))


def named_in(text: str) -> bool:
    """Say whether `text` names any figure, so that somebody has to count."""
    return NAME.search(text) is not None


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put the figures into `text`; a name that is not known stays as it is."""
    return NAME.sub(lambda found: values.get(found[1].strip(), found[0]), text)


def values_for(request: HttpRequest) -> FigureValues:
    """Return the figures of the present cycle, counted once a request."""
    if "site_figures" not in vars(request):
        vars(request)["site_figures"] = figure_values(Cycle.objects.current())
    values: FigureValues = vars(request)["site_figures"]
    return values


def keep_for(request: HttpRequest, cycle: Cycle | None, record: RecordFigures) -> None:
    """Let the texts of a page name the figures that its view has counted already."""
    vars(request)["site_figures"] = figure_values(cycle, record)


def fill_now(text: str) -> str:
    """Put the present figures into `text`; asks only where it names one."""
    if not named_in(text):
        return text
    return fill(text, figure_values(Cycle.objects.current()))


def only_known_figures(text: str) -> None:
    """Raise ValidationError for a text with a figure in braces that nobody can fill in."""
    for name in NAME.findall(text):
        if name.strip() not in FIGURES:
            raise ValidationError(
                _("There’s no figure named {%(name)s}. You can use: %(known)s."),
                code="unknown_figure",
                params={"name": name, "known": ", ".join(f"{{{known}}}" for known in FIGURES)},
            )
    if BRACE.search(NAME.sub("", text)):
        raise ValidationError(
            _("This brace isn’t closed. Write a figure as {signed}, or remove the brace."),
            code="unpaired_brace",
        )


def no_figures_here(text: str) -> None:
    """Raise ValidationError for braces in a text that is shown as it is written."""
    if BRACE.search(text):
        raise ValidationError(
            _("You can’t use figures in this field. Remove the braces."),
            code="figure_not_filled",
        )
