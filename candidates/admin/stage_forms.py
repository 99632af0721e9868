import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminURLFieldWidget
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from candidates import ledger
from candidates.admin.answer_forms import ReasonForm
from candidates.derivation import GENERAL_KINDS, WINS
from candidates.models import Candidacy, Stage, StageResult
from candidates.models.candidacies import CandidacyQuerySet

Outcome = StageResult.Outcome
# What an election mostly decides comes first, so typing its first letter finds it.
OUTCOMES_OF_A_PRIMARY = (
    Outcome.ADVANCED,
    Outcome.LOST,
    Outcome.TO_RUNOFF,
    Outcome.UNOPPOSED,
    Outcome.WITHDREW,
    Outcome.WON,
)
OUTCOMES_OF_AN_ELECTION = (
    Outcome.WON,
    Outcome.LOST,
    Outcome.TO_RUNOFF,
    Outcome.UNOPPOSED,
    Outcome.WITHDREW,
)
OPEN = {*WINS, Outcome.TO_RUNOFF}


class SourceForm(forms.Form):
    source_url = forms.URLField(
        label=_("Source"),
        assume_scheme="https",
        widget=AdminURLFieldWidget,
        help_text=_("One link for all of these, such as the election office’s page."),
    )


def field_of(stage: Stage, *, everyone: bool = False) -> CandidacyQuerySet:
    """Return who is in an election: the race's candidacies, of its party if it has one."""
    rows = Candidacy.objects.listed().filter(race=stage.race_id)
    rows = rows.exclude(ballot_status=Candidacy.BallotStatus.SWITCHED_RACE)
    if stage.party and not everyone:
        rows = rows.filter(Q(party_code=stage.party) | Q(other_party_codes__contains=[stage.party]))
    return rows.select_related("person", "race", "current_answer").order_by(
        "party_code", "person__sort_key", "pk"
    )


class ResultsForm(SourceForm):
    others_lost = forms.BooleanField(
        label=_("Everyone I leave blank lost"),
        required=False,
        help_text=_(
            "Check this and choose only the winners. If several parties are in this election, it "
            "applies to the parties where you chose someone."
        ),
    )

    def __init__(
        self, *args: Any, stage: Stage, candidacies: Sequence[Candidacy], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.stage = stage
        self.candidacies = {self.name_of(candidacy): candidacy for candidacy in candidacies}
        offered = OUTCOMES_OF_AN_ELECTION if stage.kind in GENERAL_KINDS else OUTCOMES_OF_A_PRIMARY
        for name, candidacy in self.candidacies.items():
            self.fields[name] = forms.ChoiceField(
                label=candidacy.person.full_name,
                choices=[("", "—"), *[(outcome.value, outcome.label) for outcome in offered]],
                required=False,
            )

    @staticmethod
    def name_of(candidacy: Candidacy) -> str:
        return f"outcome_{candidacy.pk}"

    def rows(self) -> Iterable[tuple[Candidacy, forms.BoundField]]:
        for name, candidacy in self.candidacies.items():
            yield candidacy, self[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        outcomes = self.outcomes(cleaned)
        if self._was_decided_meanwhile():
            raise forms.ValidationError(
                _(
                    "Someone entered results for this election since you opened the page. "
                    "They’re listed below. Check yours and record the rest."
                ),
                code="decided_meanwhile",
            )
        if not outcomes:
            raise forms.ValidationError(_("Choose at least one outcome."), code="empty")
        if cleaned.get("others_lost") and not OPEN & set(outcomes.values()):
            raise forms.ValidationError(
                _("Choose who advanced or won. Then we can record that the others lost."),
                code="nobody_through",
            )
        ledger.stages.refuse_too_many_advancing(self.stage, outcomes)
        return cleaned

    def _was_decided_meanwhile(self) -> bool:
        """Say whether someone whose outcome was chosen has a result by now."""
        chosen = {name for name, value in self.data.items() if value}
        return any(name.startswith("outcome_") for name in chosen - self.fields.keys())

    def outcomes(self, cleaned: dict[str, Any]) -> dict[Candidacy, StageResult.Outcome]:
        outcomes = {
            row: Outcome(cleaned[name])
            for name, row in self.candidacies.items()
            if cleaned.get(name)
        }
        if cleaned.get("others_lost"):
            decided = {
                self.stage.list_of(row.party_code)
                for row, outcome in outcomes.items()
                if outcome in OPEN
            }
            for row in self.candidacies.values():
                if self.stage.list_of(row.party_code) in decided:
                    outcomes.setdefault(row, Outcome.LOST)
        return outcomes


class TakeBackForm(ReasonForm):
    results = forms.ModelMultipleChoiceField(
        label=_("Results"), queryset=StageResult.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, stage: Stage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["results"].queryset = (
            stage.results.unretracted()
            .select_related("candidacy__person", "candidacy__race")
            .order_by("candidacy__person__sort_key", "pk")
        )
        self.fields["results"].label_from_instance = lambda result: (
            f"{result.candidacy.person.full_name}: {result.get_outcome_display()}"
        )


class HoldAgainForm(SourceForm):
    on = forms.DateField(label=_("New date"), widget=AdminDateWidget)

    field_order = ("on", "source_url")

    def __init__(self, *args: Any, void: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.void = void

    def clean_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["on"]
        if day <= self.void:
            raise forms.ValidationError(
                _("Enter a date after the void election."), code="too_early"
            )
        return day
