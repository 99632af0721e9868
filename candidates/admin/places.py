from django.contrib import admin

from campaign.lib.admin.base import ReadOnlyAdmin
from candidates.models import Jurisdiction


@admin.register(Jurisdiction)
class JurisdictionAdmin(ReadOnlyAdmin):
    """The 56 of them, as a migration seeds them: law and the census change them, not a form."""

    list_display = ["code", "name", "kind", "house_seats", "delegates", "senate_classes"]
    list_display_links = ["code", "name"]
    list_filter = ["kind"]
    search_fields = ["code__iexact", "name"]
    list_per_page = 60
