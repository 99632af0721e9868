"""A test email to yourself, through the same queue and mail server as every other email."""

import datetime
from collections.abc import Collection

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from campaign.accounts.emails import Composed, reachable, to_each, written
from campaign.accounts.passwords import narrow_page
from campaign.lib import outbox
from campaign.lib.admin.action_pages import organizer, posted
from campaign.lib.http import READING
from campaign.lib.outbox import Kind, Recipient
from campaign.lib.outbox.models import Lane, Message

NAME = "trial_email"


def compose(recipients: Collection[Recipient], now: datetime.datetime) -> Composed:
    def write(user: User, _each: Recipient) -> EmailMessage:
        return written(
            user.email,
            _("Test: email from this site reaches you"),
            [_("You asked for this email. We sent it the way we send every other email.")],
            reverse("admin:index"),
            _("Open the admin"),
        )

    return to_each(recipients, reachable(), write)


KIND = Kind(NAME, Lane.REPLY, compose, label=gettext_lazy("test email"))


@require_http_methods([*READING, "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """Send the test email, and say what came of the last one."""
    user, now = organizer(request), timezone.now()
    if not user.has_perm("auth.change_user"):
        raise PermissionDenied
    sent_before = Message.objects.about(NAME, user.pk)
    form = forms.Form(posted(request))
    if form.is_valid() and user.email:
        with transaction.atomic():
            if not sent_before.waiting().exists():
                outbox.queue(NAME, [user.pk], now=now)
        messages.success(
            request, _("We queued the email. Reload this page to see what came of it.")
        )
        return redirect("admin:trial_email")
    sentences = [
        _("We’ll send a test email to %s.") % user.email
        if user.email
        else _("Your account has no email address. Enter one on your account’s page first."),
        said_of(sent_before.order_by("-pk").first()),
    ]
    button = _("Send a test email")
    return narrow_page(
        request, button, " ".join(filter(None, sentences)), form if user.email else None, button
    )


def said_of(message: Message | None) -> str:
    """Return what came of the last test email, "" if there was none."""
    if message is None:
        return ""
    if message.outcome == Message.Outcome.WAITING:
        return _("The last one is still waiting to be sent.")
    if message.outcome == Message.Outcome.SENT:
        return _(
            "Your mail server took the last one. If it isn’t in your inbox, check your spam folder."
        )
    return _("The last one couldn’t be sent. Your mail server replied: %s") % (
        message.reply_code or _("nothing")
    )
