"""What stands in front of Django and answers with finished pages."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any
from wsgiref.types import StartResponse

from django.conf import settings
from django.utils.http import http_date

from campaign.lib.cache.addresses import Address, asked_for
from campaign.lib.cache.counts import begin_page, shows_counts
from campaign.lib.cache.decorators import Kept
from campaign.lib.cache.generation import AWAY_SINCE, FACTS, Current, Generation
from campaign.lib.cache.pages import OK, Page, digest_of, encoding_for
from campaign.lib.cache.preparation import prepare
from campaign.lib.cache.store import Store
from campaign.lib.wsgi import Answer, Stream, WSGIApplication, ask

MOST_BYTES = 32 * 2**20
# How long somebody waits for a page that is being made for somebody else.
PATIENCE_SECONDS = 1.0
# What a visitor sends along, and who they are: a page for everybody depends on nothing of it.
OF_THE_VISITOR = ("HTTP_", "REMOTE_", "CONTENT_")
# An answer with one of these is for one visitor, or for some only.
NOT_FOR_ALL = frozenset({"set-cookie", "vary"})


def is_for_all(answer: Answer) -> bool:
    names = {name.lower() for name, _value in answer.headers}
    return answer.status == OK and not names & NOT_FOR_ALL


class Making:
    """A page that is being made, and what came of it that those who wait get too."""

    def __init__(self) -> None:
        self.is_done = threading.Event()
        self.made: Page | Answer | None = None


class FinishedPages:
    """A WSGI application that answers from its store, and asks `application` for what it lacks.

    `entrances` returns the paths of the pages that people come in by.
    """

    def __init__(
        self,
        application: WSGIApplication,
        *,
        entrances: Callable[[], Iterable[str]] = tuple,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self.application = application
        self.entrances = entrances
        self.generation = Generation()
        # There is any number of filters and later pages; they push out none of the others.
        self.pages: Store[Page] = Store(most_bytes * 3 // 4)
        self.filtered: Store[Page] = Store(most_bytes // 4)
        self._renewing: dict[Address, Making] = {}
        self._lock = threading.Lock()
        self._facts: tuple[Current | None, dict[str, Any]] = (None, {})

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        asked = asked_for(environ)
        if asked is None:
            environ[AWAY_SINCE] = self.generation.away_since
            return self.application(environ, start_response)
        address, kept = asked
        page = self.store_of(address).get(address)
        generation = self.generation.current()
        # While the database is away, nothing public can change, and nothing can be made again.
        since = self.generation.away_since
        if page is not None and generation is None and since:
            answer: Page | Answer | Stream = page.as_of(since)
        elif page is not None and generation is not None and page.is_fresh(generation):
            answer = page
        else:
            answer = self._renewed(address, kept, page, generation, environ)
        chunks = answer.send(environ, start_response)
        # It may have been sent in another encoding for the first time.
        self.store_of(address).weigh(address)
        return chunks

    def store_of(self, address: Address) -> Store[Page]:
        return self.filtered if address.query else self.pages

    def prepare(self, seconds: float) -> None:
        """Make the pages that people come in by: gunicorn calls it before a process answers."""
        prepare(self, self.entrances, seconds)

    def clear(self) -> None:
        self.pages.clear()
        self.filtered.clear()

    def _facts_in(self, generation: Current | None) -> dict[str, Any]:
        if generation is None:
            return {}
        key, facts = generation._replace(counts=0), self._facts
        if facts[0] != key:
            facts = self._facts = (key, {})
        return facts[1]

    def _renewed(
        self,
        address: Address,
        kept: Kept,
        page: Page | None,
        generation: Current | None,
        environ: dict[str, Any],
    ) -> Page | Answer | Stream:
        """Make a page, one at a time. The others get the last one, or wait if there's none."""
        with self._lock:
            others = self._renewing.get(address)
            mine = self._renewing.setdefault(address, Making())
        if others is not None:
            if page is not None:
                return page
            others.is_done.wait(PATIENCE_SECONDS)
            return others.made or self._made(address, kept, page, generation, environ)
        try:
            # Somebody else may have made it since we looked.
            page = self.store_of(address).get(address) or page
            if page is not None and generation is not None and page.is_fresh(generation):
                return page
            made = self._made(address, kept, page, generation, environ)
            if isinstance(made, Page) or (isinstance(made, Answer) and made.is_error_of_ours):
                mine.made = made
            return made
        finally:
            with self._lock:
                del self._renewing[address]
            mine.is_done.set()

    def _made(
        self,
        address: Address,
        kept: Kept,
        page: Page | None,
        generation: Current | None,
        environ: dict[str, Any],
    ) -> Page | Answer | Stream:
        """Have Django answer, and keep that if it may be; for an error of ours, `page` answers."""
        begin_page()
        answer = self._ask(address, generation, environ)
        if isinstance(answer, Stream):
            self.store_of(address).drop(address)
            return answer.kept_by_others(kept.cache_control)
        if page is not None and answer.is_error_of_ours:
            page.failing_since = page.failing_since or time.monotonic()
            if time.monotonic() - page.failing_since < kept.outlives_errors_seconds:
                return page
        store = self.store_of(address)
        if not is_for_all(answer):
            store.drop(address)
            return answer
        if page is not None and page.digest == digest_of(answer.body):
            page.generation, page.failing_since = generation, None
            page.shows_counts = shows_counts()
        else:
            page = Page(
                answer.headers,
                answer.body,
                generation=generation,
                shows_counts=shows_counts(),
                cache_control=kept.cache_control,
                last_modified=http_date(),
                encoding=encoding_for(environ.get("HTTP_ACCEPT_ENCODING", "")),
            )
        if generation is not None and not kept.is_search(address.query):
            store.put(address, page)
        return page

    def _ask(
        self, address: Address, generation: Current | None, environ: dict[str, Any]
    ) -> Answer | Stream:
        """Return what Django answers to anybody who asks for the page."""
        asked = {
            name: value for name, value in environ.items() if not name.startswith(OF_THE_VISITOR)
        }
        header, _secure = settings.SECURE_PROXY_SSL_HEADER or ("", "")
        asked |= {
            "REQUEST_METHOD": "GET",
            "QUERY_STRING": address.query,
            "HTTP_HOST": environ["HTTP_HOST"],
            "wsgi.input": BytesIO(),
            **{name: environ[name] for name in [header] if name in environ},
            FACTS: self._facts_in(generation),
        }
        answer = ask(self.application, asked)
        return answer if answer.is_long else answer.in_full()
