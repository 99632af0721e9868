"""Releasing many held sign-ups at once: those checked in the list, or a whole flood."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.lib import audit
from campaign.lib.admin.action_pages import (
    ActionPage,
    action_page,
    context_of,
    organizer,
    posted,
    row_or_404,
)
from campaign.lib.digest import short_hash
from campaign.lib.http import NUMBER
from pledges.abuse import quarantine
from pledges.models import Signature, Slowdown

# One press releases no more: each signer gets an email.
AT_ONCE = 10_000


def floods(signatures: ModelAdmin, request: HttpRequest) -> HttpResponse:
    if not signatures.has_view_permission(request):
        raise PermissionDenied
    context = {
        **context_of(signatures, request),
        "title": _("Sign-ups held for review"),
        "floods": quarantine.floods(),
        "slowdown": Slowdown.objects.current().first(),
        "days_kept": Signature.QUARANTINE_KEPT.days,
        "may_release": signatures.has_change_permission(request),
    }
    return TemplateResponse(request, "admin/pledges/signature/floods.html", context)


def release_flood(signatures: ModelAdmin, request: HttpRequest, signature_id: int) -> HttpResponse:
    """Release the flood of a signature, all at once."""
    example: Signature = row_or_404(signatures, request, signature_id)
    hour = timezone.localtime(quarantine.flood_hour(example))
    facts = [
        (_("Hour"), date_format(hour, "DATETIME_FORMAT")),
        (_("Petition"), str(example.petition or _("joined without a petition"))),
        (_("Network"), short_hash(example.block_hash) if example.block_hash else "—"),
    ]
    return _release_page(signatures, request, quarantine.in_flood_of(example), facts)


def release_chosen(signatures: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Release the sign-ups whose ids are in the query, as the list sends them."""
    numbers = [
        int(each) for each in request.GET.get("ids", "").split(",") if NUMBER.fullmatch(each)
    ]
    held = Signature.objects.filter(pk__in=numbers, state=Signature.State.QUARANTINED)
    return _release_page(signatures, request, held, [])


def _release_page(
    signatures: ModelAdmin,
    request: HttpRequest,
    held: QuerySet[Signature],
    facts: list[tuple[str, str]],
) -> HttpResponse:
    if not signatures.has_change_permission(request):
        raise PermissionDenied
    count = held.count()
    if not count:
        messages.warning(request, _("None of these sign-ups are held for review."))
        return redirect("admin:pledges_signature_changelist")

    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        ids = held.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
        released = quarantine.release(
            Signature.objects.filter(pk__in=list(ids)), now=timezone.now()
        )
        sentence = ngettext(
            "Released %(count)d sign-up. We’ll email that person to confirm.",
            "Released %(count)d sign-ups. We’ll email those people to confirm.",
            released,
        ) % {"count": released}
        audit.record(audit.Event.RELEASED, by=organizer(request), sign_ups=released)
        LogEntry.objects.create(
            user=organizer(request),
            content_type=ContentType.objects.get_for_model(Signature),
            object_repr=str(released),
            action_flag=CHANGE,
            change_message=sentence,
        )
        return sentence, reverse("admin:pledges_signature_floods")

    action = ActionPage(
        title=_("Release sign-ups"),
        button=ngettext("Release %(count)d sign-up", "Release %(count)d sign-ups", count)
        % {"count": min(count, AT_ONCE)},
        do=do,
        explanation=_(
            "We’ll email each signer. Their signature counts once they confirm. We limit how "
            "many emails each address and small domain gets, so some may go out hours later. You "
            "can’t undo this."
        ),
        facts=[*facts, (_("Held for review"), str(count))],
    )
    return action_page(signatures, request, None, forms.Form(posted(request)), action)
