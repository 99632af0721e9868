"""Mail: text and HTML from two templates, the same message however often it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import formataddr, parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from procrastinate import RetryStrategy

# Tries again after 4, 16, 64 … seconds; the tenth and last time is four days after the first.
RETRIES = RetryStrategy(max_attempts=9, exponential_wait=4)


def build_mail(
    name: str,
    context: Mapping[str, Any],
    *,
    to: str,
    subject: str,
    identity: str = "",
    unsubscribe_url: str = "",
) -> EmailMultiAlternatives:
    """Return the mail of templates/emails/`name`.txt and .html to one address.

    `identity` names the message among all of this site; the outbox names those that it sends. A
    mail program offers its
    reader to stop this kind of mail by one click where `unsubscribe_url` is given (RFC 8058).
    """
    text = render_to_string(f"emails/{name}.txt", dict(context))
    html = render_to_string(f"emails/{name}.html", {**context, "subject": subject})
    host = urlsplit(settings.SITE_URL).hostname
    # It keeps holiday notices from answering (RFC 3834).
    headers = {"Auto-Submitted": "auto-generated"}
    if identity:
        headers["Message-ID"] = f"<{identity}@{host}>"
    if unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail = EmailMultiAlternatives(subject, text, sender(), to=[to], headers=headers)
    mail.attach_alternative(html, "text/html")
    return mail


def sender() -> str:
    """Return who mail is from: the campaign by its name, at the address that the settings say."""
    own_name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    name = own_name or render_to_string("emails/sender.txt").strip()
    return formataddr((name, address))
