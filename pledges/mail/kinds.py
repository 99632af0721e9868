"""The kinds of email that supporters get, as the outbox knows them."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from functools import partial

from django.core.mail import EmailMessage
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from campaign.lib import outbox
from campaign.lib.outbox import Kind, Recipient
from campaign.lib.outbox.models import Lane, Message
from pledges.mail import messages
from pledges.mail.addresses import may_be_mailed
from pledges.models import Signature, Supporter, Update

CONFIRM, REMINDER, ALREADY, UPDATE = "confirm", "reminder", "already", "update"
State = Signature.State


def register() -> None:
    """Let the outbox send them."""
    for name, state, label in (
        (CONFIRM, State.PENDING, _("asks to confirm a signature")),
        (REMINDER, State.PENDING, _("reminds of an unconfirmed signature")),
        (ALREADY, State.CONFIRMED, _("says that a signature is already confirmed")),
    ):
        outbox.register(
            Kind(
                name,
                Lane.REPLY,
                compose=partial(compose_replies, name),
                may_send=partial(still_in_state, state),
                label=label,
            )
        )
    outbox.register(
        Kind(
            UPDATE,
            Lane.BULK,
            compose=compose_updates,
            may_send=still_agreed,
            label=_("update on a petition"),
        )
    )


def emails_to(supporter: Supporter) -> QuerySet[Message]:
    """Return the emails to a supporter, the newest first."""
    about_signatures = Q(
        kind__in=[CONFIRM, REMINDER, ALREADY], object_id__in=supporter.signatures.values("pk")
    )
    about_supporter = Q(kind=UPDATE, object_id=supporter.pk)
    return Message.objects.filter(about_signatures | about_supporter).order_by("-pk")


def compose_replies(
    kind: str, recipients: Collection[Recipient], now: datetime.datetime
) -> dict[Recipient, EmailMessage]:
    """Return the email of one kind about each signature that still exists."""
    signatures = Signature.objects.select_related("petition", "supporter").in_bulk(
        [each.object_id for each in recipients]
    )
    return {
        each: messages.reply(kind, signatures[each.object_id], now=now)
        for each in recipients
        if each.object_id in signatures
    }


def still_in_state(state: State, recipients: Collection[Recipient]) -> set[Recipient]:
    """Return those whose signature is still in `state` and whose address may get email."""
    rows = Signature.objects.filter(
        pk__in=[each.object_id for each in recipients],
        state=state,
        supporter__in=may_be_mailed(Supporter.objects.all()),
    )
    wanted = set(rows.values_list("pk", flat=True))
    return {each for each in recipients if each.object_id in wanted}


def compose_updates(
    recipients: Collection[Recipient], now: datetime.datetime
) -> dict[Recipient, EmailMessage]:
    """Return the email of each update (the batch) to each supporter who still exists."""
    supporters = Supporter.objects.in_bulk([each.object_id for each in recipients])
    updates = Update.objects.select_related("petition").in_bulk(
        {each.batch_id for each in recipients}
    )
    return {
        each: messages.update(updates[each.batch_id], supporters[each.object_id], now=now)
        for each in recipients
        if each.object_id in supporters and each.batch_id in updates
    }


def still_agreed(recipients: Collection[Recipient]) -> set[Recipient]:
    """Return those who signed the petition of their update and still agree to email."""
    petitions = dict(
        Update.objects.filter(pk__in={each.batch_id for each in recipients}).values_list(
            "pk", "petition"
        )
    )
    rows = Signature.objects.confirmed().filter(
        supporter__in=may_be_mailed(
            Supporter.objects.agreed_to_mail().filter(
                pk__in=[each.object_id for each in recipients]
            )
        ),
        petition__in=petitions.values(),
    )
    signed = set(rows.values_list("supporter", "petition"))
    return {each for each in recipients if (each.object_id, petitions.get(each.batch_id)) in signed}
