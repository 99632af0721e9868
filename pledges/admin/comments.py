"""What signers said and no moderator has read."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.lib.admin.action_pages import context_of
from campaign.lib.http import NUMBER
from pledges import moderation
from pledges.models import Signature
from pledges.places import place_names

AT_ONCE = 50
State = Signature.CommentState


def comments(signatures: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """List comments that wait, the oldest first; each has a box."""
    if not signatures.has_view_permission(request):
        raise PermissionDenied
    waiting = Signature.objects.with_waiting_comment().select_related("supporter", "petition")
    names = place_names()
    rows = [(row, names.get(row.place, "")) for row in waiting.order_by("pk")[:AT_ONCE]]
    context = {
        **context_of(signatures, request),
        "title": _("Signers’ comments"),
        "rows": rows,
        "at_once": AT_ONCE,
        "may_change": signatures.has_change_permission(request),
    }
    return TemplateResponse(request, "admin/pledges/signature/comments.html", context)


def decide_comments(signatures: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Show or hide the comments that are ticked."""
    if not signatures.has_change_permission(request):
        raise PermissionDenied
    numbers = [int(each) for each in request.POST.getlist("signature") if NUMBER.fullmatch(each)]
    decision = request.POST.get("decision")
    if not numbers or decision not in {State.APPROVED, State.REJECTED}:
        messages.warning(request, _("Check at least one comment, then choose a button."))
        return redirect("admin:pledges_signature_comments")
    state = State(decision)
    decided = moderation.decide_comments(numbers, state)
    for row in Signature.objects.defer("comment").filter(pk__in=decided):
        signatures.log_change(request, row, _("Comment: %(state)s.") % {"state": state.label})
    sentence = ngettext(
        "%(count)d comment: %(state)s.", "%(count)d comments: %(state)s.", len(decided)
    )
    messages.success(request, sentence % {"count": len(decided), "state": state.label})
    if left := len(set(numbers)) - len(decided):
        sentence = ngettext(
            "We left %(count)d comment alone because it was already decided or withdrawn.",
            "We left %(count)d comments alone because they were already decided or withdrawn.",
            left,
        )
        messages.warning(request, sentence % {"count": left})
    return redirect("admin:pledges_signature_comments")
