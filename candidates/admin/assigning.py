"""Giving the campaigns chosen in the list to a caller: first what changes, then a button."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaign.lib.admin.action_pages import context_of, organizer, page_of
from candidates.ledger import acts
from candidates.models import Act, Candidacy
from candidates.models.organizers import assignable

MOST_CHOSEN = 2000
SHOWN = 200


class AssignForm(forms.Form):
    caller = forms.ModelChoiceField(
        label=gettext_lazy("Who calls them?"),
        queryset=assignable(),
        required=False,
        empty_label=gettext_lazy("Nobody"),
    )

    def clean_caller(self) -> User | None:
        caller: User | None = self.cleaned_data["caller"]
        if caller and not caller.has_perm("candidates.add_outreach"):
            words = _("%(name)s can’t log calls. First give the account the role of Caller.")
            name = caller.get_username()
            raise forms.ValidationError(words, code="no_caller", params={"name": name})
        return caller


@admin.action(description=gettext_lazy("Assign them to a caller…"), permissions=["change"])
def assign(
    candidacies: admin.ModelAdmin, request: HttpRequest, chosen: QuerySet[Candidacy]
) -> HttpResponse | None:
    """Ask who, show what changes, and do it as one act that can be undone."""
    if not candidacies.has_change_permission(request):
        raise PermissionDenied
    rows = list(
        chosen.filter(race__cycle__archived_at=None)
        .select_related("person", "race", "assigned_to")
        .order_by("person__sort_key", "pk")[: MOST_CHOSEN + 1]
    )
    if len(rows) > MOST_CHOSEN:
        messages.error(request, _("Choose at most %(most)d campaigns.") % {"most": MOST_CHOSEN})
        return None
    form = AssignForm(request.POST if "caller" in request.POST else None)
    if form.is_valid():
        caller = form.cleaned_data["caller"]
        changing = [row for row in rows if row.assigned_to != caller]
        if "confirmed" in request.POST:
            _assign(request, changing, caller)
            return None
    else:
        caller, changing = None, []
    context = {
        **context_of(candidacies, request),
        "title": _("Assign campaigns"),
        "form": form,
        "rows": rows,
        "changing": changing,
        "caller": caller,
        "shown": SHOWN,
        "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
        "select_across": request.POST.get("select_across", "0"),
    }
    template = "admin/candidates/candidacy/assign.html"
    return TemplateResponse(request, template, context, status=422 if form.errors else 200)


def _assign(request: HttpRequest, changing: list[Candidacy], caller: Any) -> None:
    count, now, user = len(changing), timezone.now(), organizer(request)
    done = ngettext("Assigned %(count)d campaign", "Assigned %(count)d campaigns", count)
    title = done % {"count": count}
    with acts.acting(Act.Kind.ASSIGNMENT, title=title, by=user, now=now) as act:
        for row in acts.locked(Candidacy, [row.pk for row in changing]):
            act.set(row, assigned_to=caller)
    if not act.row.pk:
        messages.info(request, _("Nothing changed."))
        return
    undo = format_html('{}. <a href="{}">{}</a>', title, page_of(act.row), _("Undo this"))
    messages.success(request, undo)
