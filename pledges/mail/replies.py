"""Which email answers a sign-up and when, decided after the visitor has left.

Over a limit the email waits (`pledges.mail.limits`). Locks are taken in the order supporters,
sign-ups, signatures, limits.
"""

import datetime
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from traceback import extract_tb
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Count, F, Max, Q, QuerySet

from campaign.lib import outbox
from campaign.lib.batches import ids_in_batches
from campaign.lib.outbox.models import Message
from pledges.mail.addresses import mailable_among
from pledges.mail.bounces import lift_bounces
from pledges.mail.limits import Reply, network_turns, reply_turns
from pledges.mail.messages import REPLIES
from pledges.models import Signature, SignUp, Supporter
from pledges.places import place_of

# How many sign-ups are answered in one transaction.
AT_ONCE = 300
# A form that is sent again this soon is answered by the email about the first.
QUIET = datetime.timedelta(minutes=10)

State = Signature.State
Quarantine = Signature.Quarantine
# A person at a busy stall may have been held for this: another try lets them in.
FORGIVEN = {Quarantine.HONEYPOT, Quarantine.LIMIT}
log = logging.getLogger(__name__)
# Answers the sign-ups of these ids in a transaction, and returns how many there were.
Answer = Callable[[Sequence[int], datetime.datetime], int]

# The name and ZIP code that were just sent replace those that nobody confirmed.
TAKE_OVER_NAMES = """
    UPDATE pledges_supporter AS supporter SET name = said.name, postal_code = said.postal_code
    FROM pledges_signup AS said
    WHERE said.id = ANY(%s) AND supporter.id = said.supporter_id
"""
# People who sign again after withdrawing start over.
TAKE_OVER_WORDS = """
    UPDATE pledges_signature AS signature SET
        state = 'pending', quarantine = '', place = taken.place, comment = said.comment,
        shown_publicly = said.shown_publicly, asks_for_mail = said.asks_for_mail,
        withdrawn_at = NULL, confirmed_at = NULL,
        generation = signature.generation + (signature.state = 'withdrawn')::int,
        signed_at = CASE signature.state WHEN 'withdrawn' THEN said.sent_at
            ELSE signature.signed_at END,
        block_hash = CASE signature.state WHEN 'withdrawn' THEN said.block_hash
            ELSE signature.block_hash END
    FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS taken (signature_id, sign_up_id, place)
    JOIN pledges_signup AS said ON said.id = taken.sign_up_id
    WHERE signature.id = taken.signature_id
"""


@dataclass
class Decision:
    """What we do about one supporter’s forms for one petition. The newest form holds."""

    supporter: Supporter
    signature: Signature
    said: SignUp
    # When its email may leave; without a moment for a flood.
    turn: datetime.datetime | None
    kind: str = ""
    # They confirmed who they are with some signature. Following candidates says nothing of it.
    is_known: bool = False
    # Another email about the signature was sent just now, or waits.
    is_answered: bool = False
    was_emailed: bool = False

    @property
    def is_due(self) -> bool:
        """Say whether an email is queued."""
        return bool(self.kind and self.turn and not self.is_answered)

    @property
    def takes_over(self) -> bool:
        """Say whether the words of the form take the place of what nobody confirmed."""
        return self.kind == "confirm" and self.said.is_form

    @property
    def is_held(self) -> bool:
        """Say whether the signature waits for an organizer: part of a flood, and not emailed yet.

        The link in an email that was sent before still confirms.
        """
        is_new = self.signature.is_pending or self.kind == "confirm"
        return is_new and self.turn is None and not self.was_emailed


def answer_sign_ups(*, now: datetime.datetime) -> int:
    """Queue the emails that answer sign-ups; return how many sign-ups there were."""
    return answer_each(SignUp.objects.waiting().to_sign(), _answer, now)


def answer_each(waiting: QuerySet[SignUp], answer: Answer, now: datetime.datetime) -> int:
    """Answer waiting sign-ups in batches, each in a transaction; return how many there were.

    A sign-up is answered once, even if two jobs look at the same time, and again if this is killed.
    One that can't be answered doesn't hold up others, and is set aside after some tries.
    """
    batches = ids_in_batches(waiting, AT_ONCE)
    return sum(_answer_all_but_faulty(answer, ids, now) for ids in batches)


def _answer_all_but_faulty(answer: Answer, ids: Sequence[int], now: datetime.datetime) -> int:
    """Answer sign-ups; where that fails find which cannot be answered, by halves."""
    try:
        return answer(ids, now)
    except (OperationalError, InterfaceError):
        # The database is away, or two waited for each other: no sign-up is at fault.
        raise
    except Exception as error:
        if len(ids) > 1:
            middle = len(ids) // 2
            halves = (ids[:middle], ids[middle:])
            return sum(_answer_all_but_faulty(answer, half, now) for half in halves)
        SignUp.objects.filter(pk__in=ids).update(tries=F("tries") + 1)
        if SignUp.objects.set_aside().filter(pk__in=ids).exists():
            log.error("Sign-up %d cannot be answered (%s).", ids[0], where(error))
        return 0


def where(error: Exception) -> str:
    """Name an error and the line that raised it; its message may hold what someone typed."""
    line = extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {line.filename}:{line.lineno}"


@transaction.atomic
def _answer(ids: Sequence[int], now: datetime.datetime) -> int:
    supporters = locked_supporters(SignUp.objects.filter(pk__in=ids).values("supporter"))
    sign_ups = locked_sign_ups(ids)
    decisions = _decided(sign_ups, supporters, now)
    _give_turns(decisions, now)
    _note(decisions)
    for kind in ("confirm", "already"):
        turns = {
            each.signature.pk: each.turn
            for each in decisions
            if each.kind == kind and each.is_due and each.turn
        }
        outbox.queue(kind, turns, now=now, due_at=turns)
    SignUp.objects.filter(pk__in=[each.pk for each in sign_ups]).delete()
    return len(sign_ups)


def locked_supporters(ids: QuerySet[Any, Any]) -> dict[int, Supporter]:
    """Lock supporters, first as everywhere, so that erasing and answering wait for each other."""
    rows = Supporter.objects.filter(pk__in=ids).defer("name").order_by("pk")
    return {row.pk: row for row in rows.select_for_update(no_key=True)}


def locked_sign_ups(ids: Sequence[int]) -> list[SignUp]:
    """Lock the sign-ups that no other job answers right now, in order of arrival."""
    rows = SignUp.objects.filter(pk__in=ids).defer("name", "comment").order_by("pk")
    return list(rows.select_for_update(skip_locked=True))


def _decided(
    sign_ups: Sequence[SignUp], supporters: dict[int, Supporter], now: datetime.datetime
) -> list[Decision]:
    """Return a decision for each signature that the sign-ups are about, in order of arrival."""
    rows = Signature.objects.filter(supporter__in=supporters).defer("comment").order_by("pk")
    signatures = {
        (row.supporter_id, row.petition_id): row for row in rows.select_for_update(no_key=True)
    }
    lift_bounces(
        Supporter.objects.filter(
            pk__in=[
                each.supporter_id
                for each in sign_ups
                if each.supporter_id and not each.is_quarantined
            ]
        )
    )
    mailable = mailable_among(supporters)
    known_people = {row.supporter_id for row in signatures.values() if row.confirmed_at}
    decisions: dict[int, Decision] = {}
    for said, turn in with_network_turns(sign_ups, now):
        supporter = supporters.get(said.supporter_id or 0)
        signature = signatures.get((said.supporter_id or 0, said.petition_id))
        if not supporter or not signature or supporter.pk not in mailable:
            continue
        known = decisions.get(signature.pk)
        if known is None or known.turn is None:
            is_known = supporter.pk in known_people
            decisions[signature.pk] = Decision(supporter, signature, said, turn, is_known=is_known)
        elif turn:
            known.turn = min(known.turn, turn)
            known.said = said if said.is_form else known.said
    for decision in decisions.values():
        decision.kind = _kind_of(decision)
    return list(decisions.values())


def with_network_turns(
    sign_ups: Sequence[SignUp], now: datetime.datetime
) -> list[tuple[SignUp, datetime.datetime | None]]:
    """Return the sign-ups that are not held for review, each with the turn of its network."""
    wanted = [each for each in sign_ups if not each.is_quarantined]
    hashes = [bytes(each.block_hash) for each in wanted if each.block_hash]
    turns = iter(network_turns(hashes, now=now))
    return [(each, next(turns) if each.block_hash else now) for each in wanted]


def _kind_of(decision: Decision) -> str:
    """Return the kind of email that a sign-up asks for, empty for none."""
    signature, is_form = decision.signature, decision.said.is_form
    if signature.state == State.CONFIRMED:
        return "already"
    is_forgiven = signature.quarantine in FORGIVEN or signature.state == State.WITHDRAWN
    if decision.turn and (signature.is_pending or (is_form and is_forgiven)):
        return "confirm"
    return ""


def _give_turns(decisions: Sequence[Decision], now: datetime.datetime) -> None:
    """Say when the emails that are needed may leave: those of a flood get no moment."""
    outcomes = Message.Outcome
    emailed = {
        signature_id: (last, waiting)
        for signature_id, last, waiting in Message.objects.filter(
            kind__in=REPLIES, object_id__in=[each.signature.pk for each in decisions]
        )
        .filter(outcome__in=[outcomes.WAITING, outcomes.SENT])
        .values_list("object_id")
        .annotate(last=Max("due_at"), waiting=Count("pk", filter=Q(outcome=outcomes.WAITING)))
    }
    for each in decisions:
        last, waiting = emailed.get(each.signature.pk, (None, 0))
        each.was_emailed = last is not None
        is_repeated = each.said.is_form and (
            each.signature.state in {State.PENDING, State.CONFIRMED}
        )
        is_quiet = last is not None and is_repeated and last > now - QUIET
        each.is_answered = bool(waiting) or is_quiet
    due = [each for each in decisions if each.is_due]
    replies = [Reply(each.supporter, each.turn) for each in due if each.turn]
    for each, turn in zip(due, reply_turns(replies, now=now), strict=True):
        each.turn = turn


def _note(decisions: Sequence[Decision]) -> None:
    """Store what was said, what is held for review, and whose time to confirm starts over."""
    taken = [each for each in decisions if each.takes_over]
    held = [each.signature.pk for each in decisions if each.is_held]
    asked = [each.signature.pk for each in decisions if each.is_due and each.kind == "confirm"]
    with connection.cursor() as cursor:
        newest = {
            each.supporter.pk: each.said.pk
            for each in sorted(taken, key=lambda each: each.said.pk)
            if not each.is_known
        }
        cursor.execute(TAKE_OVER_NAMES, [list(newest.values())])
        cursor.execute(
            TAKE_OVER_WORDS,
            [
                [each.signature.pk for each in taken],
                [each.said.pk for each in taken],
                [_place(each) for each in taken],
            ],
        )
    Signature.objects.filter(pk__in=held).update(
        state=State.QUARANTINED, quarantine=Quarantine.LIMIT
    )
    anew = Signature.objects.filter(pk__in=asked).exclude(emailed_at=None, reminded_at=None)
    anew.update(emailed_at=None, reminded_at=None)


def _place(decision: Decision) -> str:
    """Return where a signature counts: where its supporter lives, once that is confirmed."""
    known = decision.supporter if decision.is_known else decision.said
    return place_of(known.postal_code)


def send_now(supporter_id: int, *, now: datetime.datetime) -> None:
    """Send the waiting emails to a supporter now: they have just confirmed."""
    mine = Signature.objects.filter(supporter=supporter_id).values("pk")
    waiting = Message.objects.waiting().filter(kind__in=REPLIES, object_id__in=mine)
    waiting.filter(due_at__gt=now, tries=0).update(due_at=now)
