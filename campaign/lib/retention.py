"""What is erased once nobody needs it any more: each app's rules are in its module `retention`.

    @retention.rule(_("addresses of people who reported an error"))
    def addresses_of_senders(now: datetime.datetime, *, is_dry_run: bool) -> int:
        past = Correction.objects.with_sender_past_keeping(now)
        return past.count() if is_dry_run else past.update(sender="")

A rule returns how many rows it erased, or would erase, and may run at any time and again.
"""

import datetime
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.module_loading import autodiscover_modules

from campaign.lib.batches import ids_in_batches

AT_ONCE = 1000
log = logging.getLogger(__name__)


class Erase(Protocol):
    def __call__(self, now: datetime.datetime, *, is_dry_run: bool) -> int: ...


@dataclass(frozen=True)
class Rule:
    description: str | Promise
    erase: Erase


class PurgeError(Exception):
    """Some rules failed. The log says why, and `erased` is what the others did."""

    def __init__(self, erased: list[tuple[str, int]], failed: list[str]) -> None:
        super().__init__(f"{len(failed)} of {len(erased) + len(failed)} rules failed: {failed}")
        self.erased = erased
        self.failed = failed


AnyErase = TypeVar("AnyErase", bound=Erase)
RULES: list[Rule] = []


def rule(description: str | Promise) -> Callable[[AnyErase], AnyErase]:
    """Register a function as a rule; `description`, translated, names what it erases."""

    def register(erase: AnyErase) -> AnyErase:
        RULES.append(Rule(description, erase))
        return erase

    return register


def rules() -> list[Rule]:
    """Return the rules of every installed app."""
    autodiscover_modules("retention")
    return RULES


def purge(now: datetime.datetime, *, is_dry_run: bool) -> list[tuple[str, int]]:
    """Run all rules. Return each description and row count. Rules commit what they erase.

    A dry run changes nothing. If rules fail, raises PurgeError after the others have run.
    """
    erased: list[tuple[str, int]] = []
    failed: list[str] = []
    for each in rules():
        description = str(each.description)
        try:
            count = _rehearse(each, now) if is_dry_run else each.erase(now, is_dry_run=False)
        except Exception:
            log.exception("Couldn't erase these because of an error: %s", description)
            failed.append(description)
        else:
            erased.append((description, count))
    if failed:
        raise PurgeError(erased, failed)
    return erased


def _rehearse(rule: Rule, now: datetime.datetime) -> int:
    """Return what a rule would erase. Even a rule that ignores `is_dry_run` erases nothing."""
    with transaction.atomic():
        count = rule.erase(now, is_dry_run=True)
        transaction.set_rollback(True)
    return count


def delete_in_batches(
    rows: QuerySet[Any], *, is_dry_run: bool, lock: Callable[[list[int]], None] = lambda ids: None
) -> int:
    """Delete rows and everything that depends on them in batches. Return how many rows.

    Each batch is a transaction, so nobody waits long. A row that no longer matches once it's
    locked, for example because its owner just confirmed it, stays.
    """
    if is_dry_run:
        return rows.count()
    deleted = 0
    for ids in ids_in_batches(rows, AT_ONCE):
        with transaction.atomic():
            lock(ids)
            still = rows.filter(pk__in=ids).order_by("pk").select_for_update(of=("self",))
            meant = list(still.values_list("pk", flat=True))
            rows.model._default_manager.filter(pk__in=meant).delete()
        deleted += len(meant)
    return deleted
