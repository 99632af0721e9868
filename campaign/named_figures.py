"""The figures that an editor writes by name: `{signed} people signed in {states} states.`

No figure about candidates or signatures is ever typed. What stands between braces is filled from
the statistics when a page is drawn, so that all pages agree; a name that nobody knows is refused
when the text is saved.
"""

import re
from collections.abc import Iterator, Mapping

from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from candidates.current_record import CurrentRecord, current_record
from candidates.models import Cycle
from candidates.models.choices import Outcome
from candidates.statistics import RecordFigures
from pledges.statistics import SignatureFigures, signature_figures

NAME = re.compile(r"\{([^{}\n]*)\}")
BRACE = re.compile(r"[{}]")


MEANINGS: dict[str, str | Promise] = {
    "tracked": _("candidates"),
    "signed": _("people who signed"),
    "refused": _("people who refused"),
    "no_answer": _("people who gave no answer"),
    "signed_with_changes": _("people who signed with changes"),
    "under_review": _("people whose answer is under review"),
    "pending": _("people who gave no answer, signed with changes, or are under review"),
    "states": _("states with signers"),
    "territories": _("how many of DC and the territories have signers"),
    "active": _("signers who are still running"),
    "won_primary": _("signers who won their primary"),
    "lost_primary": _("signers who lost their primary"),
    "elected": _("signers who were elected"),
    "cycle": _("the year of the cycle"),
    "petitions": _("petitions on this site"),
    "signatures": _("signatures on all petitions, paper ones included"),
}


class FigureValues(Mapping[str, str]):
    """All figures of a record by name, as readers see them. Counts only on demand."""

    def __init__(self, record: CurrentRecord) -> None:
        self.cycle = record.cycle
        self._record = record

    @property
    def record(self) -> RecordFigures:
        return self._record.figures

    @cached_property
    def signatures(self) -> SignatureFigures:
        return signature_figures(timezone.now())

    def __getitem__(self, name: str) -> str:
        if name not in MEANINGS:
            raise KeyError(name)
        match name:
            case "cycle":
                return str(self.cycle.year) if self.cycle else "–"
            case "petitions":
                number = self.signatures.petitions
            case "signatures":
                number = self.signatures.total
            case "territories":
                number = self.record.districts_and_territories
            case _ if name in Outcome:
                number = self.record.outcomes[name]
            case _:
                number = getattr(self.record, name)
        return intcomma(number)

    def __iter__(self) -> Iterator[str]:
        return iter(MEANINGS)

    def __len__(self) -> int:
        return len(MEANINGS)


def named_in(text: str) -> bool:
    """Say whether `text` names any figures."""
    return NAME.search(text) is not None


def fill(text: str, values: Mapping[str, str]) -> str:
    """Fill the figures into `text`. Unknown names stay as they are."""
    return NAME.sub(lambda found: values.get(found[1].strip(), found[0]), text)


def values_for(request: HttpRequest) -> FigureValues:
    """Return the figures of the current cycle, counted once per request, by its view or here."""
    if "site_figures" not in vars(request):
        vars(request)["site_figures"] = FigureValues(current_record(request))
    values: FigureValues = vars(request)["site_figures"]
    return values


def fill_now(text: str, request: HttpRequest | None = None) -> str:
    """Fill the current figures into `text`, from the page's `request` if there is one.

    Runs no queries if the text names no figures.
    """
    if not named_in(text):
        return text
    if request is None:
        return fill(text, FigureValues(CurrentRecord(Cycle.objects.current())))
    return fill(text, values_for(request))


def only_known_figures(text: str) -> None:
    """Raise ValidationError for a text with an unknown figure or a stray brace."""
    for name in NAME.findall(text):
        if name.strip() not in MEANINGS:
            raise ValidationError(
                _("There’s no figure named {%(name)s}. You can use: %(known)s."),
                code="unknown_figure",
                params={"name": name, "known": ", ".join(f"{{{known}}}" for known in MEANINGS)},
            )
    if BRACE.search(NAME.sub("", text)):
        raise ValidationError(
            _("This brace isn’t closed. Write a figure as {signed}, or remove the brace."),
            code="unpaired_brace",
        )


def no_figures_here(text: str) -> None:
    if BRACE.search(text):
        raise ValidationError(
            _("You can’t use figures in this field. Remove the braces."), code="figure_not_filled"
        )
