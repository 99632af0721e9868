"""What mail a sign-up is answered with, decided after the visitor has gone.

Somebody who sends the form again gets one mail in ten minutes, three a day and five in all.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

from django.db import transaction
from django.db.models import Count, Max, Q

from pledges.models import Mail, Signature, SignUp, Supporter, Suppression

AT_ONCE = 200
QUIET = datetime.timedelta(minutes=10)
MOST_A_DAY = 3
MOST_IN_ALL = 5
# Who is kept apart for this may have been a person at a busy stall: another try lets them in.
FORGIVEN = {Signature.Quarantine.TRAP, Signature.Quarantine.LIMIT}

Kind = Mail.Kind
State = Signature.State
Defer = Callable[[Sequence[int]], None]


def answer_sign_ups(*, now: datetime.datetime, defer: Defer) -> int:
    """Write the mails that sign-ups are answered with; return how many sign-ups there were.

    `defer` has mails sent, by their ids, in the same transaction. A sign-up is answered once,
    whoever else looks at the same time, and looked at again where this is killed.
    """
    answered = 0
    while batch := _answer_some(now, defer):
        answered += batch
    return answered


def _answer_some(now: datetime.datetime, defer: Defer) -> int:
    with transaction.atomic():
        taken = list(
            SignUp.objects.select_for_update(skip_locked=True, of=("self",)).order_by("pk")[
                :AT_ONCE
            ]
        )
        mails = [
            mail
            for supporter_id, petition_id, is_kept_apart in sorted(
                {
                    (each.supporter_id, each.petition_id, each.is_kept_apart)
                    for each in taken
                    if each.supporter_id is not None
                },
                key=lambda key: (key[0], key[1] or 0, key[2]),
            )
            if (mail := _mail_for(supporter_id, petition_id, is_kept_apart, now))
        ]
        SignUp.objects.filter(pk__in=[each.pk for each in taken]).delete()
        if mails:
            defer([mail.pk for mail in mails])
    return len(taken)


def _mail_for(
    supporter_id: int, petition_id: int | None, is_kept_apart: bool, now: datetime.datetime
) -> Mail | None:
    """Return the mail that answers a sign-up, stored; None where none is due."""
    # The supporter first, as everywhere: whoever erases them meanwhile waits, or is waited for.
    Supporter.objects.select_for_update(no_key=True).filter(pk=supporter_id).first()
    signature = (
        Signature.objects.select_for_update(of=("self",))
        .select_related("supporter")
        .filter(supporter=supporter_id, petition=petition_id)
        .first()
    )
    if signature is None or is_kept_apart or is_suppressed(signature.supporter):
        return None
    if signature.state == State.CONFIRMED:
        return write_mail(Kind.ALREADY, signature, now=now) if may_write(signature, now) else None
    if signature.state == State.QUARANTINED and signature.quarantine in FORGIVEN:
        signature.state, signature.quarantine = State.PENDING, ""
    elif signature.state == State.WITHDRAWN:
        signature.state, signature.withdrawn_at = State.PENDING, None
        signature.confirmed_at = None
        signature.generation += 1
    elif signature.state != State.PENDING:
        return None
    if not may_write(signature, now):
        return None
    if signature.mails.exists():
        # Whoever asks again has the whole time again.
        signature.signed_at, signature.reminded_at = now, None
    signature.save()
    return write_mail(Kind.CONFIRM, signature, now=now)


def remind(*, now: datetime.datetime, defer: Defer) -> int:
    """Remind everybody once who has not confirmed within two days; return how many."""
    waiting = Signature.objects.unconfirmed_since(now - Signature.REMINDED_AFTER).filter(
        reminded_at=None, signed_at__gt=now - Signature.CONFIRMED_WITHIN
    )
    reminded = 0
    for signature_id, supporter_id in waiting.values_list("pk", "supporter"):
        with transaction.atomic():
            Supporter.objects.select_for_update(no_key=True).filter(pk=supporter_id).first()
            signature = (
                waiting.select_for_update(of=("self",))
                .select_related("supporter")
                .filter(pk=signature_id)
                .first()
            )
            if signature is None:
                continue
            signature.reminded_at = now
            signature.save(update_fields=["reminded_at"])
            if is_suppressed(signature.supporter) or not may_write(signature, now):
                continue
            defer([write_mail(Kind.REMINDER, signature, now=now).pk])
            reminded += 1
    return reminded


def write_mail(kind: Mail.Kind, signature: Signature, *, now: datetime.datetime) -> Mail:
    """Store a mail about a signature; whoever calls has it sent."""
    return Mail.objects.create(
        kind=kind, signature=signature, supporter_id=signature.supporter_id, due_at=now
    )


def may_write(signature: Signature, now: datetime.datetime) -> bool:
    """Say whether one more mail about `signature` may be written; one query."""
    written = signature.mails.aggregate(
        last=Max("due_at"),
        of_a_day=Count("pk", filter=Q(due_at__gt=now - datetime.timedelta(days=1))),
        in_all=Count("pk"),
    )
    if written["last"] and written["last"] > now - QUIET:
        return False
    return bool(written["of_a_day"] < MOST_A_DAY and written["in_all"] < MOST_IN_ALL)


def is_suppressed(supporter: Supporter) -> bool:
    """Say whether no mail may go to `supporter`; one query."""
    return Suppression.objects.filter(email_key=supporter.email_key).exists()
