"""Merging people: a page that shows both sides of each pair, and the button that confirms it."""

from collections.abc import Sequence

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.lib.admin.action_pages import context_of, organizer, page_of, row_or_404
from campaign.lib.admin.constraint_messages import sentences_of
from campaign.lib.digest import digest_of
from campaign.lib.http import NUMBER
from candidates.ledger.locks import lock_people
from candidates.ledger.pairs import merge_pairs, reasons_against_merging
from candidates.ledger.people import which_to_keep
from candidates.models import LinkSuggestion


def same_person(links: admin.ModelAdmin, request: HttpRequest, suggestion_id: int) -> HttpResponse:
    return confirmation(links, request, [row_or_404(links, request, suggestion_id)])


def confirmation(
    links: admin.ModelAdmin,
    request: HttpRequest,
    rows: Sequence[LinkSuggestion],
    problems: Sequence[str] = (),
) -> HttpResponse:
    """Show both sides of each pair, and which pairs can't be merged."""
    reasons = reasons_against_merging(rows, by=organizer(request), now=timezone.now())
    pairs = []
    for row in rows:
        kept, merged = which_to_keep(row.first, row.second)
        pair = {"row": row, "kept": kept, "merged": merged, "seen": seen_token(row)}
        pairs.append({**pair, "reasons": reasons.get(row.pk, [])})
    context = {
        **context_of(links, request),
        "title": _("Merge these people?"),
        "pairs": pairs,
        "problems": problems,
        "mergeable_count": len(rows) - len(reasons),
        "row_url": page_of(rows[0]) if len(rows) == 1 else None,
        "row": rows[0] if len(rows) == 1 else None,
    }
    template = "admin/candidates/linksuggestion/merge.html"
    return TemplateResponse(request, template, context, status=422 if problems else 200)


def merge(links: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Merge the pairs that were confirmed as one act, if all still are what the page showed."""
    if not links.has_change_permission(request):
        raise PermissionDenied
    chosen = [int(key) for key in request.POST.getlist("pair") if NUMBER.fullmatch(key)]
    rows = list(links.get_queryset(request).filter(pk__in=chosen[: links.list_per_page]))
    if not rows:
        messages.warning(request, _("Check at least one pair."))
        return redirect("admin:candidates_linksuggestion_changelist")
    try:
        with transaction.atomic():
            _refuse_changed(links, request, rows)
            act = merge_pairs(rows, by=organizer(request), now=timezone.now())
            for row in rows:
                links.log_change(request, row, _("Same person."))
    except (ValidationError, IntegrityError) as refusal:
        rows = list(links.get_queryset(request).filter(pk__in=[row.pk for row in rows]))
        return confirmation(links, request, rows, sentences_of(refusal))
    sentence = ngettext("Merged %(count)d pair.", "Merged %(count)d pairs.", len(rows))
    messages.success(request, sentence % {"count": len(rows)})
    return redirect(page_of(act))


def _refuse_changed(
    links: admin.ModelAdmin, request: HttpRequest, rows: Sequence[LinkSuggestion]
) -> None:
    """Lock the people and raise ValidationError with each pair that isn't what the page showed."""
    lock_people([pk for row in rows for pk in (row.first_id, row.second_id)])
    now = links.get_queryset(request).filter(pk__in=[row.pk for row in rows])
    changed = [
        row
        for row in now
        if not constant_time_compare(seen_token(row), request.POST.get(f"seen_{row.pk}", ""))
    ]
    if changed:
        words = _("changed since you opened the page. Review it again.")
        raise ValidationError([f"{row}: {words}" for row in changed], code="changed")


def seen_token(row: LinkSuggestion) -> str:
    """Return a digest of a pair and of what either person runs for and answered."""
    values: list[object] = [row.decision]
    for person in (row.first, row.second):
        values += [person.pk, person.full_name, person.died_on, person.merged_into_id]
        for run in person.candidacies.all():
            values += [run.pk, run.race_id, run.party_code, run.incumbency, run.ballot_status]
            values += [run.duplicate_of_id, run.current_answer_id, run.outcome]
    return digest_of(values)
