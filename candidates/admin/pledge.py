from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.audited_publishing import AuditedPublishing
from candidates import ledger
from candidates.admin.base import LedgerAdmin
from candidates.models import PledgeText


@admin.register(PledgeText)
class PledgeTextAdmin(AuditedPublishing, LedgerAdmin):
    """A text may be edited until an answer to it is published, and deleted until one is recorded.

    Rewording it undoes the verification of the drafts that refer to it.
    """

    publishing_field = "effective_on"
    list_display = ["version", "title", "effective_on", "answer_count"]
    search_fields = ["title", "body"]
    fields = ["version", "title", "body", "effective_on"]

    @admin.display(description=_("answers"), ordering="answer_count")
    def answer_count(self, text: Any) -> int:
        return int(text.answer_count)

    @admin.display(description=_("SHA-256"))
    def digest(self, text: PledgeText) -> str:
        return text.sha256

    def get_queryset(self, request: HttpRequest) -> QuerySet[PledgeText]:
        return super().get_queryset(request).annotate(answer_count=Count("answers"))

    def get_fields(self, request: HttpRequest, obj: PledgeText | None = None) -> Any:
        return [*self.fields, "digest", "answer_count"] if obj else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: PledgeText | None = None) -> Any:
        frozen = self.fields if obj and obj.answers.published().exists() else []
        return [*frozen, "digest", "answer_count"]

    def people_behind(self, obj: PledgeText) -> list[int]:
        """Return whose drafts refer to the text: somebody may be publishing one right now."""
        drafts = obj.answers.open_drafts().order_by()
        return list(drafts.values_list("candidacy__person", flat=True))

    def save_model(
        self, request: HttpRequest, obj: PledgeText, form: forms.ModelForm, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        if change and {"title", "body"} & set(form.changed_data):
            for draft in obj.answers.open_drafts().exclude(verified_by=None):
                ledger.answers.unverify(draft)

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
