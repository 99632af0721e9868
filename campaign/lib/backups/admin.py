"""The list of backups that this site took."""

from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.base import ReadOnlyAdmin
from campaign.lib.backups.models import Backup


@admin.register(Backup)
class BackupAdmin(ReadOnlyAdmin):
    """When each backup was taken, and when we last tested it."""

    list_display = ["taken_at", "verified_at", "size", "name"]
    sortable_by = ()

    @admin.display(description=_("size"))
    def size(self, backup: Backup) -> str:
        return filesizeformat(backup.size_bytes)
