"""What every admin shares: rows are never deleted, lists stay quick, saves are narrow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin, InlineModelAdmin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import IntegrityError, models
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from campaign.lib.admin.action_pages import ActionPage, action_page, posted, row_or_404
from campaign.lib.admin.constraint_messages import sentence_about
from campaign.lib.admin.fields import CheckedAutocompleteSelect, CheckedKeyField
from campaign.lib.admin.history import versions_of
from campaign.lib.admin.lists import CheckedListAdmin
from campaign.lib.admin.putting_back import PuttingBack
from campaign.lib.file_storage import no_orphans
from campaign.lib.http import READING

BOXES: Mapping[Any, Any] = {
    models.URLField: {"assume_scheme": "https"},
    models.DateTimeField: {
        "form_class": forms.DateTimeField,
        "widget": forms.DateTimeInput(
            attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"
        ),
    },
}


LONGEST_TEXT = 2_500_000  # bytes


def forbid_huge_text(text: str) -> None:
    """Raise ValidationError for a text so large that it must contain pasted pictures."""
    if len(text.encode()) > LONGEST_TEXT:
        raise forms.ValidationError(
            _("This text is over 2.5 MB. Remove the pictures you pasted with it."), code="too_long"
        )


class BaseAdminForm(forms.ModelForm):
    """A form that leaves named constraints to the database, which also closes races."""

    refusal: IntegrityError | forms.ValidationError | None = None
    putting_back: PuttingBack | None = None
    # The field that the refusal is about, None for the whole form.
    refused_field: str | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField) and isinstance(field.widget, forms.Textarea):
                field.validators = [forbid_huge_text, *field.validators]
        if self.putting_back:
            self.putting_back.fill(self)

    def _post_clean(self) -> None:
        """Skip named constraints. `changeform_view` shows what the database says about them."""
        vars(self.instance)["validate_constraints"] = lambda exclude=None: None
        super()._post_clean()  # type: ignore[misc]
        del vars(self.instance)["validate_constraints"]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if isinstance(self.refusal, forms.ValidationError):
            self.add_error(self.refused_field, self.refusal.messages)
        elif self.refusal:
            field, sentence = sentence_about(self.refusal)
            self.add_error(
                field if field in self.fields else None,
                forms.ValidationError(sentence, code="refused_by_the_record"),
            )
        return cleaned


class PlainBoxes(BaseModelAdmin):
    """Fields without icons that open other forms, and with searches that accept any value."""

    formfield_overrides = BOXES

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: Any, **kwargs: Any
    ) -> Any:
        """Leave out the icons that open other forms in windows of their own."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_add_related = False
            field.widget.can_change_related = False
            field.widget.can_delete_related = False
        return field

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: Any, **kwargs: Any
    ) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = CheckedAutocompleteSelect(db_field, self.admin_site)
        kwargs.setdefault("form_class", CheckedKeyField)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class BaseAdmin(PlainBoxes, CheckedListAdmin):
    """An admin whose rows can't be deleted and whose lists count only what they show."""

    form = BaseAdminForm
    show_full_result_count = False
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER

    class Media:
        css = {"all": ["css/admin/rows.css"]}
        js = ["js/admin/search-boxes.js"]

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show what the database refused at its field, with everything typed still in the form."""
        try:
            with no_orphans():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except (IntegrityError, forms.ValidationError) as refusal:
            vars(request)["refusal"] = refusal
            return super().changeform_view(request, object_id, form_url, extra_context)

    def page(
        self,
        route: str,
        view: Callable[..., HttpResponseBase],
        name: str,
        *,
        methods: Sequence[str] = (*READING, "POST"),
    ) -> URLPattern:
        """Return the URL pattern of an extra page of this admin.

        `view` takes this admin, the request and what `route` captures. Only for organizers.
        """

        @require_http_methods(list(methods))
        def served(request: HttpRequest, **captured: Any) -> HttpResponseBase:
            return view(self, request, **captured)

        return path(
            route,
            self.admin_site.admin_view(served),
            name=f"{self.opts.app_label}_{self.opts.model_name}_{name}",
        )

    def action(self, route: str, view: Callable[[HttpRequest, Any], ActionPage]) -> URLPattern:
        """Return the URL pattern of a page that does one thing to a row, as `view` describes it.

        `view` takes the request and the row, which the organizer may change.
        """

        def served(_admin: Any, request: HttpRequest, row_id: int) -> HttpResponse:
            row = row_or_404(self, request, row_id)
            action = view(request, row)
            return action_page(self, request, row, action.form_class(posted(request)), action)

        return self.page(f"<int:row_id>/{route}/", served, route.replace("-", "_"))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        context = {
            "versions": versions_of(row) if row else [],
            "may_undo": row is not None and self.may_undo(request, row),
            **(extra_context or {}),
        }
        return super().history_view(request, object_id, context)

    def may_undo(self, request: HttpRequest, row: models.Model) -> bool:
        """Say whether this organizer can undo single changes of a row, in its form."""
        return self.has_change_permission(request, row)

    def get_inlines(
        self, request: HttpRequest, obj: models.Model | None
    ) -> list[type[InlineModelAdmin]]:
        """List the rows that belong to this one once it exists."""
        return list(self.inlines) if obj else []

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        form = super().get_form(request, obj, change, **kwargs)
        given = {
            "refusal": vars(request).get("refusal"),
            "putting_back": PuttingBack.asked_for(request, obj) if change else None,
        }
        return type(form.__name__, (form,), given) if any(given.values()) else form

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        putting_back = getattr(context["adminform"].form, "putting_back", None)
        context = {**context, "putting_back": putting_back}
        response = super().render_change_form(request, context, *args, **kwargs)
        if context["errors"]:
            response.status_code = 422
        return response

    def save_model(
        self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool
    ) -> None:
        """Save only the fields that the form changed: derived ones may have changed meanwhile."""
        if not change:
            obj.save()
        elif changed := stored_fields(obj, form.changed_data):
            obj.save(update_fields=changed)


class ReadOnlyAdmin(BaseAdmin):
    """An admin that's only for viewing. Its rows come from elsewhere."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class LinkedRows(PlainBoxes, admin.TabularInline):
    """Rows of another admin, listed with links. They can't be edited here."""

    template = "admin/shared/_linked_rows.html"
    extra = 0
    can_delete = False
    show_change_link = True

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        return self.fields

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


def stored_fields(obj: models.Model, names: Sequence[str]) -> list[str]:
    """Return those of `names` that are columns of the row."""
    columns = {field.name for field in type(obj)._meta.concrete_fields}
    return [name for name in names if name in columns]
