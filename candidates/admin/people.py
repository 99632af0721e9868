from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.base import LinkedRows
from campaign.lib.admin.optimistic_admin import OptimisticAdminForm
from candidates.admin.base import LedgerAdmin
from candidates.admin.searching import cut
from candidates.folding import named
from candidates.ledger.refresh import refresh_people
from candidates.ledger.stages import no_place_taken_back
from candidates.models import Candidacy, FecId, Person
from candidates.models.people import family_name_first, tidy


class PersonForm(OptimisticAdminForm):
    refused_field = "died_on"

    class Meta:
        help_texts = {
            "full_name": _(
                "Write it the way the campaign does. We’ll use this instead of the name in the "
                "FEC’s file."
            )
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if "sort_name" in self.fields and not self.instance.pk:
            self.fields["sort_name"].required = False

    def clean_full_name(self) -> str:
        return tidy(self.cleaned_data["full_name"])

    def clean_sort_name(self) -> str:
        typed = tidy(self.cleaned_data["sort_name"])
        return typed or family_name_first(self.cleaned_data.get("full_name", ""))

    def clean_name_needs_check(self) -> bool:
        """Take a name for checked once somebody corrects it."""
        is_corrected = {"full_name", "sort_name", "suffix"} & set(self.changed_data)
        return bool(self.cleaned_data["name_needs_check"]) and not is_corrected


class FecIdRows(LinkedRows):
    model = FecId
    fields = ["fec_id", "office"]
    show_change_link = False


class CandidacyRows(LinkedRows):
    model = Candidacy
    fields = ["race", "party_name", "ballot_status", "status", "outcome", "is_current"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Candidacy]:
        return super().get_queryset(request).select_related("person", "race")


@admin.register(Person)
class PersonAdmin(LedgerAdmin):
    form = PersonForm
    list_display = ["full_name", "sorted_as", "died_on", "merged_into"]
    list_filter = [
        "name_needs_check",
        ("died_on", admin.EmptyFieldListFilter),
        ("merged_into", admin.EmptyFieldListFilter),
        "candidacies__race__jurisdiction",
    ]
    list_select_related = ["merged_into"]
    ordering = ["sort_key", "pk"]
    search_fields = ["search_name"]
    search_help_text = _("Search by name, in any order, with or without accents.")
    inlines = [CandidacyRows, FecIdRows]
    readonly_fields = ["slug", "fec_name", "merged_into", "is_invented"]
    fieldsets = [
        (None, {"fields": ["full_name", "sort_name", "suffix", "name_needs_check"]}),
        (
            _("Death"),
            {
                "fields": ["died_on", "died_source_url"],
                "description": _(
                    "If the person died on or before election day, this ends each candidacy "
                    "that isn’t decided yet."
                ),
            },
        ),
        (_("Set by the site"), {"fields": [*readonly_fields]}),
    ]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Person], search_term: str
    ) -> tuple[QuerySet[Person], bool]:
        return queryset.filter(named(cut(search_term))), False

    @admin.display(description=_("sort name"), ordering="sort_key")
    def sorted_as(self, person: Person) -> str:
        return person.sort_name

    def people_behind(self, obj: Person) -> list[int]:
        return [obj.pk]

    def save_model(
        self, request: HttpRequest, obj: Person, form: forms.ModelForm, change: bool
    ) -> None:
        if not change:
            obj.slug = Person.objects.unused_slug(obj.full_name)
            obj.is_invented = Person.objects.invented().exists()
        with no_place_taken_back(obj.pk):
            self._save(request, obj, form, change)

    def _save(self, request: HttpRequest, obj: Person, form: forms.ModelForm, change: bool) -> None:
        if change and obj.name_needs_check != form.initial.get("name_needs_check"):
            form.changed_data.append("name_needs_check")
        super().save_model(request, obj, form, change)
        if change and {"full_name", "suffix"} & set(form.changed_data):
            # A run of an archived cycle stays as it is, whatever its person is called later.
            open_runs = obj.candidacies.in_open_cycles()
            open_runs.update(updated_at=timezone.now())
        refresh_people([obj.pk], now=timezone.now())
