"""The page that follows a form to sign, join or follow: check your email."""

import secrets
from collections.abc import Callable, Mapping
from html import escape
from typing import Any, cast

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

KEPT_SECONDS = 60


def sent_page(
    request: HttpRequest,
    template: str,
    key: str,
    typed: Mapping[str, str],
    context: Callable[[], dict[str, Any]] = dict,
) -> HttpResponse:
    """Answer a form with the page that names the email address, which no cache may keep.

    There's no redirect, because that would put the email address into a URL. Sending the form again
    changes nothing. `typed` holds the template variables that show what someone typed; the template
    uses them without filters. Everything else is drawn once a minute for everyone under `key`.
    """

    def draw() -> tuple[str, str]:
        # Nobody can put this marker into a text, because it's different each time.
        mark = secrets.token_hex(16)
        slots = {name: f"{mark}{name}" for name in typed}
        return mark, render_to_string(template, {**context(), **slots}, request)

    kept = cache.get_or_set(f"sent:{key}:{translation.get_language()}", draw, KEPT_SECONDS)
    mark, page = cast(tuple[str, str], kept)
    for name, value in typed.items():
        page = page.replace(f"{mark}{name}", escape(value))
    return HttpResponse(page, headers={"Cache-Control": "no-store"})
