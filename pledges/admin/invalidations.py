"""Invalidating signatures by a rule: add it, count matches, apply it, undo it."""

import datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.admin.action_pages import ActionPage, doing, page_of, row_or_404
from campaign.lib.admin.badges import badge
from campaign.lib.admin.base import BaseAdmin
from campaign.lib.admin.detail_page import DetailPage
from campaign.lib.audit import Event
from pledges.abuse import invalidation
from pledges.admin.invalidation_form import PROBING_PARTS, InvalidationForm
from pledges.admin.supporters import may_see_supporters
from pledges.mail.addresses import domain_shown
from pledges.models import Invalidation, Surge
from pledges.tasks import start_invalidation

State = Invalidation.State
BADGES = {State.APPLIED: "published", State.REVERTED: "retracted"}


@admin.register(Invalidation)
class InvalidationAdmin(DetailPage, BaseAdmin):
    """A rule can't be edited: organizers delete it and add it again."""

    form = InvalidationForm
    page_template = "admin/pledges/invalidation/page.html"
    list_display = [
        "petition",
        "public_reason",
        "state_badge",
        "counted_count",
        "applied_at",
        "reverted_at",
    ]
    list_filter = ["state", "petition"]
    list_select_related = ["petition"]
    fieldsets = [
        (None, {"fields": ["petition", "public_reason"]}),
        (
            gettext_lazy("Which signatures"),
            {
                "description": gettext_lazy(
                    "We’ll look for signatures that match everything you fill in. If you only "
                    "fill in a time, enter both a start and an end. We count first. Nothing "
                    "changes until you apply it."
                ),
                "fields": [
                    "email_domain",
                    "surge",
                    "name_pattern",
                    "postal_code",
                    "signed_from",
                    "signed_until",
                ],
            },
        ),
    ]

    def get_urls(self) -> list[URLPattern]:
        return [
            self.page("<int:invalidation_id>/count/", count, "count", methods=["POST"]),
            self.action("apply", apply),
            self.action("revert", revert),
            *super().get_urls(),
        ]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Leave out the parts that give away signers, for organizers who can't see supporters."""
        fieldsets = super().get_fieldsets(request, obj)
        if may_see_supporters(request):
            return fieldsets
        return [
            (title, {**options, "fields": [f for f in options["fields"] if f not in PROBING_PARTS]})
            for title, options in fieldsets
        ]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if not may_see_supporters(request):
            # The declared one among them; the others are gone with the fieldsets.
            form.base_fields.pop("email_domain", None)
            form.surge_kinds = (Surge.Kind.BLOCK,)
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Start with the surge that the organizer came from."""
        initial = super().get_changeform_initial_data(request)
        number = request.GET.get("surge", "")
        return initial | ({"surge": number} if number.isdecimal() else {"surge": None})

    def save_model(
        self, request: HttpRequest, obj: Invalidation, form: forms.ModelForm, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        begin(obj, step=State.COUNTING, now=timezone.now())

    def response_add(
        self, request: HttpRequest, obj: Invalidation, post_url_continue: str | None = None
    ) -> HttpResponse:
        messages.success(request, _("Saved. We’re counting matches now. Nothing has changed yet."))
        return redirect(page_of(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may_delete = admin.ModelAdmin.has_delete_permission(self, request, obj)
        return may_delete and obj is not None and obj.state in {State.DRAFT, State.COUNTED}

    def page_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        may_change = self.has_change_permission(request, row)
        return {
            "title": _("Invalidation %(number)d") % {"number": row.pk},
            "state": self.state_badge(row),
            "domain": domain_shown(bytes(row.domain_key)) if row.domain_key else "",
            "may_see_parts": may_see_supporters(request),
            "may_count": may_change
            and (row.is_under_way or row.state in {State.DRAFT, State.COUNTED}),
            "may_apply": may_change and row.state == State.COUNTED and row.found_count,
            "may_revert": may_change and row.state == State.APPLIED,
            "may_delete": self.has_delete_permission(request, row),
        }

    @admin.display(description=gettext_lazy("status"), ordering="state")
    def state_badge(self, row: Invalidation) -> Any:
        return badge(BADGES.get(State(row.state), "pending"), row.get_state_display())


def begin(row: Invalidation, *, step: State, now: datetime.datetime) -> None:
    """Have a job do a step of an invalidation."""
    invalidation.begin(row, step, now=now)
    start_invalidation(row)


def count(
    invalidations: InvalidationAdmin, request: HttpRequest, invalidation_id: int
) -> HttpResponse:
    """Count again, since people may have signed; start the job again if one is under way.

    It may have failed. A running one is left alone.
    """
    row: Invalidation = row_or_404(invalidations, request, invalidation_id)
    if row.is_under_way:
        if not start_invalidation(row):
            messages.info(request, _("It’s in line and will start on its own."))
        return redirect(page_of(row))
    try:
        with transaction.atomic():
            begin(row, step=State.COUNTING, now=timezone.now())
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    return redirect(page_of(row))


def apply(request: HttpRequest, row: Invalidation) -> ActionPage:
    return ActionPage(
        title=_("Apply"),
        button=_("Remove from the count"),
        do=doing(partial(begin, step=State.APPLYING), row, _("We’re applying this now.")),
        explanation=_(
            "These signatures will stop counting. The petition’s page will show how many, the "
            "date and your reason. You can undo this."
        ),
        facts=[
            (_("Found"), str(row.found_count or 0)),
            (_("Counted now"), str(row.counted_count)),
            (_("Public reason"), row.public_reason),
        ],
        event=Event.BULK,
    )


def revert(request: HttpRequest, row: Invalidation) -> ActionPage:
    return ActionPage(
        title=_("Undo"),
        button=_("Put back in the count"),
        do=doing(partial(begin, step=State.REVERTING), row, _("We’re undoing this now.")),
        explanation=_(
            "Each signature goes back to what it was, unless the signer has withdrawn it or "
            "deleted their data since. The petition’s page will say you undid this."
        ),
        event=Event.BULK,
    )
