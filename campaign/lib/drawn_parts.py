"""Parts of pages that are drawn once, and kept for as long as pages show the same."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language

MOST_KEPT = 1_000  # most are a row of a table, of about a kilobyte


def drawn_part(template_name: str, context: Mapping[str, Any], *, shows: Hashable) -> SafeString:
    """Return what `render_to_string` does, drawn again only if it `shows` something else.

    `shows` has to hold every value that the template draws, and the day where that matters.
    """
    if settings.DEBUG:  # someone may be editing the template
        return render_to_string(template_name, dict(context))
    return _drawn(_Part(template_name, context, shows))


class _Part:
    """A part to draw, equal to those that show the same."""

    def __init__(self, template_name: str, context: Mapping[str, Any], shows: Hashable) -> None:
        self._key = (template_name, shows, get_language(), get_script_prefix())
        self._context: Mapping[str, Any] | None = context

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Part) and self._key == other._key

    def draw(self) -> SafeString:
        # What it was drawn from isn't kept.
        context, self._context = self._context, None
        return render_to_string(self._key[0], dict(context or {}))


@lru_cache(MOST_KEPT)
def _drawn(part: _Part) -> SafeString:
    return part.draw()
