"""Deciding pairs of people that may be one, as one act that can be undone."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.lib.admin.constraint_messages import sentences_of
from candidates.ledger import acts
from candidates.ledger.locks import lock_people
from candidates.ledger.people import decided_meanwhile, say_the_same
from candidates.models import Act, Candidacy, FecId, LinkSuggestion, Person


def merge_pairs(pairs: Sequence[LinkSuggestion], *, by: User, now: datetime.datetime) -> Act:
    """Merge each pair into the one whose page should stay: all of them or none.

    Raises ValidationError with each pair that can't be merged and the reason.
    """
    with acts.acting(Act.Kind.MERGER, title=_title(pairs), by=by, now=now) as act:
        lock_people([pk for pair in pairs for pk in (pair.first_id, pair.second_id)])
        reasons = _merge(pairs, act, by=by, now=now)
        if reasons:
            raise ValidationError(
                [f"{pair}: {reason}" for pair in pairs for reason in reasons.get(pair.pk, ())],
                code="not_mergeable",
            )
    return act.row


def reasons_against_merging(
    pairs: Sequence[LinkSuggestion], *, by: User, now: datetime.datetime
) -> dict[int, list[str]]:
    """Try it and take it back. Return why pairs can't be merged, by their ids."""
    with transaction.atomic():
        act = acts.Acting(Act(kind=Act.Kind.MERGER, by=by, done_at=now))
        reasons = _merge(pairs, act, by=by, now=now)
        transaction.set_rollback(True)
    return reasons


def keep_pairs_apart(pairs: Sequence[LinkSuggestion], *, by: User, now: datetime.datetime) -> Act:
    """Remember that each pair are two people. No import suggests them again.

    Raises ValidationError if one of them got another decision meanwhile.
    """
    title = ngettext(
        "%(count)d pair isn’t the same person", "%(count)d pairs aren’t the same person", len(pairs)
    ) % {"count": len(pairs)}
    with acts.acting(Act.Kind.SEPARATION, title=title, by=by, now=now) as act:
        for pair in acts.locked(LinkSuggestion, [pair.pk for pair in pairs]):
            if pair.decision:
                raise decided_meanwhile()
            act.set(pair, decision=LinkSuggestion.Decision.NOT_SAME, decided_at=now, decided_by=by)
    return act.row


def _title(pairs: Sequence[LinkSuggestion]) -> str:
    if len(pairs) == 1:
        names = {"first": pairs[0].first, "second": pairs[0].second}
        return _("Merged %(first)s and %(second)s") % names
    return _("Merged %(count)d pairs of people") % {"count": len(pairs)}


def _merge(
    pairs: Sequence[LinkSuggestion], act: acts.Acting, *, by: User, now: datetime.datetime
) -> dict[int, list[str]]:
    """Merge what can be merged. Return the reasons why other pairs can't, by their ids."""
    reasons = {}
    for pair in pairs:
        try:
            with transaction.atomic(), act.noting(*_rows_behind(pair)):
                say_the_same(pair, by=by, now=now)
        except (ValidationError, IntegrityError) as refusal:
            reasons[pair.pk] = sentences_of(refusal)
    return reasons


def _rows_behind(pair: LinkSuggestion) -> list[QuerySet[Any]]:
    """Return all rows that merging a pair may change."""
    people = [pair.first_id, pair.second_id]
    return [
        Person.objects.filter(Q(pk__in=people) | Q(merged_into__in=people)),
        FecId.objects.filter(person__in=people),
        Candidacy.objects.filter(person__in=people),
        LinkSuggestion.objects.filter(Q(first__in=people) | Q(second__in=people)),
    ]
