"""A candidacy that becomes another: the person switches races, or the row is a duplicate."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.admin.action_pages import ActionPage, action_page, page_of, posted, row_or_404
from campaign.lib.admin.fields import CheckedAutocompleteSelect
from candidates import ledger
from candidates.admin.stage_forms import SourceForm
from candidates.models import Candidacy, Race


class SwitchRaceForm(SourceForm):
    race = forms.ModelChoiceField(
        label=gettext_lazy("New race"),
        queryset=Race.objects.all(),
        widget=CheckedAutocompleteSelect(Candidacy._meta.get_field("race"), admin.site),
    )
    on = forms.DateField(label=gettext_lazy("Since"), widget=AdminDateWidget)

    field_order = ("race", "on", "source_url")

    def __init__(self, *args: Any, candidacy: Candidacy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        same_cycle = Race.objects.filter(cycle=candidacy.race.cycle_id)
        self.fields["race"].queryset = same_cycle.exclude(pk=candidacy.race_id)


class DuplicateForm(forms.Form):
    kept = forms.ModelChoiceField(
        label=gettext_lazy("Record to keep"), queryset=Candidacy.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, candidacy: Candidacy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Candidacy.objects.listed().filter(race=candidacy.race_id)
        same_run = rows.filter(person=candidacy.person_id).exclude(pk=candidacy.pk)
        self.fields["kept"].queryset = same_run.select_related("person", "race")


def switch_race(
    candidacies: admin.ModelAdmin, request: HttpRequest, candidacy: Candidacy
) -> ActionPage:
    if not candidacies.has_add_permission(request):
        raise PermissionDenied

    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        now_runs = ledger.runs.switch_race(candidacy, **cleaned, now=timezone.now())
        candidacies.log_addition(request, now_runs, [{"added": {}}])
        return _("Added: %(candidacy)s.") % {"candidacy": now_runs}, page_of(now_runs)

    return ActionPage(
        title=_("Switch races"),
        button=_("Switch"),
        do=do,
        explanation=_(
            "We’ll keep this candidacy, say that the candidate switched races, and add a new "
            "candidacy. Answers don’t move with it. If the pledge still holds, carry the answer "
            "over with a note."
        ),
        form_class=partial(SwitchRaceForm, candidacy=candidacy),
    )


def link_duplicate(
    candidacies: admin.ModelAdmin, request: HttpRequest, candidacy_id: int
) -> HttpResponse:
    candidacy: Candidacy = row_or_404(candidacies, request, candidacy_id)
    form = DuplicateForm(posted(request), candidacy=candidacy)
    if not form.fields["kept"].queryset.exists():
        messages.warning(
            request,
            _(
                "This person has no other candidacy in this race. To merge two people, use "
                "“Suggested links.”"
            ),
        )
        return redirect(page_of(candidacy))

    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        ledger.runs.link_as_duplicate(candidacy, cleaned["kept"], now=timezone.now())
        kept = cleaned["kept"]
        return _("Linked to %(kept)s. We’ll count only that one.") % {"kept": kept}, page_of(kept)

    action = ActionPage(
        title=_("Link as a duplicate"),
        button=_("Link"),
        do=do,
        explanation=_(
            "Use this when one person is registered twice in the same race. If they’re listed as "
            "two people, merge those first under “Suggested links.”"
        ),
    )
    return action_page(candidacies, request, candidacy, form, action)
