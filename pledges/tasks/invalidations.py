"""The job of an invalidation: whichever step it is in."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from pledges import invalidating
from pledges.models import Invalidation

log = logging.getLogger(__name__)
State = Invalidation.State
STEPS: dict[str, Callable[..., None]] = {
    State.COUNTING: invalidating.count_matches,
    State.APPLYING: invalidating.apply,
    State.REVERTING: invalidating.revert,
}


@app.task(name="go_on_with_invalidation", retry=3)
def go_on(invalidation_id: int) -> None:
    """Count, apply or take back, whichever is under way; nothing where that has ended."""
    row = Invalidation.objects.filter(pk=invalidation_id).first()
    step = STEPS.get(row.state) if row else None
    if step:
        step(invalidation_id, now=datetime.datetime.now(datetime.UTC), tell=note)


def note(row: Invalidation) -> None:
    log.info("Invalidation %d: %d of %d.", row.pk, row.looked_at_count, row.total_count)


def start(invalidation: Invalidation) -> None:
    """Have the step done that an invalidation is in, in the transaction of the caller."""
    lock = f"invalidation-{invalidation.pk}"
    try:
        with transaction.atomic():
            go_on.configure(lock=lock, queueing_lock=lock).defer(invalidation_id=invalidation.pk)
    except AlreadyEnqueued:
        log.info("Invalidation %d is under way already.", invalidation.pk)
