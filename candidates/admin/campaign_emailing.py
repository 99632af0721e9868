"""Emailing the campaigns that were chosen in the list: who gets it, the words, and the button."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaign.lib.admin.action_pages import context_of, organizer, posted
from campaign.lib.forms import forbid_control_characters
from campaign.lib.http import NUMBER
from campaign.lib.recent_proof import demand_recent_proof
from candidates import campaign_emails
from candidates.admin.calling import caller
from candidates.campaign_emails import SLOTS
from candidates.models import CampaignEmail
from candidates.models.candidacy_querysets import CandidacyQuerySet
from candidates.whom_to_email import PAUSE, Line

# More at once would be hard to look through, and a mail server would take it for spam.
MOST_CHOSEN = 500
EDITS = "candidates.change_outreach"
SLOT = re.compile(r"\{([^{}]*)\}")


class EmailForm(forms.Form):
    subject = forms.CharField(
        label=gettext_lazy("Subject"),
        max_length=CampaignEmail._meta.get_field("subject").max_length,
        validators=[forbid_control_characters],
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=CampaignEmail._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 22}),
    )
    # Who gets it, as the page showed it.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: QueryDict | None, *, lines: Sequence[Line], may_edit: bool) -> None:
        standard = {
            "subject": campaign_emails.standard_subject(),
            "text": campaign_emails.standard_text(),
            "seen": digest_of(lines),
        }
        super().__init__(data, initial=standard)
        self.lines = lines
        for name in ("subject", "text"):
            self.fields[name].disabled = not may_edit

    def _with_known_slots(self, name: str) -> str:
        words: str = self.cleaned_data[name]
        for slot in SLOT.findall(words):
            if slot not in SLOTS:
                raise forms.ValidationError(
                    _("We don’t know {%(slot)s}. Use one from the list, or remove the braces."),
                    code="unknown_slot",
                    params={"slot": slot},
                )
        return words

    def clean_subject(self) -> str:
        return self._with_known_slots("subject")

    def clean_text(self) -> str:
        return self._with_known_slots("text")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("seen") != digest_of(self.lines):
            self.data = {**self.data.dict(), "seen": digest_of(self.lines)}
            raise forms.ValidationError(
                _("Who gets this email just changed. Look through the list again, then send."),
                code="changed",
            )
        return cleaned


def digest_of(lines: Sequence[Line]) -> str:
    """Return a digest of who gets an email at which address."""
    going = sorted((line.candidacy.pk, line.address) for line in lines if line.contact)
    return hashlib.sha256(repr(going).encode()).hexdigest()


def start(
    candidacies: admin.ModelAdmin, request: HttpRequest, chosen: CandidacyQuerySet
) -> HttpResponse | None:
    """Show the page for campaigns chosen in the list: an action of that list."""
    caller(request)
    ids = list(chosen.values_list("pk", flat=True)[: MOST_CHOSEN + 1])
    if len(ids) > MOST_CHOSEN:
        words = _("Choose at most %(most)d campaigns for one email.")
        messages.error(request, words % {"most": MOST_CHOSEN})
        return None
    return _page(candidacies, request, ids, None)


def email(candidacies: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Show again who gets the email and what it says, or send it."""
    user = caller(request)
    ids = [
        int(key) for key in request.POST.getlist("campaign")[:MOST_CHOSEN] if NUMBER.fullmatch(key)
    ]
    if not ids:
        messages.info(request, _("First choose campaigns in the list, then “Email them”."))
        return redirect("admin:candidates_candidacy_changelist")
    form = _form(candidacies, request, ids, posted(request))
    if "send" not in request.POST or not form.is_valid():
        return _page(candidacies, request, ids, form)
    demand_recent_proof(request)
    typed = form.cleaned_data
    lines = campaign_emails.queue(
        [line.candidacy.pk for line in form.lines],
        subject=typed["subject"],
        text=typed["text"],
        by=user,
        now=timezone.now(),
    )
    count = sum(bool(line.contact) for line in lines)
    words = ngettext("%(count)d email is on its way.", "%(count)d emails are on their way.", count)
    messages.success(request, words % {"count": count})
    return redirect("admin:candidates_outreach_changelist")


def _form(
    candidacies: admin.ModelAdmin,
    request: HttpRequest,
    ids: Sequence[int],
    data: QueryDict | None,
) -> EmailForm:
    rows = candidacies.get_queryset(request).filter(pk__in=ids).order_by("person__sort_key", "pk")
    lines = campaign_emails.plan(
        rows.select_related(*campaign_emails.ROWS), by=organizer(request), now=timezone.now()
    )
    return EmailForm(data, lines=lines, may_edit=request.user.has_perm(EDITS))


def _page(
    candidacies: admin.ModelAdmin,
    request: HttpRequest,
    ids: Sequence[int],
    form: EmailForm | None,
) -> HttpResponse:
    form = form or _form(candidacies, request, ids, None)
    first = next((line for line in form.lines if line.contact), None)
    sample = None
    if first and not form.errors:
        calls = campaign_emails.calls_for([first.candidacy], timezone.now())
        words = {name: form[name].value() for name in ("subject", "text")}
        sample = campaign_emails.letter(calls[first.candidacy.pk], **words)
    context = {
        **context_of(candidacies, request),
        "title": _("Email campaigns"),
        "form": form,
        "going": [line for line in form.lines if line.contact],
        "left_out": [line for line in form.lines if not line.contact],
        "ids": ids,
        "slots": SLOTS.items(),
        "may_edit": request.user.has_perm(EDITS),
        "sample": sample,
        "pause": PAUSE.days,
    }
    template = "admin/candidates/candidacy/email.html"
    return TemplateResponse(request, template, context, status=422 if form.errors else 200)
