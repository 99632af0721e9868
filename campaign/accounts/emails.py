"""The emails that organizers get about their accounts."""

import datetime
from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.db.models import Q
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.accounts.models import Invitation
from campaign.content.models import Profile
from campaign.lib.absolute_urls import absolute_url
from campaign.lib.audit.models import AuditEvent
from campaign.lib.email_templates import compile_email
from campaign.lib.outbox import Kind, Recipient
from campaign.lib.outbox.models import Lane
from campaign.lib.permission_holders import administrators, holders_of

Composed = dict[Recipient, EmailMessage]
# Whom to tell, by batch number: the row that the notice is about, or the time of this run.
Told = Mapping[int, Collection[int]]
# Of an email: its subject, sentences, address and button. None if there's nothing left to tell.
Words = tuple[str, list[str], str, str] | None


def written(
    address: str, subject: str, paragraphs: Collection[str], url: str, words: str, closing: str = ""
) -> EmailMessage:
    """Return an email to one organizer. Its button leads to `url`, an address without our host."""
    context = {
        "paragraphs": paragraphs,
        "url": absolute_url(url),
        "words": words,
        "closing": closing,
    }
    return compile_email("organizer", context, subject=subject).to(address, {})


def to_each(
    recipients: Collection[Recipient], rows: Any, write: Callable[[Any, Recipient], EmailMessage]
) -> Composed:
    """Write to each recipient whose row is still among `rows`."""
    found = rows.in_bulk([each.object_id for each in recipients])
    return {
        each: write(found[each.object_id], each) for each in recipients if each.object_id in found
    }


def reachable() -> Any:
    return User.objects.filter(is_active=True, is_staff=True).exclude(email="")


def may(permission: str) -> Any:
    """Return the organizers who have a permission, by their roles or as superusers."""
    return holders_of(permission).filter(is_staff=True)


def between(column: str, since: datetime.datetime, until: datetime.datetime) -> Q:
    return Q(**{f"{column}__gt": since, f"{column}__lte": until})


def compose_password_reset(recipients: Collection[Recipient], now: datetime.datetime) -> Composed:
    def write(user: User, _each: Recipient) -> EmailMessage:
        key = urlsafe_base64_encode(force_bytes(user.pk))
        token = default_token_generator.make_token(user)
        return written(
            user.email,
            _("Choose a new password"),
            [_("Someone asked for a new password for your account, “%s”.") % user.get_username()],
            reverse("admin:password_reset_confirm", args=[key, token]),
            _("Choose a new password"),
            _(
                "The link works once and expires in one hour. If you didn’t ask for it, ignore "
                "this email. Nothing has changed."
            ),
        )

    return to_each(recipients, reachable(), write)


def compose_invitation(recipients: Collection[Recipient], now: datetime.datetime) -> Composed:
    def write(invitation: Invitation, _each: Recipient) -> EmailMessage:
        site, by = Profile.objects.current().name, invitation.invited_by
        names = {"site": site, "by": by.get_full_name() or by.get_username() if by else site}
        return written(
            invitation.email,
            _("You’re invited to organize with %s") % site,
            [
                _("%(by)s invited you to organize with %(site)s.") % names,
                _("Your role: %s") % invitation.get_role_display(),
                _("You’ll choose a password and set up a second factor, such as an app."),
                _("Then the front page links a guide to your first ten minutes."),
            ],
            reverse("admin:invitation", args=[invitation.token()]),
            _("Create my account"),
            _(
                "The link works once and expires in seven days. If you don’t know us, ignore this "
                "email."
            ),
        )

    return to_each(recipients, Invitation.objects.open(now).select_related("invited_by"), write)


def compose_added_notice(recipients: Collection[Recipient], now: datetime.datetime) -> Composed:
    def write(user: User, _each: Recipient) -> EmailMessage:
        return written(
            user.email,
            _("Your account has a new second factor"),
            [
                _("Someone set up a passkey or an app that logs in to your account, “%s”.")
                % user.get_username(),
                _("If that wasn’t you, tell an administrator now and choose a new password."),
            ],
            reverse("admin:second_factor_set_up"),
            _("See your second factor"),
        )

    return to_each(recipients, reachable(), write)


def compose_reset_notice(recipients: Collection[Recipient], now: datetime.datetime) -> Composed:
    """Tell administrators whose second factor was reset, and by whom (the batch's audit event)."""
    events = AuditEvent.objects.in_bulk([each.batch_id for each in recipients])
    accounts = User.objects.in_bulk([int(event.subject_id) for event in events.values()])

    def write(user: User, each: Recipient) -> EmailMessage:
        event = events[each.batch_id]
        account = accounts.get(int(event.subject_id))
        names = {
            "account": account.get_username() if account else event.subject_id,
            "by": event.username or _("someone at the server’s command line"),
        }
        return written(
            user.email,
            _("A second factor was reset"),
            [
                _("%(by)s reset the second factor of “%(account)s”.") % names,
                _(
                    "Anyone who knows that account’s password can set up a new one now. If you "
                    "didn’t expect this, close the account and ask its owner."
                ),
            ],
            reverse("admin:auth_user_changelist"),
            _("See all accounts"),
        )

    known = [each for each in recipients if each.batch_id in events]
    return to_each(known, administrators().exclude(email=""), write)


KINDS = [
    Kind(
        "password_reset",
        Lane.REPLY,
        compose_password_reset,
        label=gettext_lazy("link to choose a new password"),
    ),
    Kind("invitation", Lane.REPLY, compose_invitation, label=gettext_lazy("invitation")),
    Kind(
        "second_factor_added",
        Lane.REPLY,
        compose_added_notice,
        label=gettext_lazy("notice of a new second factor"),
    ),
    Kind(
        "second_factor_reset",
        Lane.REPLY,
        compose_reset_notice,
        label=gettext_lazy("notice that a second factor was reset"),
    ),
]
