"""People who may be one: both sides next to each other, and the word of an organizer."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaign.lib.admin.action_pages import organizer, page_of, row_or_404
from campaign.lib.admin.base import BaseAdmin, BaseAdminForm
from campaign.lib.admin.bulk import Bulk, bulk_page
from campaign.lib.admin.detail_page import DetailPage
from campaign.lib.admin.lists import ChoiceFilter
from campaign.lib.http import READING
from candidates.admin import merging
from candidates.admin.searching import cut
from candidates.folding import named
from candidates.ledger.pairs import keep_pairs_apart
from candidates.ledger.people import say_not_the_same
from candidates.models import LinkSuggestion, Person

RUNS = [
    f"{side}__candidacies__{related}"
    for side in ("first", "second")
    for related in ("race__cycle", "current_answer")
]


class WaitingFilter(ChoiceFilter):
    title = gettext_lazy("decision")
    parameter_name = "state"
    unchosen = (gettext_lazy("to decide"), lambda rows: rows.undecided())
    narrowed = {"all": (gettext_lazy("all, including decided"), lambda rows: rows)}


class PairForm(BaseAdminForm):
    """Two people that an organizer thinks are one, in any order."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        first, second = cleaned.get("first"), cleaned.get("second")
        if first and second:
            if first == second:
                raise ValidationError(_("Choose two people."), code="one_person")
            cleaned["first"], cleaned["second"] = sorted((first, second), key=lambda row: row.pk)
        return cleaned


@admin.register(LinkSuggestion)
class LinkSuggestionAdmin(DetailPage, BaseAdmin):
    form = PairForm
    page_template = "admin/candidates/linksuggestion/pair.html"
    list_display = ["first_runs", "second_runs", "reason", "decision", "decided_by"]
    list_filter = [WaitingFilter, "first__candidacies__race__jurisdiction"]
    list_select_related = ["first", "second", "decided_by"]
    search_fields = ["first__search_name", "second__search_name"]
    search_help_text = gettext_lazy("Search by name, in any order, with or without accents.")
    fields = ["first", "second"]
    autocomplete_fields = ["first", "second"]
    actions = ["merge_pairs", "keep_pairs_apart"]

    def get_urls(self) -> list[URLPattern]:
        return [
            self.page("<int:suggestion_id>/same/", merging.same_person, "same", methods=READING),
            self.page("merge/", merging.merge, "merge", methods=["POST"]),
            self.page("<int:suggestion_id>/apart/", not_the_same, "apart", methods=["POST"]),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[LinkSuggestion]:
        return super().get_queryset(request).prefetch_related(*RUNS)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[LinkSuggestion], search_term: str
    ) -> tuple[QuerySet[LinkSuggestion], bool]:
        text = cut(search_term)
        either = named(text, person="first__") | named(text, person="second__")
        return queryset.filter(either), False

    def save_model(
        self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool
    ) -> None:
        obj.reason = _("Suggested by an organizer")
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: LinkSuggestion, post_url_continue: str | None = None
    ) -> HttpResponse:
        return redirect(page_of(obj))

    @admin.display(description=gettext_lazy("first person"))
    def first_runs(self, row: LinkSuggestion) -> SafeString:
        return person_with_runs(row.first)

    @admin.display(description=gettext_lazy("second person"))
    def second_runs(self, row: LinkSuggestion) -> SafeString:
        return person_with_runs(row.second)

    @admin.action(description=gettext_lazy("Merge each pair…"), permissions=["change"])
    def merge_pairs(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        rows = queryset.undecided().order_by("pk")
        return merging.confirmation(self, request, rows) if rows else None

    @admin.action(
        description=gettext_lazy("Mark each pair as not the same…"), permissions=["change"]
    )
    def keep_pairs_apart(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        def do(rows: list[LinkSuggestion]) -> tuple[str, str]:
            act = keep_pairs_apart(rows, by=organizer(request), now=timezone.now())
            for row in rows:
                self.log_change(request, row, _("Not the same person."))
            done = ngettext("%(count)d pair decided.", "%(count)d pairs decided.", len(rows))
            return f"{_('Not the same person.')} {done % {'count': len(rows)}}", page_of(act)

        return bulk_page(
            self,
            request,
            queryset,
            Bulk(
                title=_("Mark these pairs as not the same?"),
                button=_("Not the same"),
                effect=lambda row: _("We won’t suggest this pair again."),
                do=do,
                refusal=lambda row: _("It was already decided.") if row.decision else "",
                note=_("You can undo it afterward."),
            ),
        )

    def page_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        people = [row.first, row.second]
        return {
            "title": _("Are these the same person?"),
            "people": people,
            "is_merged": any(person.merged_into_id for person in people),
            "may_decide": self.has_change_permission(request, row),
        }


def person_with_runs(person: Person) -> SafeString:
    runs = [(run.race.code, run.party_code, run.fec_id or "") for run in person.candidacies.all()]
    return format_html("{}{}", person.full_name, format_html_join("", "<br>{} {} {}", runs))


def not_the_same(
    links: LinkSuggestionAdmin, request: HttpRequest, suggestion_id: int
) -> HttpResponse:
    row: LinkSuggestion = row_or_404(links, request, suggestion_id)
    try:
        say_not_the_same(row, by=organizer(request), now=timezone.now())
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
        return redirect(page_of(row))
    links.log_change(request, row, _("Not the same person."))
    messages.success(request, f"{row.first}, {row.second}: {_('Not the same person.')}")
    return redirect(reverse("admin:candidates_linksuggestion_changelist"))
