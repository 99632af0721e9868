"""Merging people: a page that shows both sides of each pair, and the button that confirms it."""

from collections.abc import Sequence

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.lib import audit
from campaign.lib.admin.action_pages import context_of, organizer, page_of, row_or_404
from campaign.lib.admin.constraint_messages import sentences_of
from campaign.lib.digest import digest_of
from campaign.lib.http import NUMBER
from candidates.ledger.locks import lock_people
from candidates.ledger.people import say_the_same, which_to_keep
from candidates.models import LinkSuggestion


def same_person(links: admin.ModelAdmin, request: HttpRequest, suggestion_id: int) -> HttpResponse:
    return confirmation(links, request, [row_or_404(links, request, suggestion_id)])


def confirmation(
    links: admin.ModelAdmin, request: HttpRequest, rows: Sequence[LinkSuggestion]
) -> HttpResponse:
    pairs = []
    for row in rows:
        kept, merged = which_to_keep(row.first, row.second)
        pairs.append({"row": row, "kept": kept, "merged": merged, "seen": seen_token(row)})
    context = {
        **context_of(links, request),
        "title": _("Merge these people?"),
        "pairs": pairs,
        "row_url": page_of(rows[0]) if len(rows) == 1 else None,
        "row": rows[0] if len(rows) == 1 else None,
    }
    return TemplateResponse(request, "admin/candidates/linksuggestion/merge.html", context)


def merge(links: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """Merge each pair that was confirmed, if it still is what the page showed."""
    if not links.has_change_permission(request):
        raise PermissionDenied
    chosen = [int(key) for key in request.POST.getlist("pair") if NUMBER.fullmatch(key)]
    rows = list(links.get_queryset(request).filter(pk__in=chosen[: links.list_per_page]))
    merged_count = 0
    for row in rows:
        try:
            with transaction.atomic():
                _merge_as_seen(links, request, row)
                links.log_change(request, row, _("Same person."))
                audit.record(audit.Event.BULK, by=organizer(request), about=row, did="merge")
        except (ValidationError, IntegrityError) as refusal:
            problems = " ".join(sentences_of(refusal))
            messages.warning(request, f"{row}: {problems}")
        else:
            merged_count += 1
    sentence = ngettext("Merged %(count)d pair.", "Merged %(count)d pairs.", merged_count)
    messages.success(request, sentence % {"count": merged_count})
    if len(rows) == 1 and not merged_count:
        return redirect(page_of(rows[0]))
    return redirect(reverse("admin:candidates_linksuggestion_changelist"))


def _merge_as_seen(links: admin.ModelAdmin, request: HttpRequest, row: LinkSuggestion) -> None:
    lock_people([row.first_id, row.second_id])
    row = links.get_queryset(request).get(pk=row.pk)
    if not constant_time_compare(seen_token(row), request.POST.get(f"seen_{row.pk}", "")):
        raise ValidationError(
            _("This pair changed since you opened the page. Review it again."), code="changed"
        )
    say_the_same(row, by=organizer(request), now=timezone.now())


def seen_token(row: LinkSuggestion) -> str:
    """Return a digest of a pair and of what either person runs for and answered."""
    values: list[object] = [row.decision]
    for person in (row.first, row.second):
        values += [person.pk, person.full_name, person.died_on, person.merged_into_id]
        for run in person.candidacies.all():
            values += [run.pk, run.race_id, run.party_code, run.incumbency, run.ballot_status]
            values += [run.duplicate_of_id, run.current_answer_id, run.outcome]
    return digest_of(values)
