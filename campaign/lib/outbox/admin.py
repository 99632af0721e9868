"""Emails that failed for good."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from campaign.lib.outbox.models import Message


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):
    """The server refused these, or was away for days."""

    list_display = ["pk", "kind_label", "finished_at", "reply_code"]
    list_display_links = None
    ordering = ["-finished_at", "-pk"]
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        return super().get_queryset(request).failed()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        return False
