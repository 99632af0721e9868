"""The kinds of email to supporters, registered with the outbox."""

import datetime
from collections.abc import Collection
from functools import partial

from django.core.mail import EmailMessage
from django.db.models import Q, QuerySet

from campaign.lib import outbox
from campaign.lib.outbox import Kind, Recipient
from campaign.lib.outbox.kinds import note_nothing, those_among
from campaign.lib.outbox.models import Lane, Message
from pledges.abuse import slowdowns
from pledges.mail import (
    bounces,
    digests,
    follow_replies,
    links,
    messages,
    thanks,
    update_emails,
    your_information,
)
from pledges.mail.addresses import may_be_mailed
from pledges.mail.messages import REPLIES, Draft
from pledges.models import Signature, Supporter

State = Signature.State
# The columns that replies need; a petition's texts are long.
COLUMNS = (
    *("generation", "signed_at", "emailed_at", "confirmed_at"),
    *("petition__title", "petition__slug"),
    *("supporter__email", "supporter__language", "supporter__generation"),
)


def register() -> None:
    for name, about in REPLIES.items():
        outbox.register(
            Kind(
                name,
                Lane.REPLY,
                compose=partial(compose_replies, name),
                may_send=partial(still_in_state, about.state),
                sent=begin_time_to_confirm if name == "confirm" else note_nothing,
                refused=bounces.refused_signers,
                complained=bounces.complained_signers,
                label=about.label,
            )
        )
    for kind in (
        slowdowns.KIND,
        thanks.KIND,
        follow_replies.KIND,
        digests.KIND,
        your_information.KIND,
        update_emails.KIND,
        update_emails.TEST,
    ):
        outbox.register(kind)


def emails_to(supporter: Supporter) -> QuerySet[Message]:
    """Return the emails to a supporter, the newest first."""
    about_signatures = Q(
        kind__in=[*REPLIES, thanks.KIND.name],
        object_id__in=supporter.signatures.values("pk"),
    )
    about_follows = Q(kind=follow_replies.KIND.name, object_id__in=supporter.follows.values("pk"))
    of_supporters = [update_emails.KIND.name, your_information.KIND.name, digests.KIND.name]
    about_supporter = Q(kind__in=of_supporters, object_id=supporter.pk)
    about = about_signatures | about_follows | about_supporter
    return Message.objects.filter(about).order_by("-pk")


def compose_replies(
    kind: str, recipients: Collection[Recipient], now: datetime.datetime
) -> dict[Recipient, EmailMessage]:
    def draft(signature: Signature, _batch: int) -> Draft:
        supporter = signature.supporter
        email = messages.reply(kind, signature.petition, supporter.language)
        slots = {"me_url": links.me_link(supporter, now=now)}
        words = {}
        if kind == "already":
            words["name"] = supporter.first_name
            words["day"] = messages.day_of(signature, supporter.language)
        else:
            slots["confirm_url"] = links.confirm_link(signature, now=now)
            slots["never_email_url"] = links.never_email_link(supporter, now=now)
        return Draft(email, supporter, words, slots)

    columns = [*COLUMNS, "supporter__name", "supporter__shown_as"] if kind == "already" else COLUMNS
    signatures = Signature.objects.select_related("petition", "supporter").only(*columns)
    return messages.compose(recipients, signatures, draft)


def still_in_state(state: State, recipients: Collection[Recipient]) -> set[Recipient]:
    """Return those whose signature is still in `state` and whose address may get email."""
    mailable = may_be_mailed(Supporter.objects.all())
    return those_among(recipients, Signature.objects.filter(state=state, supporter__in=mailable))


def begin_time_to_confirm(recipients: Collection[Recipient], now: datetime.datetime) -> None:
    """Note that signers were asked: they have `Signature.UNCONFIRMED_KEPT` from now on."""
    asked = Signature.objects.pending().filter(pk__in=[each.object_id for each in recipients])
    # In the order of their numbers, as everywhere, so that two who lock several never cross.
    locked = asked.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True)
    Signature.objects.filter(pk__in=list(locked)).update(emailed_at=now)
