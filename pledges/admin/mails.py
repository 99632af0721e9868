"""Mails that failed for good, until somebody sends them again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from candidates.admin.record import ReadOnlyAdmin
from pledges.admin.capped import CappedPaginator, NewestFirst
from pledges.models import Mail
from pledges.resending import send_again


@admin.register(Mail)
class MailAdmin(ReadOnlyAdmin):
    """The mail server refused these for days. Whom they are to, the supporter's page says."""

    list_display = ["pk", "kind", "petition", "supporter_link", "failed_at"]
    list_display_links = None
    list_filter = ["kind"]
    list_select_related = ["signature__petition", "update__petition"]
    ordering = ["-failed_at", "-pk"]
    paginator = CappedPaginator
    sortable_by = ()
    actions = ["send_chosen_again"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mail]:
        return super().get_queryset(request).dead().defer("signature__comment")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[NewestFirst]:
        return NewestFirst

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        context = {"title": _("Mails that failed"), **(extra_context or {})}
        return super().changelist_view(request, context)

    def has_send_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("pledges.change_mail")

    @admin.display(description=gettext_lazy("petition"))
    def petition(self, mail: Mail) -> str:
        about: Any = mail.update or mail.signature
        return str(about.petition) if about and about.petition else "—"

    @admin.display(description=gettext_lazy("supporter"))
    def supporter_link(self, mail: Mail) -> SafeString:
        address = reverse("admin:pledges_supporter_change", args=[mail.supporter_id])
        return format_html('<a href="{}">{}</a>', address, mail.supporter_id)

    @admin.action(description=gettext_lazy("Send again"), permissions=["send"])
    def send_chosen_again(self, request: HttpRequest, queryset: QuerySet[Mail]) -> None:
        count = send_again(list(queryset.values_list("pk", flat=True)), now=timezone.now())
        sentence = ngettext(
            "%(count)d mail is sent again.", "%(count)d mails are sent again.", count
        )
        messages.success(request, sentence % {"count": count})
