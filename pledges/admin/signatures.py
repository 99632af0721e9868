"""Signatures. No name or address is in the list, or in anything it logs."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.admin.action_pages import ActionPage, page_of
from campaign.lib.admin.badges import badge
from campaign.lib.admin.base import BaseAdmin
from campaign.lib.admin.detail_page import DetailPage
from campaign.lib.admin.large_lists import MOST_LISTED, LargeTableAdmin
from campaign.lib.admin.lists import ChoiceFilter
from campaign.lib.audit import Event
from campaign.lib.digest import short_hash
from campaign.lib.http import READING
from pledges.abuse.quarantine import release as release_held
from pledges.admin.floods import floods, release_chosen, release_flood
from pledges.admin.moderation import comments, decide_comments, decide_names, shown_names
from pledges.models import Petition, Signature
from pledges.places import place_names
from pledges.signing.withdraw import withdraw as withdraw_signature

State = Signature.State
BADGES = {
    State.PENDING: "pending",
    State.QUARANTINED: "waiting",
    State.CONFIRMED: "published",
    State.WITHDRAWN: "lost",
    State.INVALID: "retracted",
}
# The list shows only a petition's title.
NOT_LISTED = [
    "comment",
    *(
        f"petition__{name}"
        for name in ("ask", "intro", "reasons", "closing_demand", "sources", "privacy_notice")
    ),
]
WITHOUT = "none"


class PetitionFilter(admin.SimpleListFilter):
    title = gettext_lazy("petition")
    parameter_name = "petition"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        petitions = Petition.objects.values_list("pk", "title")
        return [
            *((str(pk), title) for pk, title in petitions),
            (WITHOUT, _("joined without a petition")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value()
        if not value:
            return queryset
        if value not in dict(self.lookup_choices):
            return queryset.none()
        return queryset.filter(petition=None if value == WITHOUT else int(value))


class CommentFilter(ChoiceFilter):
    title = gettext_lazy("comment")
    parameter_name = "comment"
    narrowed = {"waiting": (gettext_lazy("to review"), lambda rows: rows.with_waiting_comment())}


@admin.register(Signature)
class SignatureAdmin(DetailPage, LargeTableAdmin, BaseAdmin):
    page_template = "admin/pledges/signature/page.html"
    list_display = [
        "id",
        "petition",
        "place",
        "state_badge",
        "signed_at",
        "confirmed_at",
        "comment_state",
    ]
    list_filter = ["state", PetitionFilter, CommentFilter]
    list_select_related = ["petition"]
    actions = ["release_chosen"]

    def get_urls(self) -> list[URLPattern]:
        return [
            self.page("comments/", comments, "comments", methods=READING),
            self.page("comments/decide/", decide_comments, "decide", methods=["POST"]),
            self.page("names/", shown_names, "names", methods=READING),
            self.page("names/decide/", decide_names, "decide_names", methods=["POST"]),
            self.page("floods/", floods, "floods", methods=READING),
            self.page("floods/<int:signature_id>/release/", release_flood, "release_flood"),
            self.page("release/", release_chosen, "release_chosen"),
            self.action("release", release),
            self.action("withdraw", withdraw),
            *super().get_urls(),
        ]

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """Start with the newest; one petition's are sorted by signing time, as its index is."""
        return ["-signed_at", "-pk"] if request.GET.get(PetitionFilter.parameter_name) else ["-pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Signature]:
        return super().get_queryset(request).select_related("petition").defer(*NOT_LISTED)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        context = {"most_listed": MOST_LISTED, **(extra_context or {})}
        return super().changelist_view(request, context)

    def page_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        may_change = self.has_change_permission(request, row)
        return {
            "title": _("Signature %(number)d") % {"number": row.pk},
            "state": self.state_badge(row),
            "place": place_names().get(row.place, _("unknown")),
            "network": short_hash(row.block_hash) if row.block_hash else "",
            "may_release": may_change and row.state == State.QUARANTINED,
            "may_withdraw": may_change and not row.is_withdrawn,
            "may_decide": may_change and row.comment_state == Signature.CommentState.WAITING,
            "may_hide": may_change and row.is_confirmed and row.is_comment_approved,
            "may_see_supporter": request.user.has_perm("pledges.view_supporter"),
        }

    @admin.action(description=gettext_lazy("Release…"), permissions=["change"])
    def release_chosen(self, request: HttpRequest, queryset: QuerySet[Signature]) -> HttpResponse:
        """Ask first: each signer gets an email."""
        numbers = request.POST.getlist(ACTION_CHECKBOX_NAME)[: self.list_per_page]
        address = reverse("admin:pledges_signature_release_chosen")
        return redirect(f"{address}?ids={','.join(numbers)}")

    @admin.display(description=gettext_lazy("status"))
    def state_badge(self, signature: Signature) -> Any:
        return badge(BADGES[State(signature.state)], signature.get_state_display())


def release(request: HttpRequest, signature: Signature) -> ActionPage:
    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        if not release_held(Signature.objects.filter(pk=signature.pk), now=timezone.now()):
            raise ValidationError(
                _("This signature isn’t held for review anymore. We didn’t change anything."),
                code="not_held",
            )
        return _("Released. We’ll email the signer to confirm."), page_of(signature)

    return ActionPage(
        title=_("Release"),
        button=_("Release"),
        do=do,
        explanation=_(
            "This signature is held for review. When you release it, we’ll email the signer a "
            "link to confirm it, usually within seconds. It counts once they do."
        ),
        facts=[(_("Held because"), signature.get_quarantine_display())],
        event=Event.RELEASED,
    )


def withdraw(request: HttpRequest, signature: Signature) -> ActionPage:
    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        if not withdraw_signature(signature, now=timezone.now()):
            raise ValidationError(_("This signature was already withdrawn."), code="withdrawn")
        return _("Withdrawn. It no longer counts."), page_of(signature)

    return ActionPage(
        title=_("Withdraw at the signer’s request"),
        button=_("Withdraw"),
        do=do,
        explanation=_(
            "Only do this if the signer asked. The count goes down and we erase the comment. If "
            "they sign again later, they’ll count again."
        ),
    )
