"""Every list as a file: the rows that it shows on all its pages, in its order.

A list's file is at `export/`, with the filters of the list in its address and `as=csv` or
`as=xlsx`. Its rows are read in one statement, so they're all from the same moment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import label_for_field, lookup_field
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db.models import Model, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeData
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaign.lib import audit
from campaign.lib.admin.action_pages import organizer
from campaign.lib.batches import in_parts
from campaign.lib.recent_proof import demand_recent_proof
from campaign.lib.workbooks import CSV, XLSX, csv_file, xlsx_file

MOST_ROWS = 100_000
AT_ONCE = 1000
FORMAT = "as"


class Column(NamedTuple):
    """A column of a file: its header, and what it has for a row."""

    name: str
    cell: Callable[[Any], Any]


class ExportedList(admin.ModelAdmin):
    """An admin whose list can be exported."""

    is_exported = True
    # What else the columns of the file need, as for `list_select_related`.
    export_related: tuple[str, ...] = ()

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        view = self.admin_site.admin_view(require_safe(self.export))
        own = [path("export/", view, name=name)] if self.is_exported else []
        return [*own, *super().get_urls()]

    def export_columns(self, request: HttpRequest) -> list[Column]:
        """Return the columns of the file: the number of the row, and what the list shows."""
        shown = [shown_column(self, name) for name in self.get_list_display(request)]
        number = Column(f"{self.opts.model_name}_id", lambda row: row.pk)
        return [number, *(column for column in shown if column.name != "id")]

    def prepare_rows(self, rows: Sequence[Any]) -> None:
        """Add to rows what the list shows besides their columns. Called for a few at a time."""

    def exports_private_columns(self, request: HttpRequest) -> bool:
        """Say whether the file has columns that only some roles may see."""
        return False

    def export(self, request: HttpRequest) -> HttpResponseBase:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if self.exports_private_columns(request):
            demand_recent_proof(request)
        query: Any = request.GET.copy()
        kind = query.pop(FORMAT, ["csv"])[-1]
        request.GET = query
        try:
            rows = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return redirect("../?e=1")
        if rows.order_by()[: MOST_ROWS + 1].count() > MOST_ROWS:
            words = _("This list has more than 100,000 rows. Filter it, then export it.")
            messages.error(request, words)
            return redirect(f"../?{query.urlencode()}")
        columns = self.export_columns(request)
        audit.record(
            audit.Event.LIST_EXPORTED,
            by=organizer(request),
            kind=self.opts.label_lower,
            columns=[column.name for column in columns],
        )
        return self._exported(rows, columns, "xlsx" if kind == "xlsx" else "csv")

    def _exported(self, rows: QuerySet[Any], columns: list[Column], kind: str) -> HttpResponseBase:
        if self.export_related:
            rows = rows.select_related(*self.export_related)
        header, cells = [column.name for column in columns], self._cells_of(rows, columns)
        name = f"{slugify(str(self.opts.verbose_name_plural))}-{timezone.localdate()}.{kind}"
        if kind == "xlsx":
            file = xlsx_file(header, cells)
            return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
        response = StreamingHttpResponse(csv_file(header, cells), content_type=CSV)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def _cells_of(self, rows: QuerySet[Any], columns: list[Column]) -> Iterator[list[Any]]:
        for part in in_parts(rows.iterator(chunk_size=AT_ONCE), AT_ONCE):
            self.prepare_rows(part)
            for row in part:
                yield [column.cell(row) for column in columns]


def shown_column(model_admin: admin.ModelAdmin, name: Any) -> Column:
    """Return a column of a list. It's called after the model's column, or else after its label."""
    label, attribute = label_for_field(
        name, model_admin.model, model_admin=model_admin, return_attr=True
    )
    header = name if attribute is None else re.sub(r"\W+", "_", str(label).lower()).strip("_")
    return Column(header, lambda row: shown_cell(model_admin, row, name))


def shown_cell(model_admin: admin.ModelAdmin, row: Model, name: Any) -> Any:
    """Return what a list shows of a row: labels of choices, the words of badges."""
    try:
        field, _attribute, value = lookup_field(name, row, model_admin)
    except ObjectDoesNotExist:
        return None
    if field is not None and getattr(field, "flatchoices", None):
        return str(getattr(row, f"get_{field.name}_display")())
    if isinstance(value, SafeData):
        return unescape(strip_tags(str(value)))
    return value
