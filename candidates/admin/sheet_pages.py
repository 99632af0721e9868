"""The pages of one sheet: its columns, its preview with choices, and its buttons."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.admin.action_pages import context_of, organizer, page_of, posted, row_or_404
from candidates.admin.job_progress import job_context
from candidates.admin.sheet_forms import ColumnsForm, LookForm
from candidates.importers.sheets import files
from candidates.importers.sheets.apply import (
    MINE,
    THEIRS,
    choice_of,
    choose_sheet,
    forget_files,
    headers_of,
    match,
    refused_rows_stay,
    suggested_columns,
    table_of,
)
from candidates.importers.sheets.mapping import labels_of
from candidates.models import SheetImport
from candidates.tasks import has_stopped, work_later

State = SheetImport.State
ROWS_A_PAGE = 100
LISTS = {
    "conflict": gettext_lazy("Someone else changed these, too"),
    "refused": gettext_lazy("Refused"),
    "notes": gettext_lazy("Warnings"),
    "change": gettext_lazy("Changes"),
}


def sheet_or_404(sheets: admin.ModelAdmin, request: HttpRequest, sheet_id: int) -> SheetImport:
    """Return a sheet that the organizer may apply."""
    record: SheetImport = row_or_404(sheets, request, sheet_id, to_change=False)
    if not sheets.has_add_permission(request):
        raise PermissionDenied
    return record


def columns(sheets: admin.ModelAdmin, request: HttpRequest, sheet_id: int) -> HttpResponse:
    record = sheet_or_404(sheets, request, sheet_id)
    if record.state not in {State.MATCHING, State.READY} or not record.folder:
        return redirect(page_of(record))
    table = table_of(record)
    look = LookForm(request.GET if "header_row" in request.GET else None, table=table)
    if look.is_bound and look.is_valid():
        chosen = look.cleaned_data.get("sheet")
        if chosen and chosen != table.chosen:
            choose_sheet(record, chosen)
            return redirect("admin:candidates_sheetimport_columns", record.pk)
        record.header_row = look.cleaned_data["header_row"]
        record.save(update_fields=["header_row"])
    headers = headers_of(table, record.header_row)
    form = ColumnsForm(
        posted(request), record=record, table=table, columns=suggested_columns(record, headers)
    )
    if request.method == "POST" and form.is_valid() and _match(record, form):
        return redirect(page_of(record))
    if not look.is_bound or look.is_valid():
        look = LookForm(
            initial={"sheet": table.chosen, "header_row": record.header_row}, table=table
        )
    shown = {
        **context_of(sheets, request),
        "title": _("Match the columns"),
        "subtitle": record.file_name,
        "row": record,
        "row_url": page_of(record),
        "form": form,
        "look": look,
        "needed": [labels_of(form.kind.TARGETS, names) for names in form.kind.NEEDED],
    }
    template = "admin/candidates/sheetimport/columns.html"
    has_errors = form.errors or look.errors
    return TemplateResponse(request, template, shown, status=422 if has_errors else 200)


def _match(record: SheetImport, form: ColumnsForm) -> bool:
    try:
        with transaction.atomic():
            match(
                record,
                header_row=record.header_row,
                columns=form.chosen(),
                clears=form.cleaned_data.get("clears", False),
            )
            work_later(record)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


def choose(sheets: admin.ModelAdmin, request: HttpRequest, sheet_id: int) -> HttpResponse:
    """Store what to keep where somebody else changed the same."""
    record = sheet_or_404(sheets, request, sheet_id)
    if record.state == State.READY:
        _note_choices(record, request)
        messages.success(request, _("Saved your choices. Nothing has changed yet."))
    return redirect(page_of(record))


def _note_choices(record: SheetImport, request: HttpRequest) -> None:
    if (all_of_them := request.POST.get("all")) in {MINE, THEIRS}:
        record.choices = {"all": all_of_them}
    else:
        rows = {
            name.removeprefix("row_"): value
            for name, value in request.POST.items()
            if name.startswith("row_") and name[4:].isdecimal() and value in {MINE, THEIRS}
        }
        record.choices = {**record.choices, **rows}
    record.save(update_fields=["choices"])


def apply(sheets: admin.ModelAdmin, request: HttpRequest, sheet_id: int) -> HttpResponse:
    """Have a job apply the sheet. Of two who press the button at once, the second is told."""
    record = sheet_or_404(sheets, request, sheet_id)
    with transaction.atomic():
        record = SheetImport.objects.select_for_update(of=("self",)).get(pk=record.pk)
        if record.state != State.READY or not record.folder:
            messages.warning(request, _("This sheet isn’t waiting to be applied anymore."))
            return redirect(page_of(record))
        record.skips_refused = "skips_refused" in request.POST
        if record.counts.get("refused") and not record.skips_refused:
            messages.error(request, refused_rows_stay())
            return redirect(page_of(record))
        record.state, record.problem = State.APPLYING, ""
        record.applied_by, record.applied_at = organizer(request), None
        record.save()
        work_later(record)
    sheets.log_change(request, record, _("Applied."))
    return redirect(page_of(record))


def again(sheets: admin.ModelAdmin, request: HttpRequest, sheet_id: int) -> HttpResponse:
    """Have a job do what another one was to do that stopped."""
    record = sheet_or_404(sheets, request, sheet_id)
    with transaction.atomic():
        record = SheetImport.objects.select_for_update(of=("self",)).get(pk=record.pk)
        if has_stopped(record):
            work_later(record)
    return redirect(page_of(record))


def discard(sheets: admin.ModelAdmin, request: HttpRequest, sheet_id: int) -> HttpResponse:
    """Delete the files of a sheet that nobody will apply."""
    record = sheet_or_404(sheets, request, sheet_id)
    with transaction.atomic():
        record = SheetImport.objects.select_for_update(of=("self",)).get(pk=record.pk)
        if not record.is_at_work and not record.is_applied:
            forget_files(record)
            messages.success(request, _("Deleted the upload. Nothing changed."))
    return redirect("admin:candidates_sheetimport_changelist")


def context_of_sheet(
    request: HttpRequest, record: SheetImport, *, may_apply: bool
) -> dict[str, Any]:
    context = {"title": record.file_name, "may_apply": may_apply, **job_context(record)}
    plan = files.read_json(record.folder, files.PLAN) if record.state == State.READY else None
    return {**context, **_preview(request, record, plan["rows"])} if plan else context


def _preview(
    request: HttpRequest, record: SheetImport, rows: list[dict[str, Any]]
) -> dict[str, Any]:
    of_list = {
        "conflict": [row for row in rows if row["state"] == "conflict"],
        "refused": [row for row in rows if row["state"] == "refused"],
        "notes": [row for row in rows if row["notes"] and row["state"] != "refused"],
        "change": [row for row in rows if row["state"] == "change"],
    }
    filled = [name for name, found in of_list.items() if found]
    which = request.GET.get("show", "")
    if which not in filled:
        which = filled[0] if filled else ""
    page = Paginator(of_list.get(which, []), ROWS_A_PAGE).get_page(request.GET.get("page"))
    for row in of_list["conflict"]:
        row["choice"] = choice_of(record, row["number"])
    undecided_count = sum(not row["choice"] for row in of_list["conflict"])
    change_count = len(of_list["change"]) + len(of_list["conflict"])
    return {
        "lists": [(name, LISTS[name], len(of_list[name])) for name in filled],
        "which": which,
        "page": page,
        "change_count": change_count,
        "refused_count": len(of_list["refused"]),
        "undecided_count": undecided_count,
        "can_apply": change_count and not undecided_count,
    }
