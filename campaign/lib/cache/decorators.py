"""How a view says that its page may be kept, and by which parameters it differs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from campaign.lib.http import READING, View

# A name that its owner hides, or an organizer, must not outlive that in caches beyond ours.
OUTLIVES_ERRORS_SECONDS, WITH_PEOPLE_SECONDS = 86_400, 300


@dataclass(frozen=True)
class Kept:
    """What a view says of its page; a query with one of `searches` is answered and not kept."""

    parameters: tuple[str, ...]
    searches: frozenset[str]
    has_people: bool

    @property
    def outlives_errors_seconds(self) -> int:
        return WITH_PEOPLE_SECONDS if self.has_people else OUTLIVES_ERRORS_SECONDS

    @property
    def cache_control(self) -> str:
        """Return for how long browsers and proxies keep the page (RFC 5861)."""
        return (
            "public, max-age=2, stale-while-revalidate=1, "
            f"stale-if-error={self.outlives_errors_seconds}"
        )

    def is_search(self, query: str) -> bool:
        return not self.searches.isdisjoint(name for name, _value in parse_qsl(query))


def cached_page(
    *parameters: str, searches: tuple[str, ...] = (), has_people: bool = False
) -> Callable[[View], View]:
    """Let the page of a view be kept and sent to everybody.

    `parameters` are all that the view reads of its query, `searches` those of them that anyone
    may fill with any text. The view gets no other parameter, no cookie, and a GET for HEAD.
    `has_people` says that the page shows signers' names or readers' comments.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = view(request, *args, **kwargs)
            if request.method in READING and settings.SESSION_COOKIE_NAME in request.COOKIES:
                response.headers["Cache-Control"] = "private, no-cache"
            return response

        vars(answer)["kept"] = Kept(parameters, frozenset(searches), has_people)
        return answer

    return decorate


def kept_page(view: Callable[..., Any]) -> Kept | None:
    """Return what a view says of its page, None for one that may not be kept."""
    kept = getattr(view, "kept", None)
    return kept if isinstance(kept, Kept) else None
