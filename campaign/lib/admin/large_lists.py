"""Lists of tables with millions of rows. Nothing counts or sorts the whole table."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.paginator import Paginator
from django.utils.functional import cached_property

from campaign.lib.admin.lists import FilteredList

MOST_LISTED = 10_000


class CappedPaginator(Paginator):
    @cached_property
    def count(self) -> int:
        return min(self.counted, MOST_LISTED)

    @cached_property
    def counted(self) -> int:
        """Return the number of rows, at most MOST_LISTED + 1."""
        rows: Any = self.object_list
        return int(rows.order_by()[: MOST_LISTED + 1].count())

    @property
    def is_capped(self) -> bool:
        return self.counted > MOST_LISTED


class NewestFirst(FilteredList):
    """A list with only one order, whatever its web address asks for."""

    def get_ordering(self, request: Any, queryset: Any) -> list[Any]:
        return list(self.model_admin.get_ordering(request))

    def get_ordering_field_columns(self) -> dict[int, Any]:
        return {}


class LargeTableAdmin(ModelAdmin):
    """An admin of a table with millions of rows. Mix it in before other classes."""

    paginator = CappedPaginator
    sortable_by = ()

    def get_changelist(self, request: Any, **kwargs: Any) -> type[NewestFirst]:
        return NewestFirst
