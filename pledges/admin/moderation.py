"""What signers say and the names they show: organizers approve or hide them."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaign.lib.admin.action_pages import context_of
from campaign.lib.http import NUMBER
from pledges import moderation
from pledges.models import Signature
from pledges.names import spoken_name
from pledges.places import place_names

AT_ONCE = 50
CommentState = Signature.CommentState
NameState = Signature.NameState
# For each button: the state a comment must be in, and the state it gets.
COMMENT_DECISIONS = {
    "approved": (CommentState.WAITING, CommentState.APPROVED),
    "rejected": (CommentState.WAITING, CommentState.REJECTED),
    "hidden": (CommentState.APPROVED, CommentState.REJECTED),
}
LISTS = {
    "waiting": gettext_lazy("Waiting"),
    "shown": gettext_lazy("Shown"),
    "hidden": gettext_lazy("Hidden"),
}


def comments(signatures: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """List comments that wait, the oldest first; each has a box."""
    waiting = Signature.objects.with_waiting_comment().select_related("supporter", "petition")
    names = place_names()
    context = {
        "title": _("Signers’ comments"),
        "rows": [(row, names.get(row.place, "")) for row in waiting.order_by("pk")[:AT_ONCE]],
        "at_once": AT_ONCE,
    }
    return _page(signatures, request, "comments", context)


def decide_comments(signatures: ModelAdmin, request: HttpRequest) -> HttpResponse:
    if not signatures.has_change_permission(request):
        raise PermissionDenied
    numbers = {int(each) for each in request.POST.getlist("signature") if NUMBER.fullmatch(each)}
    decision = request.POST.get("decision")
    if not numbers or decision not in COMMENT_DECISIONS:
        messages.warning(request, _("Check at least one comment, then choose a button."))
        return redirect("admin:pledges_signature_comments")
    was, state = COMMENT_DECISIONS[decision]
    decided = moderation.decide_comments(numbers, state, was=was)
    _log(signatures, request, decided, _("Comment: %(state)s.") % {"state": state.label})
    sentence = ngettext(
        "%(count)d comment: %(state)s.", "%(count)d comments: %(state)s.", len(decided)
    )
    messages.success(request, sentence % {"count": len(decided), "state": state.label})
    if left := len(numbers) - len(decided):
        sentence = ngettext(
            "We left %(count)d comment alone because it was already decided or withdrawn.",
            "We left %(count)d comments alone because they were already decided or withdrawn.",
            left,
        )
        messages.warning(request, sentence % {"count": left})
    return redirect("admin:pledges_signature_comments")


def shown_names(signatures: ModelAdmin, request: HttpRequest) -> HttpResponse:
    """List names that wait, are shown or are hidden, the newest first; each has a box."""
    which = request.GET.get("list", "waiting")
    waiting, not_looked_at = moderation.names_waiting()
    rows = {
        "shown": Signature.objects.with_shown_name(),
        "hidden": Signature.objects.with_hidden_name(),
    }.get(which, waiting | not_looked_at)
    before = request.GET.get("before", "")
    if NUMBER.fullmatch(before):
        rows = rows.filter(pk__lt=int(before))
    rows = rows.select_related("supporter", "petition").defer("comment").order_by("-pk")
    found = list(rows[: AT_ONCE + 1])
    places = place_names()
    context = {
        "title": _("Signers’ names"),
        "lists": LISTS.items(),
        "which": which if which in LISTS else "waiting",
        "rows": [
            (
                row,
                moderation.name_digest(row),
                spoken_name(row.supporter.shown_name, places.get(row.place, "")),
            )
            for row in found[:AT_ONCE]
        ],
        "older": found[AT_ONCE - 1].pk if len(found) > AT_ONCE else None,
    }
    return _page(signatures, request, "names", context)


def decide_names(signatures: ModelAdmin, request: HttpRequest) -> HttpResponse:
    if not signatures.has_change_permission(request):
        raise PermissionDenied
    which = request.POST.get("list", "")
    back = reverse("admin:pledges_signature_names")
    back = f"{back}?list={which}" if which in LISTS else back
    checked = [each.partition("-") for each in request.POST.getlist("signature")]
    seen = {int(number): digest for number, _dash, digest in checked if NUMBER.fullmatch(number)}
    decision = request.POST.get("decision")
    if not seen or decision not in {NameState.APPROVED, NameState.HIDDEN}:
        messages.warning(request, _("Check at least one name, then choose a button."))
        return redirect(back)
    state = NameState(decision)
    decided = moderation.decide_names(seen, state)
    _log(signatures, request, decided, _("Shown name: %(state)s.") % {"state": state.label})
    sentence = ngettext("%(count)d name: %(state)s.", "%(count)d names: %(state)s.", len(decided))
    messages.success(request, sentence % {"count": len(decided), "state": state.label})
    if left := len(seen) - len(decided):
        sentence = ngettext(
            "%(count)d name changed while you had this page open. Review it again.",
            "%(count)d names changed while you had this page open. Review them again.",
            left,
        )
        messages.warning(request, sentence % {"count": left})
    return redirect(back)


def _page(
    signatures: ModelAdmin, request: HttpRequest, name: str, context: dict[str, Any]
) -> HttpResponse:
    if not signatures.has_view_permission(request):
        raise PermissionDenied
    may_change = signatures.has_change_permission(request)
    context = {**context_of(signatures, request), "may_change": may_change, **context}
    return TemplateResponse(request, f"admin/pledges/signature/{name}.html", context)


def _log(signatures: ModelAdmin, request: HttpRequest, decided: Collection[int], what: str) -> None:
    for row in Signature.objects.defer("comment").filter(pk__in=decided):
        signatures.log_change(request, row, what)
