"""Every address of the admin, found by walking what is registered, so a new page is among them."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.sites import AdminSite
from django.contrib.contenttypes.models import ContentType
from django.urls import URLPattern, URLResolver, reverse
from django.views.generic.base import RedirectView

# The night of the election that StageFactory makes.
NIGHT = "mi-2026-08-04"


def pages() -> Iterator[tuple[str, int]]:
    """Yield the name of every page of the admin, and how many arguments its address takes."""
    for pattern in _patterns(admin.site.urls[0]):
        if pattern.name is None:  # addresses that Django leads elsewhere, or answers with a 404
            view = pattern.callback
            is_redirect = getattr(view, "view_class", None) is RedirectView
            assert is_redirect or view.__name__ == AdminSite.catch_all_view.__name__
            continue
        yield pattern.name, len(pattern.pattern.converters)


def _patterns(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern.url_patterns)
        else:
            yield pattern


def addresses(keys: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each page's name with its address for the row of its model."""
    candidacy = ContentType.objects.get_by_natural_key("candidates", "candidacy")
    special = {
        "app_list": ["candidates"],
        "candidates_answer_prove": [keys["candidates.answer"], "call_back"],
        "candidates_answer_proof_original": [keys["candidates.proof"]],
        "candidates_answer_confirm_decision": [keys["candidates.hold"]],
        "candidates_answer_extend_hold": [keys["candidates.hold"]],
        "candidates_answer_propose_decision": [keys["candidates.hold"]],
        "candidates_answer_second_call": [keys["candidates.proof"]],
        "candidates_answer_withdraw_proof": [keys["candidates.proof"]],
        "candidates_stage_night": [NIGHT],
        "candidates_stage_release_results": [NIGHT],
        "view_on_site": [candidacy.pk, keys["candidates.candidacy"]],
    }
    for name, count in pages():
        key = keys.get(".".join(name.split("_")[:2]))
        yield name, reverse(f"admin:{name}", args=special.get(name, [key] * count))
