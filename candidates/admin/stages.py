from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.base import LinkedRows, ReadOnlyAdmin
from campaign.lib.admin.optimistic_admin import OptimisticAdminForm
from campaign.lib.http import READING
from candidates import ledger
from candidates.admin import night_pages, night_releases, stage_pages
from candidates.admin.base import LedgerAdmin
from candidates.admin.searching import CandidacySearch, SeatSearch
from candidates.ledger.locks import lock_people
from candidates.ledger.refresh import refresh_people
from candidates.models import Stage, StageResult, StageRuling


class StageForm(OptimisticAdminForm):
    """Edits an election; declaring it void and undoing that have buttons of their own."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if status := self.fields.get("status"):
            status.choices = [
                choice for choice in Stage.Status.choices if choice[0] != Stage.Status.VOID
            ]

    def clean_party(self) -> str | None:
        return (self.cleaned_data["party"] or "").strip().upper() or None


class ResultRows(LinkedRows):
    model = StageResult
    fields = ["candidacy", "outcome", "source_url", "recorded_by", "retracted_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[StageResult]:
        rows = super().get_queryset(request)
        return rows.select_related("candidacy__person", "candidacy__race", "recorded_by")


class RulingRows(LinkedRows):
    model = StageRuling
    fields = ["status", "source_url", "ruled_at"]
    show_change_link = False


@admin.register(Stage)
class StageAdmin(SeatSearch, LedgerAdmin):
    form = StageForm
    list_display = ["seat", "kind", "party", "held_on", "status", "result_count", "entry"]
    list_filter = ["status", "kind", "race__chamber", "race__jurisdiction"]
    date_hierarchy = "held_on"
    search_fields = ["race__jurisdiction__name"]
    path_to_race = "race__"
    autocomplete_fields = ["race"]
    inlines = [ResultRows, RulingRows]
    fieldsets = [
        (None, {"fields": ["race", "kind", "party", "held_on", "advances"]}),
        (_("Status"), {"fields": ["status", "superseded_by", "source_url"]}),
    ]

    @admin.display(description=_("race"), ordering="race__jurisdiction")
    def seat(self, stage: Stage) -> str:
        return stage.race.code

    @admin.display(description=_("results"))
    def result_count(self, stage: Any) -> int:
        return int(stage.result_count)

    @admin.display(description=_("election night"))
    def entry(self, stage: Stage) -> SafeString:
        return format_html('<a href="{}">{}</a>', night_pages.night_url(stage), _("Enter results"))

    def get_urls(self) -> list[URLPattern]:
        one = "<int:stage_id>"
        return [
            self.page("nights/", night_releases.nights, "nights", methods=READING),
            self.page("night/<str:night_key>/", night_pages.night, "night"),
            self.page(
                "night/<str:night_key>/release/", night_releases.release_results, "release_results"
            ),
            self.page(f"{one}/results/", stage_pages.results, "results", methods=READING),
            self.page(f"{one}/take-back/", stage_pages.take_back, "take_back", methods=["POST"]),
            self.action("declare-void", stage_pages.declare_void),
            self.action("reinstate", stage_pages.reinstate),
            self.action("hold-again", stage_pages.hold_again),
            *super().get_urls(),
        ]

    def people_behind(self, obj: Stage) -> list[int]:
        """Return everyone in the race: somebody may be recording a result right now."""
        return list(obj.race.candidacies.order_by().values_list("person", flat=True))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Stage]:
        valid_results = Count("results", filter=Q(results__retracted_at=None))
        return (
            super()
            .get_queryset(request)
            .select_related("race")
            .annotate(result_count=valid_results)
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Stage | None = None) -> list[str]:
        """Let nobody change the race, nor anything of a void election but its source."""
        if obj is None:
            return ["superseded_by"]
        if obj.is_void:
            return ["race", "kind", "party", "held_on", "advances", "status", "superseded_by"]
        return ["race", "superseded_by"]

    def save_model(
        self, request: HttpRequest, obj: Stage, form: forms.ModelForm, change: bool
    ) -> None:
        """Derive outcomes again: an election's day and kind decide which result is the last.

        A new runoff is the election that decides for those who were sent to it.
        """
        super().save_model(request, obj, form, change)
        people = self.people_behind(obj)
        lock_people(people)
        ledger.stages.follow_election(obj)
        refresh_people(people, now=timezone.now())


@admin.register(StageResult)
class StageResultAdmin(CandidacySearch, ReadOnlyAdmin):
    """A list to look at: results are entered for everyone at once, on the election's page."""

    list_display = ["candidacy", "stage", "outcome", "recorded_at", "retracted_at"]
    list_filter = [
        "outcome",
        ("retracted_at", admin.EmptyFieldListFilter),
        "stage__kind",
        "candidacy__race__jurisdiction",
    ]
    list_select_related = ["candidacy__person", "candidacy__race", "stage__race"]
    date_hierarchy = "stage__held_on"
