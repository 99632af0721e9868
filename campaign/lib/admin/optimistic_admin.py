"""Two organizers on one row: the second to save sees what changed and overwrites nothing unseen.

The form carries, signed, what each field held when it was opened. On saving it is compared with
the row, which is locked until the transaction ends. Rows that are edited below another one, or in
a list, carry the same (`optimistic_formsets`).
"""

from typing import Any

from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from campaign.lib.admin.base import BaseAdmin, BaseAdminForm
from campaign.lib.admin.history import keep_first_versions
from campaign.lib.admin.optimistic_form import OptimisticForm
from campaign.lib.admin.optimistic_formsets import OptimisticFormSet


class OptimisticAdminForm(OptimisticForm, BaseAdminForm):
    """The form of a row of the record."""


class OptimisticAdmin(BaseAdmin):
    """An admin whose form notices other organizers. The row is locked while it's being saved."""

    form = OptimisticAdminForm

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> models.Model | None:
        """Return the row. If it's about to be saved or deleted, lock it."""
        obj = super().get_object(request, object_id, from_field)
        if obj and request.method == "POST" and transaction.get_connection().in_atomic_block:
            self.lock(obj)
            obj = super().get_object(request, object_id, from_field)
        return obj

    def lock(self, obj: models.Model) -> None:
        """Keep everybody else from writing this row."""
        type(obj)._default_manager.select_for_update().filter(pk=obj.pk).first()
        keep_first_versions(type(obj), [obj.pk], now=timezone.now())

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """List what someone else changed in the row and the rows below it."""
        form = context["adminform"].form
        changes = list(form.changes) if isinstance(form, OptimisticForm) else []
        for inline in context["inline_admin_formsets"]:
            if isinstance(inline.formset, OptimisticFormSet):
                changes += inline.formset.changes
        return super().render_change_form(request, {**context, "changes": changes}, *args, **kwargs)
