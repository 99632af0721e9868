"""What organizers did to many rows at once: who, when, to which rows, and a button to undo it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaign.lib.admin.action_pages import (
    ActionPage,
    action_page,
    organizer,
    page_of,
    posted,
    row_or_404,
)
from campaign.lib.admin.base import ReadOnlyAdmin
from campaign.lib.admin.detail_page import DetailPage
from campaign.lib.admin.lists import ChoiceFilter
from campaign.lib.paging import page_or_404
from candidates.admin.act_rows import rows_shown
from candidates.admin.job_progress import job_context
from candidates.ledger import acts
from candidates.models import Act
from candidates.tasks import has_stopped, work_later

ROWS_PER_PAGE = 100
# A job undoes more than these: it would take longer than anyone waits for a page.
MOST_IN_A_REQUEST = 100


class UndoneFilter(ChoiceFilter):
    title = gettext_lazy("undone")
    parameter_name = "undone"
    narrowed = {
        "no": (gettext_lazy("No"), lambda rows: rows.filter(undone_at=None)),
        "yes": (gettext_lazy("Yes"), lambda rows: rows.exclude(undone_at=None)),
    }


@admin.register(Act)
class ActAdmin(DetailPage, ReadOnlyAdmin):
    page_template = "admin/candidates/act/page.html"
    list_display = ["title", "kind", "row_count", "by", "done_at", "undone_at", "undone_by"]
    list_filter = ["kind", UndoneFilter]
    list_select_related = ["by", "undone_by"]
    date_hierarchy = "done_at"
    ordering = ["-done_at", "-pk"]
    sortable_by = ()

    def get_urls(self) -> list[URLPattern]:
        return [self.page("<int:act_id>/undo/", undo, "undo"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Act]:
        return super().get_queryset(request).select_related("by", "undone_by")

    def page_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        return {
            "title": row.title,
            "may_undo": may_undo(request, row) and not is_too_old(row),
            "is_too_old": is_too_old(row),
            **job_context(row),
            **listed(request, row),
        }


def may_undo(request: HttpRequest, act: Act) -> bool:
    return request.user.has_perms(["candidates.change_act", Act.RIGHTS[Act.Kind(act.kind)]])


def is_too_old(act: Act) -> bool:
    return act.done_at < timezone.now() - Act.KEPT


def listed(request: HttpRequest, act: Act) -> dict[str, Any]:
    """Return one page of an act's rows in words, as the address asks for it."""
    page = page_or_404(request, act.changes.all(), ROWS_PER_PAGE, count=act.row_count)
    may_see = request.user.has_perm("candidates.change_candidacy")
    return {"page": page, "rows": list(rows_shown(list(page), with_private=may_see))}


def undo(act_admin: ActAdmin, request: HttpRequest, act_id: int) -> HttpResponse:
    """Show what undoing an act would change, or why it can't be undone. Then undo it.

    A job undoes a large one, and the act's page says how far it is.
    """
    act: Act = row_or_404(act_admin, request, act_id, to_change=False)
    if not may_undo(request, act):
        raise PermissionDenied
    reasons = acts.reasons_against_undoing(act, now=timezone.now())

    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        if act.row_count > MOST_IN_A_REQUEST:
            return _undo_later(act, organizer(request), reasons), page_of(act)
        if not acts.undo(act, by=organizer(request), now=timezone.now()):
            return _("Someone already undid this."), page_of(act)
        done = ngettext(
            "Undone. %(count)d row is as it was before.",
            "Undone. %(count)d rows are as they were before.",
            act.row_count,
        )
        return done % {"count": act.row_count}, page_of(act)

    action = ActionPage(
        title=_("Undo: %(title)s") % {"title": act.title},
        button=ngettext("Undo %(count)d row", "Undo all %(count)d rows", act.row_count)
        % {"count": act.row_count},
        do=do,
    )
    return action_page(
        act_admin,
        request,
        act,
        forms.Form(posted(request)),
        action,
        template="admin/candidates/act/undo.html",
        context={
            "reasons": [message for reason in reasons for message in reason.messages],
            **listed(request, act),
        },
    )


def _undo_later(act: Act, by: User, reasons: Sequence[ValidationError]) -> str:
    """Have a job undo an act. Of two who ask for that at once, the second is told."""
    act.refresh_from_db(from_queryset=Act.objects.select_for_update())
    if act.is_undone:
        return _("Someone already undid this.")
    if act.is_at_work and not has_stopped(act):
        return _("Someone is already undoing this.")
    if reasons:
        raise ValidationError(list(reasons))
    act.undoing_since, act.undone_by, act.undo_problem = timezone.now(), by, ""
    act.save(update_fields=["undoing_since", "undone_by", "undo_problem"])
    work_later(act)
    return _("We’re undoing it. You can leave this page.")
