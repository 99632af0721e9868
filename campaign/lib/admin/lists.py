"""Admin lists that fall back to the whole list if an address or a form makes no sense."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Concat
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib import audit
from campaign.lib.admin.action_pages import organizer
from campaign.lib.admin.bulk import chosen_rows
from campaign.lib.admin.exporting import ExportedList
from campaign.lib.folding import cut, has_word, plain_words, search_key


class FilteredList(ChangeList):
    """A list that only its own filters can narrow, no other lookups in its address.

    Django would hand any lookup on a column to the database: one that the column does not know
    (`?id__regex=(`) fails, and one that no index serves reads the whole table.
    """

    def get_filters(self, request: HttpRequest) -> Any:
        found = super().get_filters(request)
        bounds = {f"{self.date_hierarchy}__gte", f"{self.date_hierarchy}__lt"}
        if unknown := found[2].keys() - bounds:
            raise IncorrectLookupParameters(unknown)
        return found


class ChoiceFilter(admin.SimpleListFilter):
    """A filter with a fixed set of choices."""

    # For each value in the address: the words, and what it does to the list.
    narrowed: Mapping[str, tuple[str | Promise, Callable[[Any], Any]]]
    # What the list shows if nothing is chosen.
    unchosen: tuple[str | Promise, Callable[[Any], Any]] = (gettext_lazy("All"), lambda rows: rows)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(value, words) for value, (words, _narrow) in self.narrowed.items()]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        return [first | {"display": self.unchosen[0]}, *others]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return self.narrowed.get(self.value() or "", self.unchosen)[1](queryset)


class FoldedSearchAdmin(admin.ModelAdmin):
    """An admin whose search finds all words anywhere in `search_fields`, which are columns.

    Case, accents and punctuation don't count.
    """

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        searched, words = cut(search_term), plain_words(cut(search_term))
        if searched.strip() and not words:
            return queryset.none(), False
        spaced = [part for name in self.search_fields for part in (name, Value(" "))]
        key = search_key(Concat(*spaced, output_field=CharField()))
        for word in words:
            queryset = queryset.alias(search_key=key).filter(has_word("search_key", word))
        return queryset, False


class CheckedListAdmin(ExportedList):
    """An admin whose list falls back to the whole list if it can't do what its address asks."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return FilteredList

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        try:
            return super().get_changelist_instance(request)
        except (DataError, DisallowedModelAdminLookup, OverflowError, ValueError) as error:
            raise IncorrectLookupParameters(error) from error

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *args: Any
    ) -> HttpResponse | None:
        """Act on the chosen rows, unless one of their keys can't be a key of this table."""
        try:
            for key in request.POST.getlist(ACTION_CHECKBOX_NAME):
                self.opts.pk.to_python(key)
        except ValidationError:
            messages.error(request, _("We couldn’t read which rows you chose. Choose them again."))
            return HttpResponseRedirect(request.get_full_path())
        response = super().response_action(request, queryset, *args)
        # An action shows first what it would do. One that leads elsewhere keeps its own event.
        if response and getattr(response, "url", "") == request.get_full_path():
            self._keep_in_audit_log(request)
        return response

    def _keep_in_audit_log(self, request: HttpRequest) -> None:
        audit.record(
            audit.Event.BULK,
            by=organizer(request),
            did=request.POST.get("action", ""),
            kind=self.opts.label_lower,
            rows=chosen_rows(request),
        )
