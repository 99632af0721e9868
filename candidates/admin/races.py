from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.base import BaseAdminForm, LinkedRows, ReadOnlyAdmin
from candidates.admin.base import LedgerAdmin
from candidates.admin.searching import SeatSearch
from candidates.calendar import NO_ELECTION_YEAR, is_election_year, open_cycle
from candidates.ledger.locks import lock_people
from candidates.ledger.refresh import open_again, refresh_people
from candidates.models import Candidacy, Cycle, Jurisdiction, Race, Stage


@admin.register(Jurisdiction)
class JurisdictionAdmin(ReadOnlyAdmin):
    """The 56 that a migration seeds: laws and the census change them, not a form."""

    list_display = ["code", "name", "kind", "house_seats", "delegates", "senate_classes"]
    list_display_links = ["code", "name"]
    list_filter = ["kind"]
    search_fields = ["code__iexact", "name"]
    list_per_page = 60


class NewCycleForm(BaseAdminForm):
    """Asks only for the year; its date, races and known elections follow from it."""

    class Meta:
        help_texts = {
            "year": _("We’ll add its general election, its races and the elections we know about.")
        }

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if not is_election_year(year):
            raise forms.ValidationError(NO_ELECTION_YEAR, code="no_election")
        return year


@admin.register(Cycle)
class CycleAdmin(LedgerAdmin):
    list_display = ["year", "general_election_on", "pinned_on", "archived_at"]
    fields = ["year", "general_election_on", "pinned_on", "archived_at"]

    def get_fields(self, request: HttpRequest, obj: Cycle | None = None) -> Any:
        return self.fields if obj else ["year"]

    def get_readonly_fields(self, request: HttpRequest, obj: Cycle | None = None) -> list[str]:
        return ["year"] if obj else []

    def people_behind(self, obj: Cycle) -> list[int]:
        """Return everyone in an archived cycle: opening it derives their outcomes again."""
        return people_in(obj.races.values_list("pk", flat=True)) if obj.archived_at else []

    def get_form(
        self, request: HttpRequest, obj: Cycle | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        if not change:
            kwargs["form"] = NewCycleForm
        return super().get_form(request, obj, change, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: Cycle, form: forms.ModelForm, change: bool
    ) -> None:
        if change:
            super().save_model(request, obj, form, change)
            if "archived_at" in form.changed_data and obj.archived_at is None:
                open_again(obj, now=timezone.now())
        else:
            opened = open_cycle(obj.year)
            obj.pk, obj.general_election_on = opened.pk, opened.general_election_on


class StageRows(LinkedRows):
    model = Stage
    fields = ["kind", "party", "held_on", "status", "advances"]
    ordering = ["held_on", "pk"]


class CandidacyRows(LinkedRows):
    model = Candidacy
    fields = ["person", "party_name", "ballot_status", "status", "outcome"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Candidacy]:
        return super().get_queryset(request).select_related("person", "race")


@admin.register(Race)
class RaceAdmin(SeatSearch, LedgerAdmin):
    """A seat's identity is fixed once someone runs for it: addresses and answers depend on it."""

    IDENTITY = ("cycle", "jurisdiction", "chamber", "district", "senate_class", "kind")

    list_display = ["code", "chamber", "kind", "election_on", "title", "candidacy_count"]
    list_filter = ["cycle", "chamber", "kind", "voting", "jurisdiction"]
    list_select_related = ["jurisdiction"]
    # Said here too: counting candidacies drops the order of the model, and pages would overlap.
    ordering = ["jurisdiction", "-chamber", "district", "kind", "pk"]
    search_fields = ["jurisdiction__name"]
    autocomplete_fields = ["jurisdiction", "replaces"]
    inlines = [StageRows, CandidacyRows]
    fieldsets = [
        (_("Seat"), {"fields": [*IDENTITY]}),
        (_("Member"), {"fields": ["title", "voting"]}),
        (_("Election"), {"fields": ["election_on", "term_ends_on", "replaces"]}),
    ]

    @admin.display(description=_("race"), ordering=("jurisdiction"))
    def code(self, race: Race) -> str:
        return race.code

    @admin.display(description=_("candidacies"), ordering="candidacy_count")
    def candidacy_count(self, race: Any) -> int:
        return int(race.candidacy_count)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Race]:
        return super().get_queryset(request).annotate(candidacy_count=Count("candidacies"))

    def get_readonly_fields(self, request: HttpRequest, obj: Race | None = None) -> list[str]:
        fixed = [*self.IDENTITY] if obj and obj.candidacies.exists() else []
        has_election = obj and obj.stages.filter(kind__in=["general", "special"]).exists()
        return [*fixed, "election_on"] if has_election else fixed

    def people_behind(self, obj: Race) -> list[int]:
        """Return everyone in the race and in the one that it replaces."""
        return people_in([obj.pk, obj.replaces_id])

    def save_model(
        self, request: HttpRequest, obj: Race, form: forms.ModelForm, change: bool
    ) -> None:
        """Derive outcomes again: they depend on the race's day and on which race it replaces."""
        super().save_model(request, obj, form, change)
        people = people_in([obj.pk, obj.replaces_id, form.initial.get("replaces")])
        lock_people(people)
        refresh_people(people, now=timezone.now())

    def view_on_site(self, race: Race) -> str:
        return race.get_absolute_url()


def people_in(race_ids: Iterable[int | None]) -> list[int]:
    runs = Candidacy.objects.filter(race__in=race_ids).order_by()
    return list(runs.values_list("person", flat=True).distinct())
