"""The scripts for a call, and emails that are already written."""

import re
from urllib.parse import quote, urlencode

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone

from candidates.calls_to_action import CallToAction
from candidates.models import Cycle

register = template.Library()


@register.simple_tag(takes_context=True)
def script(context: Context, call_to_action: CallToAction, way: str) -> str:
    """Return the words of a `call` or an `email`: `{% script call_to_action "email" as letter %}`.

    It is plain text, to be escaped like any other.
    """
    request = getattr(context, "request", None)
    words = render_to_string(
        f"candidates/calls_to_action/{way}.txt", {"call_to_action": call_to_action}, request
    )
    # What comes back is no longer the safe markup that a template hands out.
    return re.sub(r"\n{3,}", "\n\n", words.strip())


@register.simple_tag
def people_have_voted() -> bool:
    """Say whether it's time for the winners: `{% people_have_voted as is_over %}`. One query."""
    cycle = Cycle.objects.current()
    return bool(cycle and cycle.has_voted(timezone.localdate()))


@register.simple_tag
def mailto(address: str, subject: str, body: str) -> str:
    """Return the link of an email to `address`, which may be empty for the reader to fill in.

    Blanks and line ends are written as RFC 6068 asks.
    """
    fields = {"subject": subject, "body": "\r\n".join(body.splitlines())}
    return f"mailto:{quote(address, safe='@')}?{urlencode(fields, quote_via=quote)}"
