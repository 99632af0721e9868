import datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminRadioSelect, AdminTextareaWidget
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib import audit
from campaign.lib.admin.action_pages import ActionPage, organizer, page_of, row_or_404
from campaign.lib.admin.base import BaseAdmin
from campaign.lib.admin.lists import ChoiceFilter
from candidates import ledger
from candidates.admin.searching import CandidacySearch
from candidates.models import Correction
from candidates.race_words import outcome_label

CLAIM = ("candidacy", "field", "claimed_value", "reason", "source_url", "sender", "received_at")
READ = ("acknowledged_at", "acknowledged_by")
DECISION = ("quarantine", *READ, "decision", "explanation", "decided_at", "decided_by")


class QueueFilter(ChoiceFilter):
    title = gettext_lazy("status")
    parameter_name = "state"
    narrowed = {
        "unread": (gettext_lazy("nobody read it yet"), lambda rows: rows.unacknowledged()),
        "waiting": (gettext_lazy("to decide"), lambda rows: rows.undecided()),
        "overdue": (gettext_lazy("overdue"), lambda rows: rows.overdue(timezone.now())),
        "apart": (gettext_lazy("held for review"), lambda rows: rows.quarantined()),
    }


@admin.register(Correction)
class CorrectionAdmin(CandidacySearch, BaseAdmin):
    """A report stays as it was sent; organizers add what people told them by email or phone."""

    list_display = [
        "candidacy",
        "field",
        "claimed_value",
        "received_at",
        "acknowledged_at",
        "due",
        "decision",
    ]
    list_filter = [QueueFilter, "decision", "field"]
    list_select_related = ["candidacy__person", "candidacy__race"]
    date_hierarchy = "received_at"
    autocomplete_fields = ["candidacy"]
    fieldsets = [
        (gettext_lazy("Report"), {"fields": [*CLAIM]}),
        (gettext_lazy("Decision"), {"fields": [*DECISION]}),
    ]

    @admin.display(description=gettext_lazy("decide by"), empty_value="")
    def due(self, correction: Correction) -> datetime.datetime | None:
        return None if correction.decision else correction.due_at

    def get_urls(self) -> list[URLPattern]:
        return [
            self.action("acknowledge", acknowledge),
            self.action("decide", decide),
            self.page("<int:correction_id>/release/", release, "release", methods=["POST"]),
            *super().get_urls(),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*CLAIM, *DECISION] if obj else [*DECISION]


class DecisionForm(forms.Form):
    """What we decide about a report, and why. The sender reads it.

    Nobody is told that we corrected the record while nothing in it has changed.
    """

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=Correction.Decision.choices,
        widget=AdminRadioSelect(attrs={"class": "radiolist"}),
    )
    explanation = forms.CharField(
        label=gettext_lazy("Explanation"),
        max_length=1000,
        required=False,
        widget=AdminTextareaWidget(attrs={"rows": 4}),
        help_text=Correction._meta.get_field("explanation").help_text,
    )
    is_already_correct = forms.BooleanField(
        label=gettext_lazy("The record is already correct"),
        required=False,
        help_text=gettext_lazy("Nothing about this campaign has changed since we got the report."),
    )

    def __init__(self, *args: Any, correction: Correction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if correction.candidacy.updated_at > correction.received_at:
            del self.fields["is_already_correct"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        is_accepted = cleaned.get("decision") == Correction.Decision.ACCEPTED
        if is_accepted and cleaned.get("is_already_correct") is False:
            self.add_error(
                "is_already_correct",
                forms.ValidationError(
                    _("Correct the record first, or check “The record is already correct.”"),
                    code="unchanged",
                ),
            )
        return cleaned


def on_record(correction: Correction) -> str:
    """Return what the record says now about the subject of a report, "" where that is no line."""
    candidacy = correction.candidacy
    subjects = Correction.Subject
    contact = (candidacy.published_email, candidacy.published_phone)
    said = {
        subjects.NAME: candidacy.person.full_name,
        subjects.PARTY: candidacy.party_name,
        subjects.RACE: str(candidacy.race),
        subjects.ANSWER: candidacy.status_label,
        subjects.OUTCOME: outcome_label(candidacy, timezone.localdate()),
        subjects.CAMPAIGN_URL: candidacy.campaign_url,
        subjects.CONTACT: ", ".join(filter(None, contact)),
    }
    return said.get(subjects(correction.field), "")


def acknowledge(request: HttpRequest, correction: Correction) -> ActionPage:
    def do(_cleaned: dict[str, Any]) -> tuple[str, str]:
        ledger.corrections.acknowledge(correction, by=organizer(request), now=timezone.now())
        due = date_format(timezone.localtime(correction.due_at), "DATETIME_FORMAT")
        return _("Marked as read. Decide by %(due)s.") % {"due": due}, page_of(correction)

    return ActionPage(
        title=_("Mark as read"),
        button=_("Mark as read"),
        do=do,
        explanation=_(
            "We promise to read each report within 24 hours, and the corrections page shows how "
            "long it took. If the person left an email address, we’ll tell them that we got it and "
            "by when we decide."
        ),
        facts=claim_of(correction),
    )


def claim_of(correction: Correction) -> list[tuple[str, str]]:
    """Return what a report says beside what we have, for the organizer who reads it."""
    return [
        (_("What the report says is wrong"), correction.get_field_display()),
        (_("What we have now"), on_record(correction)),
        (_("What it should say"), correction.claimed_value),
        (_("Reason"), correction.reason),
        (_("Source"), correction.source_url),
    ]


def decide(request: HttpRequest, correction: Correction) -> ActionPage:
    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        ledger.corrections.decide(
            correction,
            Correction.Decision(cleaned["decision"]),
            by=organizer(request),
            now=timezone.now(),
            explanation=cleaned["explanation"],
        )
        decision = correction.get_decision_display()
        return _("Decided: %(decision)s.") % {"decision": decision}, page_of(correction)

    return ActionPage(
        title=_("Decide"),
        button=_("Decide"),
        do=do,
        explanation=_(
            "To accept a report, first correct the record, then decide here. If the person left "
            "an email address, we’ll email them your decision."
        ),
        facts=claim_of(correction),
        form_class=partial(DecisionForm, correction=correction),
    )


def release(corrections: CorrectionAdmin, request: HttpRequest, correction_id: int) -> HttpResponse:
    correction: Correction = row_or_404(corrections, request, correction_id)
    with transaction.atomic():
        ledger.corrections.release(correction)
        audit.record(audit.Event.RELEASED, by=organizer(request), about=correction)
    sentence = _("Moved to the queue.")
    corrections.log_change(request, correction, sentence)
    messages.success(request, sentence)
    return redirect(page_of(correction))
