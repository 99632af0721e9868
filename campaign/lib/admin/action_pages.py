"""Pages that do one thing to one row: a short form, a button, and back to the row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminForm
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from campaign.lib import audit
from campaign.lib.admin.constraint_messages import sentence_about
from campaign.lib.admin.history import keep_first_versions
from campaign.lib.audit import Event
from campaign.lib.file_storage import no_orphans

# Takes the cleaned data. Returns the sentence to show and the address to go to.
Do = Callable[[dict[str, Any]], tuple[str, str]]


@dataclass(frozen=True)
class ActionPage:
    """What a page does: its words, and the function that does it.

    `facts` are shown first, each with its label. `form_class` asks for the rest.
    """

    title: str
    button: str
    do: Do
    explanation: str = ""
    facts: Sequence[tuple[str, str]] = ()
    form_class: Callable[[QueryDict | None], forms.Form] = forms.Form
    # What the audit log keeps about it.
    event: Event | None = None


def organizer(request: HttpRequest) -> User:
    """Return who's logged in."""
    return cast(User, request.user)


def row_or_404(
    model_admin: admin.ModelAdmin, request: HttpRequest, object_id: int, *, to_change: bool = True
) -> Any:
    """Return the row if the user may change it, or unless `to_change`, view it."""
    row = model_admin.get_queryset(request).filter(pk=object_id).first()
    if row is None:
        raise Http404
    may = model_admin.has_change_permission if to_change else model_admin.has_view_permission
    if not may(request, row):
        raise PermissionDenied
    return row


def posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def context_of(model_admin: admin.ModelAdmin, request: HttpRequest) -> dict[str, Any]:
    """Return the context that all our own admin pages need."""
    return {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "media": model_admin.media,
    }


def page_of(row: models.Model) -> str:
    opts = type(row)._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[row.pk])


def doing(verb: Callable[..., object], row: models.Model, done: str) -> Do:
    """Return what does a verb to a row now, says that it is done, and leads back to the row."""

    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        verb(row, now=timezone.now())
        return done, page_of(row)

    return do


def action_page(
    model_admin: admin.ModelAdmin,
    request: HttpRequest,
    row: models.Model | None,
    form: Any,
    action: ActionPage,
    *,
    template: str = "admin/shared/action_page.html",
    fieldsets: Sequence[tuple[Any, dict[str, Any]]] = (),
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the form, or run the action: all or nothing, with every refusal shown in the form."""
    if request.method == "POST" and form.is_valid():
        try:
            with no_orphans(), transaction.atomic():
                if row is not None:
                    keep_first_versions(type(row), [row.pk], now=timezone.now())
                sentence, address = action.do(form.cleaned_data)
                if action.event:
                    audit.record(
                        action.event, by=organizer(request), about=row, did=str(action.title)
                    )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        except IntegrityError as refusal:
            field, sentence = sentence_about(refusal)
            form.add_error(field if field in form.fields else None, sentence)
        else:
            if row is not None:
                model_admin.log_change(request, row, sentence)
            messages.success(request, sentence)
            return redirect(address)
    shown = AdminForm(
        form,
        list(fieldsets) or [(None, {"fields": list(form.fields)})],
        {},
        model_admin=model_admin,
    )
    return TemplateResponse(
        request,
        template,
        {
            **context_of(model_admin, request),
            "title": action.title,
            "subtitle": str(row) if row else None,
            "row": row,
            "row_url": page_of(row) if row else None,
            "action": action,
            "form": form,
            "adminform": shown,
            "media": model_admin.media + shown.media,
            **(context or {}),
        },
        status=422 if form.errors else 200,
    )
