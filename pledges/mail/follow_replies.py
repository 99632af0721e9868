"""Answering people who ask to follow candidates: one email, which asks them to confirm it."""

import datetime
from collections.abc import Collection, Sequence

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib import outbox
from campaign.lib.email_templates import CompiledEmail, compile_email
from campaign.lib.outbox import Kind, Recipient
from campaign.lib.outbox.kinds import those_among
from campaign.lib.outbox.models import Lane, Message
from pledges.mail import bounces, links, messages
from pledges.mail.addresses import mailable_among, may_be_mailed
from pledges.mail.bounces import lift_bounces
from pledges.mail.limits import Reply, reply_turns
from pledges.mail.messages import CONFIRM_SLOTS, Draft
from pledges.mail.replies import (
    QUIET,
    answer_each,
    locked_sign_ups,
    locked_supporters,
    with_network_turns,
)
from pledges.models import Follow, SignUp, Supporter

Outcome = Message.Outcome


def answer_followers(*, now: datetime.datetime) -> int:
    """Queue the emails that answer people who want to follow; return how many forms there were."""
    return answer_each(SignUp.objects.waiting().to_follow(), _answer, now)


@transaction.atomic
def _answer(ids: Sequence[int], now: datetime.datetime) -> int:
    supporters = locked_supporters(SignUp.objects.filter(pk__in=ids).values("supporter"))
    sign_ups = locked_sign_ups(ids)
    asked = Follow.objects.filter(pk__in=[each.follow_id for each in sign_ups])
    follows = {row.pk: row for row in asked.order_by("pk").select_for_update(no_key=True)}
    wanted = [each for each in sign_ups if each.follow_id in follows and not each.is_quarantined]
    lift_bounces(Supporter.objects.filter(pk__in=[each.supporter_id for each in wanted]))
    mailable = mailable_among(supporters)
    quiet = _answered_lately(follows, now)
    earliest: dict[int, datetime.datetime] = {}
    for said, turn in with_network_turns(sign_ups, now):
        follow = follows.get(said.follow_id or 0)
        # A network's flood gets no email.
        if follow and turn and follow.supporter_id in mailable and follow.pk not in quiet:
            earliest[follow.pk] = min(turn, earliest.get(follow.pk, turn))
    replies = [Reply(supporters[follows[pk].supporter_id], at) for pk, at in earliest.items()]
    turns = zip(earliest, reply_turns(replies, now=now), strict=True)
    due_at = {pk: turn for pk, turn in turns if turn}
    # Their time to confirm starts over.
    asked.filter(pk__in=due_at).update(emailed_at=None)
    outbox.queue(KIND.name, due_at, now=now, due_at=due_at)
    SignUp.objects.filter(pk__in=[each.pk for each in sign_ups]).delete()
    return len(sign_ups)


def _answered_lately(follows: Collection[int], now: datetime.datetime) -> set[int]:
    """Return those of the follows whose email waits or was just sent."""
    emails = Message.objects.filter(kind=KIND.name, object_id__in=follows)
    waiting = emails.waiting().values_list("object_id", flat=True)
    sent = emails.filter(outcome=Outcome.SENT).values("object_id").annotate(last=Max("due_at"))
    return {*waiting, *sent.filter(last__gt=now - QUIET).values_list("object_id", flat=True)}


def compose(
    recipients: Collection[Recipient], now: datetime.datetime
) -> dict[Recipient, EmailMessage]:
    def draft(follow: Follow, _batch: int) -> Draft:
        supporter = follow.supporter
        slots = {
            "me_url": links.me_link(supporter, now=now),
            "never_email_url": links.never_email_link(supporter, now=now),
        }
        if not follow.is_confirmed:
            slots["confirm_url"] = links.confirm_follow_link(follow, now=now)
        return Draft(reply(follow, supporter.language), supporter, {}, slots)

    return messages.compose(
        recipients, Follow.objects.with_names().select_related("supporter"), draft
    )


def reply(follow: Follow, language: str) -> CompiledEmail:
    def write() -> CompiledEmail:
        subject = _("Confirm: email me when my candidates answer")
        if follow.is_confirmed:
            subject = _("You already follow these candidates")
        context = {"name": follow.name, "is_confirmed": follow.is_confirmed}
        return compile_email("pledges/follow", context, subject=subject, slots=CONFIRM_SLOTS)

    return messages.kept(f"follow:{follow.what}:{follow.is_confirmed}", language, write)


def still_wanted(recipients: Collection[Recipient]) -> set[Recipient]:
    """Return those who haven't stopped since and whose address may get email."""
    mailable = may_be_mailed(Supporter.objects.all())
    return those_among(recipients, Follow.objects.filter(supporter__in=mailable))


def begin_time_to_confirm(recipients: Collection[Recipient], now: datetime.datetime) -> None:
    asked = Follow.objects.pending().filter(pk__in=[each.object_id for each in recipients])
    locked = asked.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True)
    Follow.objects.filter(pk__in=list(locked)).update(emailed_at=now)


def refused(recipients: Collection[Recipient], now: datetime.datetime) -> None:
    bounces.suppress_refused(_followers(recipients), now=now)


def complained(recipients: Collection[Recipient], now: datetime.datetime) -> None:
    bounces.suppress_complained(_followers(recipients), now=now)


def _followers(recipients: Collection[Recipient]) -> list[int]:
    follows = Follow.objects.filter(pk__in=[each.object_id for each in recipients])
    return list(follows.values_list("supporter", flat=True))


KIND = Kind(
    "follow",
    Lane.REPLY,
    compose=compose,
    may_send=still_wanted,
    sent=begin_time_to_confirm,
    refused=refused,
    complained=complained,
    label=gettext_lazy("request to confirm that they follow candidates"),
)
