from __future__ import annotations

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from candidates.admin.record import ReadOnlyAdmin
from pledges.models import Surge


@admin.register(Surge)
class SurgeAdmin(ReadOnlyAdmin):
    """Hours in which one mail domain or network gave unusually many signatures."""

    list_display = ["hour", "petition_hours", "kind", "which", "count", "usual_count"]
    list_display_links = None
    list_filter = ["kind", "petition"]
    list_select_related = ["petition"]

    @admin.display(description=_("petition"))
    def petition_hours(self, surge: Surge) -> SafeString:
        address = reverse("admin:pledges_petition_hours", args=[surge.petition_id])
        return format_html('<a href="{}">{}</a>', address, surge.petition)

    @admin.display(description=_("which"))
    def which(self, surge: Surge) -> str:
        return surge.which
