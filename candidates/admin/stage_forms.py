import datetime
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminURLFieldWidget
from django.utils.translation import gettext_lazy as _

from candidates.admin.answer_forms import ReasonForm
from candidates.models import Stage, StageResult


class SourceForm(forms.Form):
    source_url = forms.URLField(
        label=_("Source"),
        assume_scheme="https",
        widget=AdminURLFieldWidget,
        help_text=_("One link for all of these, such as the election office’s page."),
    )


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
