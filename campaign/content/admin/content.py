"""What the pages of lists and passages share: where a text appears, which figures it can name."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise

from campaign.lib.admin.audited_publishing import AuditedPublishing
from campaign.lib.admin.optimistic_admin import OptimisticAdmin
from campaign.lib.admin.optimistic_formsets import ListedForm, OptimisticFormSet
from campaign.named_figures import MEANINGS, FigureValues
from candidates.current_record import CurrentRecord
from candidates.models import Cycle


def figures_to_name() -> list[tuple[str, str | Promise, str]]:
    """Return each figure that a text may name: its name, what it is, what it is now."""
    values = FigureValues(CurrentRecord(Cycle.objects.current()))
    return [(name, meaning, values[name]) for name, meaning in MEANINGS.items()]


class ContentAdmin(OptimisticAdmin):
    """An admin of the site's own texts. `appears` says where, in a sentence."""

    appears: str | Promise = ""
    # Django would look for these in the folder of the model's own app.
    change_form_template = "admin/campaign/change_form.html"
    change_list_template = "admin/campaign/change_list.html"

    def get_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        """Leave out the form's own hidden field: the template draws it."""
        return [name for name in super().get_fields(request, obj) if name != "as_opened"]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().changelist_view(request, {"appears": self.appears, **(extra_context or {})})

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context |= {"appears": self.appears, "figures": figures_to_name()}
        return super().render_change_form(request, context, *args, **kwargs)


class ListAdmin(AuditedPublishing, ContentAdmin):
    publishing_field = "is_published"
    list_display = ["__str__", "position", "is_published"]
    list_editable = ["position", "is_published"]
    ordering = ["position", "id"]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the list. If it's refused, its rows stay in the order they were sent."""
        with transaction.atomic():
            response = super().changelist_view(request, extra_context)
        context = getattr(response, "context_data", None) or {}
        formset = context["cl"].formset if "cl" in context else None
        if formset is not None and (formset.is_bound or formset.refusals):
            context["cl"].result_list = [form.instance for form in formset.forms]
            response.status_code = 422
        return response

    def _get_list_editable_queryset(self, request: HttpRequest, prefix: str) -> Any:
        """Return the rows that are about to be saved, and lock them until then."""
        rows = super()._get_list_editable_queryset(request, prefix)
        return rows.select_for_update(of=("self",))

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, form=ListedForm, **kwargs)

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Label the boxes of the list for screen readers. On screen, the column heads do that."""
        callback = partial(self.formfield_for_dbfield, request=request)

        def named(db_field: models.Field, **options: Any) -> forms.Field | None:
            field: forms.Field | None = callback(db_field, **options)
            if field:
                field.widget.attrs["aria-label"] = str(field.label)
            return field

        return super().get_changelist_formset(
            request, formfield_callback=named, formset=OptimisticFormSet, **kwargs
        )

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Put a new item after the others."""
        last = self.model._default_manager.aggregate(last=models.Max("position"))["last"]
        return {"position": (last or 0) + 1, **super().get_changeform_initial_data(request)}
