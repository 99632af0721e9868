"""What templates ask of a row of the record."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from candidates import parties
from candidates.models import Answer, Evidence
from candidates.rows import date_text
from candidates.timelines import answer_day, host, vote_name

register = template.Library()


@register.filter
def answered_on(answer: Answer) -> SafeString:
    """Return the day of an answer as far as it is known: March 14, 2026, March 2026 or 2026."""
    return format_html('<time datetime="{}">{}</time>', date_text(answer), answer_day(answer))


@register.filter
def party_names(codes: list[str]) -> list[str]:
    """Return the parties of several codes in words."""
    return [parties.NAMES.get(code, code) for code in codes]


@register.filter
def publisher_named(evidence: Evidence) -> str:
    """Return who published a piece of evidence, else the host of its link, else what it is."""
    return evidence.publisher or host(evidence.url) or evidence.get_kind_display()


@register.filter
def without_scheme(url: str) -> str:
    """Return an address as a person reads it: example.org/name."""
    return url.partition("://")[2].removeprefix("www.").rstrip("/")


register.filter("host", host)
register.filter("vote_name", vote_name)
