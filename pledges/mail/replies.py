"""Which email answers a sign-up, decided after the visitor has gone.

Somebody who sends the form again gets one mail in ten minutes, three a day and five in all.
"""

from __future__ import annotations

import datetime
import logging

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet

from campaign.lib import outbox
from campaign.lib.outbox.models import Message
from pledges.mail.addresses import may_be_mailed
from pledges.mail.bounces import lift_bounces
from pledges.models import Signature, SignUp, Supporter
from pledges.places import place_of

QUIET = datetime.timedelta(minutes=10)
MOST_A_DAY = 3
MOST_IN_ALL = 5
# Who is kept apart for this may have been a person at a busy stall: another try lets them in.
FORGIVEN = {Signature.Quarantine.TRAP, Signature.Quarantine.LIMIT}

State = Signature.State
log = logging.getLogger(__name__)


def answer_sign_ups(*, now: datetime.datetime) -> int:
    """Queue the emails that sign-ups are answered with; return how many sign-ups there were.

    A sign-up is answered once, also when two jobs look at the same time, and looked at again when
    this is killed. One that cannot be answered waits for the next time, and keeps no other waiting.
    """
    answered = through = 0
    while first := SignUp.objects.filter(pk__gt=through).order_by("pk").defer(*SAID).first():
        through = first.pk
        try:
            answered += _answer(first, now)
        except Exception:
            log.exception("Sign-up %d is not answered.", first.pk)
    return answered


SAID = ("name", "comment")


def _answer(first: SignUp, now: datetime.datetime) -> int:
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
            _reply(supporter, newest, now)
        SignUp.objects.filter(pk__in=[each.pk for each in taken]).delete()
    return len(taken)


def _reply(supporter: Supporter, said: SignUp, now: datetime.datetime) -> None:
    """Queue the email that answers a sign-up, where one is due.

    What was said takes the place of what nobody confirmed.
    """
    signatures = Signature.objects.select_for_update(of=("self",)).defer("comment")
    signature = signatures.filter(supporter=supporter, petition=said.petition_id).first()
    if signature is None:
        return
    lift_bounces(Supporter.objects.filter(pk=supporter.pk))
    if is_suppressed(supporter):
        return
    if signature.state == State.CONFIRMED:
        if may_write(signature, now):
            outbox.queue("already", [signature.pk], now=now)
        return
    if signature.state == State.QUARANTINED and signature.quarantine in FORGIVEN:
        signature.state, signature.quarantine = State.PENDING, ""
    elif signature.state == State.WITHDRAWN:
        signature.state, signature.withdrawn_at = State.PENDING, None
        signature.confirmed_at = None
        signature.generation += 1
    elif signature.state != State.PENDING:
        return
    _take_over(supporter, signature, said)
    is_due = may_write(signature, now)
    if is_due and written(signature).exists():
        # Whoever asks again has the whole time again; the network is that of the first time.
        signature.signed_at, signature.reminded_at, signature.block_hash = now, None, None
    signature.save()
    if is_due:
        outbox.queue("confirm", [signature.pk], now=now)


def _take_over(supporter: Supporter, signature: Signature, said: SignUp) -> None:
    """Let a signature that waits say what was said last; so does a supporter who waits."""
    if supporter.confirmed_at is None:
        supporter.name, supporter.postal_code = said.name, said.postal_code
        supporter.save(update_fields=["name", "postal_code"])
    signature.place = place_of(supporter.postal_code)
    signature.comment = said.comment
    signature.shown_publicly, signature.asks_for_mail = said.shown_publicly, said.asks_for_mail


def remind(*, now: datetime.datetime) -> int:
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
            outbox.queue("reminder", [signature.pk], now=now)
            reminded += 1
    return reminded


def written(signature: Signature) -> QuerySet[Message]:
    """Return the emails about `signature`, sent or waiting."""
    return Message.objects.filter(
        kind__in=("confirm", "reminder", "already"), object_id=signature.pk
    )


def may_write(signature: Signature, now: datetime.datetime) -> bool:
    """Say whether one more email about `signature` may be written; one query."""
    counted = written(signature).aggregate(
        last=Max("queued_at"),
        of_a_day=Count("pk", filter=Q(queued_at__gt=now - datetime.timedelta(days=1))),
        in_all=Count("pk"),
    )
    if counted["last"] and counted["last"] > now - QUIET:
        return False
    return bool(counted["of_a_day"] < MOST_A_DAY and counted["in_all"] < MOST_IN_ALL)


def is_suppressed(supporter: Supporter) -> bool:
    """Say whether no email may go to `supporter`; one query."""
    return not may_be_mailed(Supporter.objects.filter(pk=supporter.pk)).exists()
