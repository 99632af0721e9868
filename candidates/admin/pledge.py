from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates.admin.guard import GuardedAdmin
from candidates.models import PledgeText


@admin.register(PledgeText)
class PledgeTextAdmin(GuardedAdmin):
    """A text may be edited or deleted until a campaign has answered it.

    A draft gets its day even then.
    """

    list_display = ["version", "title", "effective_on", "answer_count"]
    search_fields = ["title", "body"]
    fields = ["version", "title", "body", "effective_on"]

    @admin.display(description=_("answers"), ordering="answer_count")
    def answer_count(self, text: Any) -> int:
        count: int = text.answer_count
        return count

    @admin.display(description=_("SHA-256"))
    def digest(self, text: PledgeText) -> str:
        return text.sha256

    def get_queryset(self, request: HttpRequest) -> QuerySet[PledgeText]:
        return super().get_queryset(request).annotate(answer_count=Count("answers"))

    def get_fields(self, request: HttpRequest, obj: PledgeText | None = None) -> Any:
        return [*self.fields, "digest", "answer_count"] if obj else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: PledgeText | None = None) -> Any:
        frozen = list(self.fields) if obj and obj.answers.exists() else []
        if obj and frozen and obj.effective_on is None:
            frozen.remove("effective_on")
        return [*frozen, "digest", "answer_count"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        latest = PledgeText.objects.aggregate(latest=Max("version"))["latest"] or 0
        return {
            "version": latest + 1,
            "effective_on": timezone.localdate(),
            **super().get_changeform_initial_data(request),
        }

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may_delete = admin.ModelAdmin.has_delete_permission(self, request, obj)
        return may_delete and obj is not None and not obj.answers.exists()
