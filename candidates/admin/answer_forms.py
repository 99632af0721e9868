from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import (
    AdminRadioSelect,
    AdminTextareaWidget,
    AdminTextInputWidget,
    AdminURLFieldWidget,
)
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.base import BaseAdminForm
from campaign.lib.admin.fields import CheckedAutocompleteSelect
from candidates.admin.fields import EvidenceFiles
from candidates.forms.fields import PartialDateField
from candidates.ledger.answer_order import LAST
from candidates.ledger.answer_rules import reasons_against_day
from candidates.models import Answer, Candidacy, Evidence, PledgeText
from candidates.models.candidacy_querysets import CandidacyQuerySet
from candidates.timelines import answer_day


class RecordAnswerForm(EvidenceFiles, BaseAdminForm):
    answered = PartialDateField(
        label=_("Answered on"),
        max_length=10,
        widget=AdminTextInputWidget(attrs={"class": "day", "inputmode": "text"}),
        help_text=_(
            "Enter a date such as 3/14/2026. If you only know the month or year, enter "
            "3/2026 or 2026."
        ),
    )
    evidence_kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("Choose one")), *Evidence.CHOICES]
    )
    url = forms.URLField(
        label=_("Link"),
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=AdminURLFieldWidget,
    )
    archived_url = forms.URLField(
        label=_("Archived copy"),
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=AdminURLFieldWidget,
        help_text=_("A permanent copy, such as a link at web.archive.org."),
    )
    publisher = forms.CharField(
        label=_("Publisher"), max_length=150, required=False, widget=AdminTextInputWidget
    )

    class Meta:
        model = Answer
        fields = [
            "candidacy",
            "kind",
            "signer_name",
            "signer_role",
            "pledge_text",
            "supersedes",
            "statement",
            "changed_text",
            "note",
        ]
        widgets = {
            "candidacy": CheckedAutocompleteSelect(Answer._meta.get_field("candidacy"), admin.site),
            "kind": AdminRadioSelect(attrs={"class": "radiolist"}),
            "signer_name": AdminTextInputWidget,
            "signer_role": AdminTextInputWidget,
            "supersedes": CheckedAutocompleteSelect(
                Answer._meta.get_field("supersedes"), admin.site
            ),
            "statement": AdminTextareaWidget(attrs={"rows": 3}),
            "changed_text": AdminTextareaWidget(attrs={"rows": 3}),
            "note": AdminTextareaWidget(attrs={"rows": 2}),
        }

    fieldsets = (
        (
            _("Answer"),
            {
                "fields": [
                    "candidacy",
                    "kind",
                    "answered",
                    ("signer_name", "signer_role"),
                    "pledge_text",
                    "supersedes",
                ]
            },
        ),
        (
            _("Evidence"),
            {"fields": ["evidence_kind", "url", "file", "redacted", ("archived_url", "publisher")]},
        ),
        (_("Statement and note"), {"fields": ["statement", "changed_text", "note"]}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        runs = Candidacy.objects.listed().select_related("person", "race")
        self.fields["candidacy"].queryset = runs
        self.fields["kind"].choices = Answer.Kind.choices
        self.fields["kind"].initial = Answer.Kind.SIGNED
        text = self.fields["pledge_text"]
        text.queryset, text.empty_label = PledgeText.objects.dated(), None
        text.initial = PledgeText.objects.in_use_on(timezone.localdate())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.require_link_or_file(cleaned)
        corrected = cleaned.get("supersedes")
        if corrected and corrected.candidacy != cleaned.get("candidacy", corrected.candidacy):
            self.add_error(
                "supersedes",
                forms.ValidationError(
                    _("Choose a published answer from the same campaign."), code="another_campaign"
                ),
            )
        if {"candidacy", "answered", "pledge_text"} <= cleaned.keys():
            day, precision = cleaned["answered"]
            reasons = reasons_against_day(
                day,
                precision,
                text=cleaned["pledge_text"],
                person=cleaned["candidacy"].person,
                today=timezone.localdate(),
            )
            for reason in reasons:
                self.add_error("answered", reason)
        if self.errors and cleaned.get("file"):
            self.add_error(
                "file",
                forms.ValidationError(
                    _("Choose the file again. Your browser doesn’t keep it."), code="again"
                ),
            )
        return cleaned


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("Public. We’ll show it on the candidate’s page and on the corrections page."),
    )


class SendBackForm(forms.Form):
    note = forms.CharField(
        label=_("What needs to change"),
        max_length=500,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("Only organizers see this."),
    )


class WhichCameLaterForm(forms.Form):
    """The place of an answer among those that may have been given on the same day."""

    place = forms.ChoiceField(
        label=_("Which came later?"), widget=AdminRadioSelect(attrs={"class": "radiolist"})
    )

    def __init__(self, *args: Any, places: dict[str, Answer | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [
            (name, _("This answer came last") if name == LAST else self.right_before(follower))
            for name, follower in places.items()
        ]

    @staticmethod
    def right_before(follower: Answer | None) -> str:
        said = f"{follower.get_kind_display()}, {answer_day(follower)}" if follower else ""
        return _("“%(answer)s” came right after this answer") % {"answer": said}


class CarryOverForm(forms.Form):
    candidacy = forms.ModelChoiceField(
        label=_("To"), queryset=Candidacy.objects.none(), empty_label=None
    )
    note = forms.CharField(
        label=_("Why the pledge still holds"),
        max_length=2000,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("Only organizers see this."),
    )

    def __init__(self, *args: Any, answer: Answer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["candidacy"].queryset = other_runs(answer).select_related("person", "race")


def other_runs(answer: Answer) -> CandidacyQuerySet:
    runs = Candidacy.objects.listed().filter(person=answer.candidacy.person_id)
    return runs.exclude(pk=answer.candidacy_id)
