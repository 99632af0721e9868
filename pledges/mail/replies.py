"""What mail a sign-up is answered with, decided after the visitor has gone.

Somebody who sends the form again gets one mail in ten minutes, three a day and five in all.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Sequence

from django.db import transaction
from django.db.models import Count, Max, Q

from pledges.mail.addresses import may_be_mailed
from pledges.mail.bounces import lift_bounces
from pledges.models import Mail, Signature, SignUp, Supporter
from pledges.places import place_of

QUIET = datetime.timedelta(minutes=10)
MOST_A_DAY = 3
MOST_IN_ALL = 5
# Who is kept apart for this may have been a person at a busy stall: another try lets them in.
FORGIVEN = {Signature.Quarantine.TRAP, Signature.Quarantine.LIMIT}

Kind = Mail.Kind
State = Signature.State
Defer = Callable[[Sequence[int]], None]
log = logging.getLogger(__name__)


def answer_sign_ups(*, now: datetime.datetime, defer: Defer) -> int:
    """Write the mails that sign-ups are answered with; return how many sign-ups there were.

    `defer` has mails sent, by their ids, in the same transaction. A sign-up is answered once,
    whoever else looks at the same time, and looked at again where this is killed. One that cannot
    be answered waits for the next time, and keeps no other waiting.
    """
    answered = through = 0
    while first := SignUp.objects.filter(pk__gt=through).order_by("pk").defer(*SAID).first():
        through = first.pk
        try:
            answered += _answer(first, now, defer)
        except Exception:
            log.exception("Sign-up %d is not answered.", first.pk)
    return answered


SAID = ("name", "comment")


def _answer(first: SignUp, now: datetime.datetime, defer: Defer) -> int:
    """Answer what one supporter sent to one petition; return how many forms that were."""
    with transaction.atomic():
        # The supporter first, as everywhere: whoever erases them meanwhile waits, or is waited for.
        supporters = Supporter.objects.select_for_update(no_key=True).defer("name")
        supporter = supporters.filter(pk=first.supporter_id or 0).first()
        same = {"supporter_id": first.supporter_id, "petition_id": first.petition_id}
        alike = SignUp.objects.filter(**same)
        taken = list(alike.select_for_update(skip_locked=True).order_by("pk"))
        newest = next((each for each in reversed(taken) if not each.is_kept_apart), None)
        if supporter and newest:
            mail = _mail_for(supporter, newest, now)
            if mail:
                defer([mail.pk])
        SignUp.objects.filter(pk__in=[each.pk for each in taken]).delete()
    return len(taken)


def _mail_for(supporter: Supporter, said: SignUp, now: datetime.datetime) -> Mail | None:
    """Return the mail that answers a sign-up, stored; None where none is due.

    What was said takes the place of what nobody confirmed.
    """
    signatures = Signature.objects.select_for_update(of=("self",)).defer("comment")
    signature = signatures.filter(supporter=supporter, petition=said.petition_id).first()
    if signature is None:
        return None
    lift_bounces(Supporter.objects.filter(pk=supporter.pk))
    if is_suppressed(supporter):
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
    _take_over(supporter, signature, said)
    is_due = may_write(signature, now)
    if is_due and signature.mails.exists():
        # Whoever asks again has the whole time again; the network is that of the first time.
        signature.signed_at, signature.reminded_at, signature.block_hash = now, None, None
    signature.save()
    return write_mail(Kind.CONFIRM, signature, now=now) if is_due else None


def _take_over(supporter: Supporter, signature: Signature, said: SignUp) -> None:
    """Let a signature that waits say what was said last; so does a supporter who waits."""
    if supporter.confirmed_at is None:
        supporter.name, supporter.postal_code = said.name, said.postal_code
        supporter.save(update_fields=["name", "postal_code"])
    signature.place = place_of(supporter.postal_code)
    signature.comment = said.comment
    signature.shown_publicly, signature.asks_for_mail = said.shown_publicly, said.asks_for_mail


def remind(*, now: datetime.datetime, defer: Defer) -> int:
    """Remind everybody once who has not confirmed within two days; return how many."""
    waiting = Signature.objects.unconfirmed_since(now - Signature.REMINDED_AFTER).filter(
        reminded_at=None, signed_at__gt=now - Signature.CONFIRMED_WITHIN
    )
    reminded = 0
    for signature_id, supporter_id in waiting.values_list("pk", "supporter"):
        with transaction.atomic():
            supporters = Supporter.objects.select_for_update(no_key=True).defer("name")
            supporter = supporters.filter(pk=supporter_id).first()
            signature = waiting.defer("comment").filter(pk=signature_id).first()
            if supporter is None or signature is None:
                continue
            signature.reminded_at = now
            signature.save(update_fields=["reminded_at"])
            if is_suppressed(supporter) or not may_write(signature, now):
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
    """Say whether no email may go to `supporter`; one query."""
    return not may_be_mailed(Supporter.objects.filter(pk=supporter.pk)).exists()
