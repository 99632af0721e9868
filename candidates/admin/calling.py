"""Calling campaigns: one at a time, and what came of each call."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaign.lib.admin.action_pages import context_of, organizer, page_of, posted, row_or_404
from campaign.lib.admin.waiting import MOST, capped_counts, shown
from campaign.lib.http import NUMBER
from candidates import call_queue, ledger
from candidates.admin.calling_forms import CallForm
from candidates.calling_hours import local_time, may_be_called, opens_at
from candidates.calls_to_action import CallToAction, call_to_action_for
from candidates.coverage import times_asked
from candidates.models import CallReservation, Candidacy, Contact, Outreach, PledgeText
from candidates.models.candidacy_querysets import CandidacyQuerySet

MINE, UNASSIGNED = "mine", "unassigned"
MOST_LISTED = 300
MOST_ENTRIES = 20


@dataclass(frozen=True)
class Hours:
    """When a campaign may be called, from where the campaign is."""

    is_open: bool
    local: datetime.datetime
    opens_at: datetime.datetime

    @classmethod
    def of(cls, candidacy: Candidacy, now: datetime.datetime) -> Hours:
        code = candidacy.race.jurisdiction_id
        return cls(may_be_called(code, now), local_time(code, now), opens_at(code, now))

    @property
    def local_clock(self) -> str:
        """Return the time there in words. Our usual format says “Eastern”."""
        return date_format(self.local.replace(tzinfo=None), "P")


def mine(candidacies: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """List an organizer's campaigns: those to call now first, then the others and why they wait."""
    user, now, today = caller(request), timezone.now(), timezone.localdate()
    rows = candidacies.get_queryset(request).filter(assigned_to=user)
    rows = call_queue.with_last_call(rows.in_open_cycles().listed())
    order = list(call_queue.due_for(user, on=today).values_list("pk", flat=True))
    due = {number: place for place, number in enumerate(order)}
    listed = [
        {
            "candidacy": row,
            "hours": Hours.of(row, now),
            "is_due": row.pk in due,
            "last": _last_outcome(row.last_outcome),
        }
        for row in rows[:MOST_LISTED]
    ]
    listed.sort(key=lambda line: due.get(line["candidacy"].pk, len(due)))
    names = [MINE]
    if request.user.has_perm("candidates.view_unassigned"):
        names.append(UNASSIGNED)
    due_now = {name: call_queue.callable_now(_rows_in(name, user, today), now) for name in names}
    counts = capped_counts(due_now, most=MOST)
    pools = [(name, counts[name], shown(counts[name])) for name in names]
    context = {"title": _("My campaigns"), "listed": listed, "pools": pools}
    return _page(candidacies, request, "mine", context)


def call(candidacies: admin.ModelAdmin, request: HttpRequest, candidacy_id: int) -> HttpResponse:
    """Show whom to call and what to say. A POST stores what happened and leads to the next one."""
    user, now, today = caller(request), timezone.now(), timezone.localdate()
    row: Candidacy = row_or_404(candidacies, request, candidacy_id, to_change=False)
    asks = _call_to_action(row, today)
    numbers = call_queue.numbers_of(row, asks, user)
    form = CallForm(
        posted(request),
        numbers=numbers,
        today=today,
        may_see_private=user.has_perm(call_queue.SEES_PRIVATE),
    )
    if request.method == "POST" and form.is_valid():
        _store(row, form.cleaned_data, user, now)
        done = {"name": row.person.full_name, "outcome": _outcome_words(form)}
        messages.success(request, _("Saved for %(name)s: %(outcome)s.") % done)
        return _lead_to_next(request, user, now, after=row.pk)
    if request.method == "GET":
        ledger.calls.hold(row.pk, by=user, now=now)
    held = CallReservation.objects.filter(candidacy=row, until__gt=now).exclude(by=user)
    context = {
        "title": row.person.full_name,
        "row": row,
        "row_url": page_of(row),
        "candidacy": row,
        "call_to_action": asks,
        "numbers": numbers,
        "form": form,
        "hours": Hours.of(row, now),
        "held": held.select_related("by").first(),
        "entries": row.outreach.select_related("by")[:MOST_ENTRIES],
        "pool": pool_of(request),
    }
    return _page(candidacies, request, "call", context, status=422 if form.errors else 200)


def call_next(candidacies: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    after = request.POST.get("after", "")
    number = int(after) if NUMBER.fullmatch(after) else 0
    return _lead_to_next(request, caller(request), timezone.now(), after=number)


def caller(request: HttpRequest) -> Any:
    """Return who is calling. Raises PermissionDenied for those who may not log a call."""
    if not request.user.has_perm("candidates.add_outreach"):
        raise PermissionDenied
    return organizer(request)


def pool_of(request: HttpRequest) -> str:
    """Return where the next campaign comes from: the caller's own, or those of nobody."""
    asked = request.POST.get("from") or request.GET.get("from")
    may_choose = request.user.has_perm("candidates.view_unassigned")
    return UNASSIGNED if asked == UNASSIGNED and may_choose else MINE


def _call_to_action(row: Candidacy, today: datetime.date) -> CallToAction | None:
    asked = times_asked([row.pk])[row.pk]
    in_use = PledgeText.objects.in_use_on(today)
    return call_to_action_for(row, today, asked=asked, text_in_use=in_use)


def _store(row: Candidacy, typed: dict[str, Any], user: Any, now: datetime.datetime) -> None:
    ledger.calls.log(
        row,
        by=user,
        outcome=Outreach.Outcome(typed["outcome"]),
        contact=Contact(typed["contact"]) if typed["contact"] else "",
        note=typed["note"],
        promised_on=typed["promised_on"],
        form_key=typed["form_key"],
        on=timezone.localdate(now),
        now=now,
    )


def _outcome_words(form: CallForm) -> str:
    return str(Outreach.Outcome(form.cleaned_data["outcome"]).label)


def _last_outcome(outcome: str | None) -> str:
    """Return what came of the last contact in words. A promise is listed with its day instead."""
    if not outcome or outcome == Outreach.Outcome.PROMISED:
        return ""
    return str(Outreach.Outcome(outcome).label)


def _rows_in(pool: str, user: Any, today: datetime.date) -> CandidacyQuerySet:
    rows = call_queue.unassigned if pool == UNASSIGNED else call_queue.due_for
    return rows(user, on=today)


def _lead_to_next(
    request: HttpRequest, user: Any, now: datetime.datetime, *, after: int
) -> HttpResponse:
    pool = pool_of(request)
    rows = call_queue.callable_now(_rows_in(pool, user, timezone.localdate(now)), now)
    following = ledger.calls.take_next(rows, by=user, now=now, after=after)
    if following is None:
        ledger.calls.release(user)
        messages.info(request, _("That’s everyone you can call right now. Thank you!"))
        return redirect("admin:candidates_candidacy_mine")
    address = reverse("admin:candidates_candidacy_call", args=[following.pk])
    return redirect(f"{address}?from={pool}")


def _page(
    candidacies: admin.ModelAdmin,
    request: HttpRequest,
    name: str,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    template = f"admin/candidates/candidacy/{name}.html"
    shared = context_of(candidacies, request)
    return TemplateResponse(request, template, {**shared, **context}, status=status)
