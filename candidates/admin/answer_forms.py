from __future__ import annotations

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

from campaign.lib.admin.fields import CheckedAutocompleteSelect, UploadField
from candidates.admin.fields import PartialDateField
from candidates.ledger.answer_order import LAST
from candidates.ledger.answer_rules import reasons_against_day
from candidates.models import Answer, Candidacy, Evidence, PledgeText
from candidates.models.candidacies import CandidacyQuerySet
from candidates.timelines import answer_day


class RecordAnswerForm(forms.Form):
    """One answer with its evidence, in the order in which it lies on the table."""

    candidacy = forms.ModelChoiceField(
        label=_("Candidacy"),
        queryset=Candidacy.objects.listed().select_related("person", "race"),
        widget=CheckedAutocompleteSelect(Answer._meta.get_field("candidacy"), admin.site),
    )
    kind = forms.ChoiceField(
        label=_("Answer"),
        choices=Answer.Kind.choices,
        initial=Answer.Kind.SIGNED,
        widget=AdminRadioSelect(attrs={"class": "radiolist"}),
    )
    answered = PartialDateField(
        label=_("Answered on"),
        max_length=10,
        widget=AdminTextInputWidget(attrs={"class": "day", "inputmode": "text"}),
        help_text=_(
            "Enter a date such as 2026-03-14. If you only know the month or year, enter 2026-03 "
            "or 2026."
        ),
    )
    signer_name = forms.CharField(
        label=_("Signed by"),
        max_length=150,
        required=False,
        widget=AdminTextInputWidget,
        help_text=_("Public."),
    )
    signer_role = forms.CharField(
        label=_("Role"),
        max_length=100,
        required=False,
        widget=AdminTextInputWidget,
        help_text=_("For example: candidate, campaign manager."),
    )
    pledge_text = forms.ModelChoiceField(
        label=_("Pledge text"), queryset=PledgeText.objects.dated(), empty_label=None
    )
    evidence_kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("Choose one")), *Evidence.Kind.choices]
    )
    url = forms.URLField(
        label=_("Link"),
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=AdminURLFieldWidget,
    )
    file = UploadField(
        label=_("Photo, scan or PDF"),
        help_text=_(
            "Choose a file or drop it on the button. JPEG, PNG, WebP, HEIC or PDF, up to 15 MB "
            "and 50 megapixels. The file stays private. We publish a copy of a picture without "
            "its camera data. We don’t publish PDFs."
        ),
    )
    redacted = UploadField(
        label=_("Redacted copy"),
        allow_pdf=False,
        help_text=_(
            "If the file shows a private address, phone number or signature, upload a picture of "
            "it with that blacked out. We’ll publish this copy instead."
        ),
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
    supersedes = forms.ModelChoiceField(
        label=_("Corrects this published answer"),
        queryset=Answer.objects.published().unretracted().select_related("candidacy__person"),
        required=False,
        widget=CheckedAutocompleteSelect(Answer._meta.get_field("supersedes"), admin.site),
        help_text=_(
            "Choose an answer only if we recorded it wrong. If the campaign changed its mind, "
            "leave this empty."
        ),
    )
    statement = forms.CharField(
        label=_("Statement"),
        required=False,
        max_length=10_000,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("The campaign’s own words. Public."),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=10_000,
        widget=AdminTextareaWidget(attrs={"rows": 2}),
        help_text=_("Only organizers see this."),
    )

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
            {
                "fields": [
                    "evidence_kind",
                    "url",
                    "file",
                    "redacted",
                    ("archived_url", "publisher"),
                ]
            },
        ),
        (_("Statement and note"), {"fields": ["statement", "note"]}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pledge_text"].initial = PledgeText.objects.in_use_on(timezone.localdate())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        found_nothing_else_wrong = not {"url", "file"} & set(self.errors)
        if found_nothing_else_wrong and not (cleaned.get("url") or cleaned.get("file")):
            self.add_error(
                "url",
                forms.ValidationError(_("Add evidence: a link or a file."), code="required"),
            )
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
    """Why an answer or a result is taken back, for everybody to read."""

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
    """Another run of the same person, and why the pledge still holds there."""

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
    """Return what else the person of an answer runs for, or ran for."""
    runs = Candidacy.objects.listed().filter(person=answer.candidacy.person_id)
    return runs.exclude(pk=answer.candidacy_id)
