"""Sign-ups that our software failed to answer, until an organizer tries them again."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaign.lib.admin.base import ReadOnlyAdmin
from campaign.lib.admin.bulk import Bulk, bulk_page
from pledges.models import SignUp


@admin.register(SignUp)
class SignUpAdmin(ReadOnlyAdmin):
    """The log has each one's error. No name or address is shown here."""

    list_display = ["id", "petition", "supporter_id", "sent_at"]
    fields = ["petition", "supporter_id", "sent_at"]
    list_display_links = None
    list_select_related = ["petition"]
    ordering = ["-pk"]
    sortable_by = ()
    actions = ["try_again"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SignUp]:
        return super().get_queryset(request).set_aside().defer("name", "comment")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        context = {"title": _("Failed sign-ups"), **(extra_context or {})}
        return super().changelist_view(request, context)

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("pledges.change_signup")

    @admin.action(description=gettext_lazy("Try again…"), permissions=["retry"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[SignUp]) -> HttpResponse | None:
        def do(rows: list[SignUp]) -> tuple[str, str]:
            count = SignUp.objects.filter(pk__in=[row.pk for row in rows]).update(tries=0)
            sentence = ngettext(
                "We’ll try %(count)d sign-up again.",
                "We’ll try %(count)d sign-ups again.",
                count,
            )
            return sentence % {"count": count}, ""

        return bulk_page(
            self,
            request,
            queryset,
            Bulk(
                title=_("Try these sign-ups again?"),
                button=_("Try again"),
                effect=lambda row: str(row.petition or _("joined without a petition")),
                do=do,
                warning=_("You can’t undo this: we’ll email the people who signed up."),
            ),
        )
