"""Mail to supporters: one function a message. Each says who wrote it and how to leave."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.utils import translation
from django.utils.translation import gettext as _

from campaign.lib.mail import build_mail
from pledges.mail import links
from pledges.models import Mail, Signature

Kind = Mail.Kind


def message_of(mail: Mail, *, now: datetime.datetime) -> EmailMultiAlternatives:
    """Return the message of a mail in its reader's language: the same one however often."""
    writers = {
        Kind.CONFIRM: confirm,
        Kind.REMINDER: reminder,
        Kind.ALREADY: already,
        Kind.UPDATE: update,
    }
    with translation.override(mail.supporter.language):
        return writers[Kind(mail.kind)](mail, now)


def confirm(mail: Mail, now: datetime.datetime) -> EmailMultiAlternatives:
    """Ask whoever has the address whether the signature is theirs."""
    signature = signature_of(mail)
    subject = (
        _("Confirm your signature: %(petition)s") % {"petition": signature.petition}
        if signature.petition
        else _("Confirm that you join us")
    )
    return _build("confirm", subject, mail, now, confirm_url=links.confirm_url(signature))


def reminder(mail: Mail, now: datetime.datetime) -> EmailMultiAlternatives:
    """Remind of a signature that does not count yet."""
    signature = signature_of(mail)
    subject = (
        _("Your signature does not count yet: %(petition)s") % {"petition": signature.petition}
        if signature.petition
        else _("You have not joined us yet")
    )
    return _build("reminder", subject, mail, now, confirm_url=links.confirm_url(signature))


def already(mail: Mail, now: datetime.datetime) -> EmailMultiAlternatives:
    """Tell somebody who signed again that they have signed already."""
    signature = signature_of(mail)
    subject = (
        _("You have signed already: %(petition)s") % {"petition": signature.petition}
        if signature.petition
        else _("You have joined us already")
    )
    return _build("already", subject, mail, now)


def update(mail: Mail, now: datetime.datetime) -> EmailMultiAlternatives:
    """Bring news of a petition to a signer who agreed to that."""
    if mail.update is None:
        raise ValueError(f"Mail {mail.pk} is about no update.")
    return _build(
        "update",
        mail.update.title,
        mail,
        now,
        unsubscribe_url=links.unsubscribe_url(mail.supporter, now=now),
    )


def signature_of(mail: Mail) -> Signature:
    """Return the signature that a mail is about."""
    if mail.signature is None:
        raise ValueError(f"Mail {mail.pk} is about no signature.")
    return mail.signature


def _build(
    name: str,
    subject: str,
    mail: Mail,
    now: datetime.datetime,
    *,
    unsubscribe_url: str = "",
    **context: Any,
) -> EmailMultiAlternatives:
    return build_mail(
        f"pledges/{name}",
        {
            "supporter": mail.supporter,
            "signature": mail.signature,
            "update": mail.update,
            "me_url": links.me_url(mail.supporter, now=now),
            "unsubscribe_url": unsubscribe_url,
            **context,
        },
        to=mail.supporter.email,
        # What an organizer wrote is one line in a header.
        subject=" ".join(subject.split()),
        identity=f"mail-{mail.pk}",
        unsubscribe_url=unsubscribe_url,
    )
