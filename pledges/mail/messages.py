"""Email to supporters: one function for each kind. Each says who wrote it and how to leave."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.utils import translation
from django.utils.translation import gettext as _

from campaign.lib.mail import build_mail
from pledges.mail import links
from pledges.models import Signature, Supporter, Update


def reply(kind: str, signature: Signature, *, now: datetime.datetime) -> EmailMultiAlternatives:
    """Return the email of a kind about a signature in its reader's language."""
    writers = {"confirm": confirm, "reminder": reminder, "already": already}
    with translation.override(signature.supporter.language):
        return writers[kind](signature, now)


def confirm(signature: Signature, now: datetime.datetime) -> EmailMultiAlternatives:
    """Ask the owner of the address whether the signature is theirs."""
    subject = (
        _("Confirm your signature: %(petition)s") % {"petition": signature.petition}
        if signature.petition
        else _("Confirm that you join us")
    )
    return _build_reply("confirm", subject, signature, now, links.confirm_url(signature))


def reminder(signature: Signature, now: datetime.datetime) -> EmailMultiAlternatives:
    """Remind somebody of a signature that does not count yet."""
    subject = (
        _("Your signature does not count yet: %(petition)s") % {"petition": signature.petition}
        if signature.petition
        else _("You have not joined us yet")
    )
    return _build_reply("reminder", subject, signature, now, links.confirm_url(signature))


def already(signature: Signature, now: datetime.datetime) -> EmailMultiAlternatives:
    """Tell somebody who signed again that they have signed already."""
    subject = (
        _("You have signed already: %(petition)s") % {"petition": signature.petition}
        if signature.petition
        else _("You have joined us already")
    )
    return _build_reply("already", subject, signature, now)


def update(
    update: Update, supporter: Supporter, *, now: datetime.datetime
) -> EmailMultiAlternatives:
    """Bring news of a petition to a signer who agreed to that."""
    with translation.override(supporter.language):
        return _build(
            "update",
            update.title,
            supporter,
            now,
            update=update,
            unsubscribe_url=links.unsubscribe_url(supporter, now=now),
        )


def _build_reply(
    name: str, subject: str, signature: Signature, now: datetime.datetime, confirm_url: str = ""
) -> EmailMultiAlternatives:
    return _build(
        name, subject, signature.supporter, now, signature=signature, confirm_url=confirm_url
    )


def _build(
    name: str,
    subject: str,
    supporter: Supporter,
    now: datetime.datetime,
    *,
    unsubscribe_url: str = "",
    **context: Any,
) -> EmailMultiAlternatives:
    return build_mail(
        f"pledges/{name}",
        {
            "supporter": supporter,
            "me_url": links.me_url(supporter, now=now),
            "unsubscribe_url": unsubscribe_url,
            **context,
        },
        to=supporter.email,
        # What an organizer wrote is one line in a header.
        subject=" ".join(subject.split()),
        unsubscribe_url=unsubscribe_url,
    )
