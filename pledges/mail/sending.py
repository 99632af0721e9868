"""Sending the mails that are due: at least once each, and never to whom it is not wanted."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.utils import timezone

from pledges.mail.messages import message_of
from pledges.mail.replies import is_suppressed
from pledges.models import Mail

Kind = Mail.Kind


class MailNotSent(Exception):
    """A mail could not be handed over. It names the mail and the fault, and nobody's address."""

    def __init__(self, mail_id: int, error: Exception) -> None:
        code = getattr(error, "smtp_code", "")
        super().__init__(f"Mail {mail_id}: {type(error).__name__} {code}".rstrip())


def send(
    mail_id: int,
    *,
    is_last_try: bool = False,
    clock: Callable[[], datetime.datetime] = timezone.now,
) -> None:
    """Send a mail unless it was sent, or is not wanted any more.

    Whoever is killed between the server's answer and the note of it sends the same message again.
    Raises MailNotSent where the server does not take it; after the last try it is listed as failed.
    """
    related = ("supporter", "signature__petition", "signature__supporter", "update__petition")
    mail = Mail.objects.unsent().select_related(*related).filter(pk=mail_id).first()
    if mail is None:
        return
    if not is_wanted(mail):
        Mail.objects.filter(pk=mail_id).update(dropped_at=clock())
        return
    try:
        message_of(mail, now=clock()).send()
    except Exception as error:
        if is_last_try:
            Mail.objects.filter(pk=mail_id).update(failed_at=clock())
        # What the server says of it often has the address in it, and the log keeps what we raise.
        failure = MailNotSent(mail_id, error)
    else:
        Mail.objects.filter(pk=mail_id).update(sent_at=clock(), failed_at=None)
        return
    raise failure


def is_wanted(mail: Mail) -> bool:
    """Say whether what a mail says is still true, and may go to its address."""
    if is_suppressed(mail.supporter):
        return False
    if mail.update is not None:
        signed = mail.supporter.signatures.confirmed().filter(petition=mail.update.petition_id)
        return mail.supporter.agreed_at is not None and signed.exists()
    if mail.signature is None:
        return False
    if mail.kind == Kind.ALREADY:
        return mail.signature.is_confirmed
    return mail.signature.is_pending


def give_up_overdue(*, now: datetime.datetime) -> int:
    """List as failed what no job can be sending any more; return how many mails that is."""
    overdue = Mail.objects.unsent().filter(failed_at=None, due_at__lte=now - Mail.TRIED_FOR)
    return overdue.update(failed_at=now)
