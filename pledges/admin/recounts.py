from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.base import ReadOnlyAdmin
from pledges.models import Recount


@admin.register(Recount)
class RecountAdmin(ReadOnlyAdmin):
    list_display = ["counted_at", "signature_count", "drift_count"]
    fieldsets = [
        (
            None,
            {
                "description": _(
                    "We recount every signature each night. If a total is wrong, that’s a bug: "
                    "tell the people who run this site. “manage.py recount --repair” fixes the "
                    "totals."
                ),
                "fields": ["counted_at", "signature_count", "drift_count"],
            },
        )
    ]
