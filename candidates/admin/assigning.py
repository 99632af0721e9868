"""Giving the campaigns chosen in the list to a caller: first what changes, then a button."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaign.lib.admin.action_pages import organizer, page_of
from campaign.lib.admin.bulk import Bulk, bulk_page, changed_meanwhile
from candidates.ledger import acts
from candidates.models import Act, Candidacy
from candidates.models.organizers import assignable


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
    form = AssignForm(request.POST if "caller" in request.POST else None)
    is_chosen = form.is_valid()
    caller: User | None = form.cleaned_data["caller"] if is_chosen else None

    def effect(row: Candidacy) -> str:
        before = _name(row.assigned_to)
        return f"{before} → {_name(caller)}" if is_chosen else _("Now: %s") % before

    def refusal(row: Candidacy) -> str:
        if row.race.cycle.archived_at:
            return _("Its cycle is archived.")
        if is_chosen and row.assigned_to == caller:
            assigned = _("Already assigned to %s.") % _name(caller)
            return assigned if caller else _("Nobody is assigned to it.")
        return ""

    def do(rows: Sequence[Candidacy]) -> tuple[str, str]:
        done = ngettext("Assigned %(count)d campaign", "Assigned %(count)d campaigns", len(rows))
        title = done % {"count": len(rows)}
        user, now = organizer(request), timezone.now()
        with acts.acting(Act.Kind.ASSIGNMENT, title=title, by=user, now=now) as act:
            for row in acts.locked(Candidacy, [row.pk for row in rows]):
                act.set(row, assigned_to=caller)
        if not act.row.pk:
            raise changed_meanwhile()
        return f"{title}.", page_of(act.row)

    rows = chosen.select_related("person", "race__cycle", "assigned_to")
    bulk = Bulk(
        title=_("Assign campaigns"),
        button=_("Assign them"),
        effect=effect,
        refusal=refusal,
        do=do,
        form=form,
        note=_("You can undo it afterward."),
        most=2000,
    )
    return bulk_page(candidacies, request, rows.order_by("person__sort_key", "pk"), bulk)


def _name(caller: User | None) -> str:
    return caller.get_username() if caller else _("nobody")
