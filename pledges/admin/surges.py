from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.base import ReadOnlyAdmin
from pledges.admin.supporters import may_see_supporters
from pledges.mail.addresses import domain_key
from pledges.models import Surge


@admin.register(Surge)
class SurgeAdmin(ReadOnlyAdmin):
    list_display = ["hour", "petition_hours", "kind", "which", "count", "usual_count"]
    list_display_links = None
    list_filter = ["kind", "petition"]
    list_select_related = ["petition"]
    # Not a column: see get_search_results.
    search_fields = ["key"]
    search_help_text = _(
        "Search by full domain, such as example.org. We list rare domains by their hash."
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).with_names()

    def get_search_fields(self, request: HttpRequest) -> Any:
        """Let only organizers who may see supporters search: it shows which domains signed."""
        return self.search_fields if may_see_supporters(request) else ()

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        """Find a domain's surges by its keyed hash."""
        if search_term.strip() and may_see_supporters(request):
            queryset = queryset.filter(kind=Surge.Kind.DOMAIN, key=domain_key(search_term.strip()))
        return queryset, False

    @admin.display(description=_("petition"))
    def petition_hours(self, surge: Surge) -> SafeString:
        address = reverse("admin:pledges_petition_hours", args=[surge.petition_id])
        return format_html('<a href="{}">{}</a>', address, surge.petition)

    @admin.display(description=_("which"))
    def which(self, surge: Surge) -> str:
        return surge.which
