"""Invalidate signatures by a rule, and restore them exactly.

Each step works in batches. A batch and the note of its progress are one transaction, so after a
crash the work continues from there, and two workers never do the same batch.
"""

import datetime
import logging
import re
from collections.abc import Callable, Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Min, QuerySet
from django.utils.translation import gettext as _

from pledges.counts import milestones
from pledges.models import Invalidation, Signature

AT_ONCE = 1000
log = logging.getLogger(__name__)
State = Invalidation.State
# The status before each step.
BEGINS_AT: dict[State, Collection[State]] = {
    State.COUNTING: (State.DRAFT, State.COUNTED),
    State.APPLYING: (State.COUNTED,),
    State.REVERTING: (State.APPLIED,),
}


def begin(invalidation: Invalidation, step: State, *, now: datetime.datetime) -> None:
    """Start counting, applying or undoing an invalidation; a job does it from then on.

    Raises ValidationError if someone else did it first.
    """
    begun: dict[str, object] = {"state": step, "through_id": 0}
    begun |= {"looked_at_count": 0, "total_count": 0}
    if step == State.COUNTING:
        begun |= {"counted_at": now, "found_count": 0, "counted_count": 0}
    if step == State.APPLYING:
        begun |= {"counted_count": 0}
    if step == State.REVERTING:
        begun |= {"reverted_count": 0}
    waiting = Invalidation.objects.filter(pk=invalidation.pk, state__in=BEGINS_AT[step])
    if not waiting.update(**begun):
        raise ValidationError(
            _("Someone else just changed this. Check where it stands now."), code="done_meanwhile"
        )
    invalidation.refresh_from_db()


def count_matches(invalidation_id: int, *, now: datetime.datetime) -> None:
    """Count the signatures that match the rule (`found_count`), and those that count."""

    def count(row: Invalidation, found: list[Signature]) -> None:
        row.found_count = (row.found_count or 0) + len(found)
        row.counted_count += sum(each.is_confirmed for each in found)

    _go_through(invalidation_id, State.COUNTING, State.COUNTED, count)


def apply(invalidation_id: int, *, now: datetime.datetime) -> None:
    """Invalidate the signatures that match the rule; `counted_count` is how many counted.

    The goal and milestones that only they had reached go too. It looks only at signatures given
    before the count, so what was shown is what happens, except for people who left since.
    """

    def take_out(row: Invalidation, found: list[Signature]) -> None:
        Signature.objects.filter(pk__in=[each.pk for each in found]).update(
            state_before=F("state"), state=Signature.State.INVALID, invalidation=row
        )
        row.counted_count += sum(each.is_confirmed for each in found)

    def end(row: Invalidation) -> None:
        row.applied_at = now
        of_counted = row.signatures.filter(state_before=Signature.State.CONFIRMED)
        if since := of_counted.aggregate(since=Min("confirmed_at"))["since"]:
            milestones.take_back(row.petition_id, since=since, now=now)

    _go_through(invalidation_id, State.APPLYING, State.APPLIED, take_out, end=end)


def revert(invalidation_id: int, *, now: datetime.datetime) -> None:
    """Give every signature its old state back, except those withdrawn since.

    `reverted_count` is how many count again. The milestones that they reached stand again.
    """

    def put_back(row: Invalidation, found: list[Signature]) -> None:
        Signature.objects.filter(pk__in=[each.pk for each in found]).update(
            state=F("state_before"), state_before="", invalidation=None
        )
        row.reverted_count += sum(each.state_before == Signature.State.CONFIRMED for each in found)

    def end(row: Invalidation) -> None:
        row.reverted_at = now
        if row.applied_at:
            milestones.put_back(row.petition_id, fell_at=row.applied_at, now=now)

    _go_through(invalidation_id, State.REVERTING, State.REVERTED, put_back, end=end)


def _go_through(
    invalidation_id: int,
    step: State,
    then: State,
    do: Callable[[Invalidation, list[Signature]], None],
    *,
    end: Callable[[Invalidation], None] = lambda row: None,
) -> None:
    """Go through the signatures that a step may change, and `do` it to those that match.

    Counting locks none of them: a lock writes to each row, and there may be millions.
    """
    is_going_on = True
    while is_going_on:
        with transaction.atomic():
            locked = Invalidation.objects.select_for_update(of=("self",))
            row = locked.filter(pk=invalidation_id, state=step).first()
            if row is None:  # it ended, or was deleted
                return
            is_reverting = step == State.REVERTING
            rows = row.signatures.all() if is_reverting else meant(row)
            row.total_count = row.total_count or rows.count()
            batch = rows.filter(pk__gt=row.through_id).order_by("pk").defer("comment")
            if step != State.COUNTING:
                batch = batch.select_for_update(of=("self",))
            looked_at = list(batch[:AT_ONCE])
            do(row, looked_at if is_reverting else named_like(row.name_pattern, looked_at))
            row.looked_at_count += len(looked_at)
            is_going_on = len(looked_at) == AT_ONCE
            if looked_at:
                row.through_id = looked_at[-1].pk
            if not is_going_on:
                row.state = then
                end(row)
            row.save()
        log.info("Invalidation %d: %d of %d.", row.pk, row.looked_at_count, row.total_count)


def meant(invalidation: Invalidation) -> QuerySet[Signature]:
    """Return what matches the rule apart from the name, which is encrypted."""
    rule = invalidation
    states = [Signature.State.PENDING, Signature.State.CONFIRMED]
    parts: dict[str, object] = {
        "signed_at__lte": rule.counted_at,
        "supporter__domain_key": rule.domain_key,
        "block_hash": rule.block_hash,
        "supporter__postal_code": rule.postal_code,
        "signed_at__gte": rule.signed_from,
        "signed_at__lt": rule.signed_until,
    }
    given = {name: value for name, value in parts.items() if value}
    found = Signature.objects.filter(petition=rule.petition_id, state__in=states, **given)
    return found.select_related("supporter") if rule.name_pattern else found


def named_like(pattern: str, signatures: list[Signature]) -> list[Signature]:
    """Keep the signatures of supporters whose name matches; all of them without a pattern."""
    if not pattern:
        return signatures
    parts = (re.escape(part) for part in pattern.casefold().split("*"))
    looks_so = re.compile(".*".join(parts), re.DOTALL).fullmatch
    return [each for each in signatures if looks_so(each.supporter.name.casefold())]
