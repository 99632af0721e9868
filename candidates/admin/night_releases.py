"""Results that wait for a second person, and the list of all election nights."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaign.lib.admin.action_pages import context_of, organizer, posted
from candidates import ledger
from candidates.admin.base import LedgerAdmin
from candidates.admin.night_pages import night_or_404, page_of_night
from candidates.admin.night_preview import preview_of
from candidates.models import ResultDraft, Stage
from candidates.models.places import all_jurisdictions
from candidates.nights import Night, missing_results

DAYS_BACK, DAYS_AHEAD = datetime.timedelta(days=3), datetime.timedelta(days=14)


class ReleaseForm(forms.Form):
    elections = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": gettext_lazy("Choose at least one election.")}
    )
    seen = forms.CharField(required=False)
    note = forms.CharField(
        label=gettext_lazy("What has to change?"), required=False, max_length=300
    )

    def __init__(self, *args: Any, drafts: Sequence[ResultDraft], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.drafts = drafts
        ids = {draft.stage_id for draft in drafts}
        self.fields["elections"].choices = [(pk, pk) for pk in ids]
        self.sends_back = self.data.get("step") == "send_back"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("seen") != digest(self.drafts):
            words = _("These results changed since you opened the page. Review them again.")
            raise forms.ValidationError(words, code="changed")
        if self.sends_back and not cleaned.get("note"):
            words = _("Say what has to change, so they can fix it.")
            self.add_error("note", forms.ValidationError(words, code="required"))
        return cleaned

    def chosen(self) -> list[ResultDraft]:
        elections = set(self.cleaned_data["elections"])
        return [draft for draft in self.drafts if draft.stage_id in elections]


def digest(drafts: Sequence[ResultDraft]) -> str:
    """Return what a button confirms: exactly the drafts that its page showed."""
    shown = sorted(f"{row.pk} {row.outcome} {row.source_url}" for row in drafts)
    return hashlib.sha256("\n".join(shown).encode()).hexdigest()


def release_results(stages: LedgerAdmin, request: HttpRequest, night_key: str) -> HttpResponse:
    """Show what others entered and what it changes in public; release it or send it back."""
    if not request.user.has_perm(ledger.nights.RELEASE):
        raise PermissionDenied
    night, user, now = night_or_404(night_key), organizer(request), timezone.now()
    waiting = ResultDraft.objects.on_night(night.place.code, night.day).waiting()
    waiting = waiting.select_related("stage__race__cycle", "candidacy__person", "entered_by")
    race = ("stage__race__chamber", "stage__race__district", "stage__party", "stage")
    drafts = list(waiting.order_by(f"-{race[0]}", *race[1:], "candidacy__person__sort_key"))
    context = context_of(stages, request)
    own = [row for row in drafts if row.entered_by == user and settings.TWO_PERSON_RULE]
    tied = [row for row in drafts if row.entered_by_id in set(context["tied_accounts"]) - {user.pk}]
    others = [row for row in drafts if row not in own and row not in tied]
    form = ReleaseForm(posted(request), drafts=others)
    if request.method == "POST" and form.is_valid():
        chosen = form.chosen()
        try:
            if form.sends_back:
                note = form.cleaned_data["note"]
                ledger.nights.send_back(chosen, by=user, note=note, now=now)
                sentence = _("Changes requested. Your note is on the page of this night.")
            else:
                elections = ledger.nights.release(chosen, by=user, now=now)
                sentence = ngettext(
                    "Released the results of %(number)d election. They’re public now.",
                    "Released the results of %(number)d elections. They’re public now.",
                    len(elections),
                ) % {"number": len(elections)}
        except ledger.nights.Refusal as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, sentence)
            return redirect(page_of_night(night))
    entries = [ledger.nights.Entry.of(row) for row in others]
    preview = preview_of(entries, by=user, now=now)
    context |= {
        "title": _("Release results"),
        "subtitle": str(night),
        "night": night,
        "night_url": page_of_night(night),
        "form": form,
        "preview": preview,
        "refused": [
            (stage, preview.refused[stage.pk])
            for stage, _entries in ledger.nights.by_stage(entries)
            if stage.pk in preview.refused
        ],
        "chosen": set(form.data.getlist("elections")) if form.is_bound else None,
        "seen": digest(others),
        "own_count": len(own),
        "tied_to": {row.entered_by for row in tied},
    }
    template = "admin/candidates/stage/release.html"
    return TemplateResponse(request, template, context, status=422 if form.errors else 200)


@dataclass
class NightLine:
    night: Night
    election_count: int = 0
    missing_count: int = 0
    waiting_count: int = 0
    sent_back_count: int = 0

    @property
    def url(self) -> str:
        return page_of_night(self.night)


def nights(stages: LedgerAdmin, request: HttpRequest) -> HttpResponse:
    """List nights that lack results or wait for somebody, and the ones around today."""
    if not stages.has_view_permission(request):
        raise PermissionDenied
    today = timezone.localdate()
    around = Stage.objects.exclude(status=Stage.Status.VOID).filter(
        held_on__range=(today - DAYS_BACK, today + DAYS_AHEAD)
    )
    lines: dict[Night, NightLine] = {}
    for name, rows, path in (
        ("election_count", around, ""),
        ("missing_count", missing_results(on=today), ""),
        ("waiting_count", ResultDraft.objects.waiting(), "stage__"),
        ("sent_back_count", ResultDraft.objects.sent_back(), "stage__"),
    ):
        seat = (f"{path}race__jurisdiction", f"{path}held_on")
        counted = rows.order_by().values_list(*seat).annotate(count=Count("pk"))
        for code, day, count in counted:
            night = Night(all_jurisdictions()[code], day)
            setattr(lines.setdefault(night, NightLine(night)), name, count)
    context = {
        **context_of(stages, request),
        "title": _("Election nights"),
        "today": today,
        "lines": sorted(
            lines.values(), key=lambda line: (-line.night.day.toordinal(), line.night.place.name)
        ),
        "may_release": request.user.has_perm(ledger.nights.RELEASE),
    }
    return TemplateResponse(request, "admin/candidates/stage/nights.html", context)
