"""Email written once for many people: text and HTML from two templates with slots."""

import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from html import escape
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class CompiledEmail:
    """An email without a recipient yet, in pieces with slots between them.

    `text` and `html` alternate between words and names of slots, starting and ending with words.
    """

    subject: str
    sender: str
    text: tuple[str, ...]
    html: tuple[str, ...]

    def to(
        self, address: str, values: Mapping[str, str], *, unsubscribe_url: str = ""
    ) -> EmailMultiAlternatives:
        """Return the email to one address with its slots filled in. KeyError if a value is missing.

        With `unsubscribe_url`, mail programs offer to unsubscribe with one click (RFC 8058).
        """
        # Keeps vacation replies from answering (RFC 3834).
        headers = {"Auto-Submitted": "auto-generated"}
        if unsubscribe_url:
            headers["List-Unsubscribe"] = f"<{unsubscribe_url}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        email = EmailMultiAlternatives(
            self.subject, _filled(self.text, values), self.sender, to=[address], headers=headers
        )
        escaped = {name: escape(value) for name, value in values.items()}
        email.attach_alternative(_filled(self.html, escaped), "text/html")
        return email

    @property
    def html_byte_count(self) -> int:
        return len("".join(self.html[::2]).encode())


def compile_email(
    name: str, context: Mapping[str, Any], *, subject: str, slots: Collection[str] = ()
) -> CompiledEmail:
    """Return the email of templates/emails/`name`.txt and .html, rendered in the active language.

    In the templates, each of `slots` is a variable, but no filter may change its value.
    """
    # Nobody can put this marker into a text, because it's different each time.
    mark = secrets.token_hex(16)
    marked = {slot: f"{mark}{slot}{mark}" for slot in slots}
    # A line break would end the header.
    subject = " ".join(subject.split())
    text = render_to_string(f"emails/{name}.txt", {**context, **marked})
    html = render_to_string(f"emails/{name}.html", {**context, **marked, "subject": subject})
    parting = re.compile(f"{mark}([a-z_]+?){mark}")
    return CompiledEmail(
        subject,
        sender(),
        tuple(parting.split(BLANK_LINES.sub("\n\n", text.strip()) + "\n")),
        tuple(parting.split(html.strip() + "\n")),
    )


def sender() -> str:
    """Return the sender of our email: the campaign's name with the address in the settings."""
    own_name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    name = own_name or render_to_string("emails/sender.txt").strip()
    return formataddr((name, address))


def postal_address() -> str:
    return render_to_string("emails/postal_address.txt").strip()


def _filled(pieces: tuple[str, ...], values: Mapping[str, str]) -> str:
    return "".join(values[piece] if number % 2 else piece for number, piece in enumerate(pieces))
