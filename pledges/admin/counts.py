from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.base import ReadOnlyAdmin
from pledges.models import Recount


@admin.register(Recount)
class RecountAdmin(ReadOnlyAdmin):
    """What counting every signature again found, every night."""

    list_display = ["counted_at", "signature_count", "drift_count"]
    fieldsets = [
        (
            None,
            {
                "description": _(
                    "Every night all signatures are counted again. A wrong sum is a fault of this "
                    "software: “manage.py recount --repair” makes the sums anew. Tell whoever "
                    "looks after it."
                ),
                "fields": ["counted_at", "signature_count", "drift_count"],
            },
        )
    ]
