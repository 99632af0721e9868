"""What an editor wrote, in emails: no link without its host, and text where no HTML is shown."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from campaign.lib import plain_text

register = template.Library()


@register.filter
def with_full_addresses(html: SafeString) -> SafeString:
    """Give each link to this site its host: `{{ body|with_full_addresses }}`."""
    return mark_safe(plain_text.with_full_addresses(html))  # noqa: S308 (as safe as it was)


@register.filter
def in_plain_text(html: SafeString) -> str:
    """Show HTML as text: `{{ body|in_plain_text }}`."""
    return plain_text.plain_text(html)
