from django.contrib import admin
from procrastinate.contrib.django.admin import ProcrastinateJobAdmin
from procrastinate.contrib.django.models import ProcrastinateJob

from campaign.lib.admin.lists import CheckedListAdmin

admin.site.unregister(ProcrastinateJob)


@admin.register(ProcrastinateJob)
class JobAdmin(CheckedListAdmin, ProcrastinateJobAdmin):
    """Jobs in plain columns: the stock ones have style attributes, which our policy blocks."""

    fields = [
        "id",
        "task_name",
        "args",
        "status",
        "queue_name",
        "lock",
        "queueing_lock",
        "priority",
        "scheduled_at",
        "attempts",
    ]
    list_display = ["id", "task_name", "args", "status", "queue_name", "scheduled_at", "attempts"]
