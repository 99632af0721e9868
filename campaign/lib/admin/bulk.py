"""Actions on many rows of a list: a page first shows what will happen to which row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from campaign.lib.admin.action_pages import context_of
from campaign.lib.admin.constraint_messages import sentences_of
from campaign.lib.digest import digest_of
from campaign.lib.file_storage import no_orphans
from campaign.lib.http import NUMBER
from campaign.lib.recent_proof import demand_recent_proof

MOST_ROWS = 5000
MOST_SHOWN = 200
ROWS, SEEN = "bulk_rows", "bulk_seen"


@dataclass(frozen=True)
class Bulk:
    """What an action does to the rows that someone chose.

    `effect` says in a few words what happens to a row, `refusal` why a row is left out, "" if it
    isn't. `do` takes the other rows, and returns the sentence to show and the address to go to, ""
    for the list. `warning` says what can't be undone, `note` how it can. If it `needs_proof`, it's
    done only after a recent second factor. A `form` asks for what all of it depends on, bound once
    somebody answered. Until it's valid, `effect` says what each row holds now.
    """

    title: str
    button: str
    effect: Callable[[Any], str]
    do: Callable[[list[Any]], tuple[str, str]]
    refusal: Callable[[Any], str] = field(default=lambda row: "")
    note: str = ""
    warning: str = ""
    needs_proof: bool = False
    form: forms.Form | None = None
    most: int | None = None

    @property
    def may_be_done(self) -> bool:
        return self.form is None or self.form.is_valid()


def bulk_page(
    model_admin: ModelAdmin,
    request: HttpRequest,
    queryset: QuerySet[Any],
    bulk: Bulk | Callable[[list[Any]], Bulk],
) -> HttpResponse | None:
    """Show what would happen to which rows. Once that's confirmed, do it: all of it or nothing.

    If a row changed since the page was shown, the page comes again. Return it from the action.
    `bulk` may be a function of the rows, to look up once what all of them need.
    """
    most = (bulk.most if isinstance(bulk, Bulk) else None) or MOST_ROWS
    rows = list(_chosen(request, queryset)[: most + 1])
    if len(rows) > most:
        words = _("Choose at most %(count)d rows at a time.") % {"count": most}
        messages.error(request, words)
        return None
    if not isinstance(bulk, Bulk):
        bulk = bulk(rows)
    problems: Sequence[str] = ()
    if SEEN in request.POST and bulk.may_be_done:
        if bulk.needs_proof:
            demand_recent_proof(request)
        try:
            with no_orphans(), transaction.atomic():
                return _do_as_seen(request, rows, bulk)
        except (ValidationError, IntegrityError) as refusal:
            problems = sentences_of(refusal)
    return _preview(model_admin, request, rows, bulk, problems)


def chosen_rows(request: HttpRequest) -> list[str]:
    """Return the ids of the rows that a posted action is about."""
    if confirmed := request.POST.get(ROWS):
        return confirmed.split(",")
    return request.POST.getlist(ACTION_CHECKBOX_NAME)


def _chosen(request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
    if ROWS not in request.POST:
        return queryset
    ids = [int(key) for key in chosen_rows(request) if NUMBER.fullmatch(key)]
    return queryset.filter(pk__in=ids)


def _do_as_seen(request: HttpRequest, rows: list[Any], bulk: Bulk) -> HttpResponse:
    if _seen(rows, bulk) != request.POST[SEEN]:
        raise changed_meanwhile()
    meant = [row for row in rows if not bulk.refusal(row)]
    if not meant:
        raise ValidationError(_("All of these rows are left out."), code="nothing_to_do")
    sentence, address = bulk.do(meant)
    messages.success(request, sentence)
    return redirect(address or request.get_full_path())


def changed_meanwhile() -> ValidationError:
    words = _("Something changed since you opened this page. Review it again.")
    return ValidationError(words, code="changed")


def _seen(rows: list[Any], bulk: Bulk) -> str:
    return digest_of(part for row in rows for part in (row.pk, bulk.effect(row), bulk.refusal(row)))


def _preview(
    model_admin: ModelAdmin,
    request: HttpRequest,
    rows: list[Any],
    bulk: Bulk,
    problems: Sequence[str],
) -> HttpResponse:
    refused = [(row, reason) for row in rows if (reason := bulk.refusal(row))]
    left_out = {row.pk for row, _reason in refused}
    meant = [row for row in rows if row.pk not in left_out]
    context = {
        **context_of(model_admin, request),
        "title": bulk.title,
        "bulk": bulk,
        "problems": problems,
        "form": bulk.form,
        "count": len(meant),
        "shown": [(row, bulk.effect(row)) for row in meant[:MOST_SHOWN]],
        "refused": refused[:MOST_SHOWN],
        "refused_count": len(refused),
        "hidden": {
            "action": request.POST.get("action", ""),
            "select_across": "1",
            ACTION_CHECKBOX_NAME: rows[0].pk if rows else "",
            ROWS: ",".join(str(row.pk) for row in rows),
        },
        # Only the button that does it posts what was shown.
        "seen": {SEEN: _seen(rows, bulk)} if bulk.may_be_done else {},
        "list_url": request.get_full_path(),
    }
    status = 422 if problems or (bulk.form and bulk.form.errors) else 200
    return TemplateResponse(request, "admin/shared/bulk.html", context, status=status)
