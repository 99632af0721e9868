"""Follows the links of the site as a reader does, and reads the figures where they stand."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

LINK = re.compile(r'(?:href|src)="([^"]+)"')
BADGE = re.compile(r'class="badge badge--(\w+)"')
SIGN = re.compile(
    r'<dt class="counts__name">(.*?)</dt>\s*<dd class="counts__figure">(.*?)</dd>', re.DOTALL
)
TILE = re.compile(
    r'<a class="tile[^"]*" href="/tracker/(\w\w)/">.*?'
    r"(?:: ([\d,]+) signed, out of ([\d,]+) campaigns?(?:, [\d,]+ refused)?|: no campaigns)</span>",
    re.DOTALL,
)
PROGRESS = re.compile(
    r'<p class="progress__words"[^>]*>(.*?)</p>\s*<progress[^>]* value="(\d+)" max="(\d+)"',
    re.DOTALL,
)
TAG = re.compile(r"<[^>]+>")


def number(markup: str) -> int:
    """Return the figure in some markup, which may have a state's letters before it."""
    return int(re.findall(r"[\d,]+", TAG.sub("", markup))[-1].replace(",", ""))


@dataclass(frozen=True)
class Visit:
    """What an address answered, and how many clicks it is away from where the crawl began."""

    address: str
    clicks: int
    status: int
    headers: dict[str, str]
    cookies: int
    text: str

    @property
    def is_html(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("text/html")

    @cached_property
    def links(self) -> list[str]:
        """Return the addresses of this site that the page names, with their fragments.

        Static files are left out, and pictures to share, each of which takes half a second to draw.
        """
        here = urlsplit(settings.SITE_URL)
        found = [
            urljoin(settings.SITE_URL + self.address, unescape(link))
            for link in LINK.findall(self.text)
        ]
        parts = [urlsplit(link) for link in found]
        return [
            part._replace(scheme="", netloc="").geturl()
            for part in parts
            if (part.scheme, part.netloc) == (here.scheme, here.netloc)
            and not part.path.startswith((settings.STATIC_URL, "/previews/"))
        ]

    @property
    def signs(self) -> dict[str, int]:
        """Return the figures of the strip of counts by their words."""
        return {
            TAG.sub("", name).strip(): number(figure) for name, figure in SIGN.findall(self.text)
        }

    @property
    def tiles(self) -> dict[str, tuple[int, int]]:
        """Return who signed of how many by the state's code, as the map says it to ears."""
        return {
            code.upper(): (number(signed or "0"), number(tracked or "0"))
            for code, signed, tracked in TILE.findall(self.text)
        }

    @property
    def progress(self) -> list[tuple[str, int, int]]:
        """Return what the bars of petitions say: their words, value and maximum."""
        return [
            (" ".join(TAG.sub("", words).split()), int(value), int(most))
            for words, value, most in PROGRESS.findall(self.text)
        ]

    @property
    def badges(self) -> Counter[str]:
        """Count the badges of statuses and outcomes by their kind."""
        return Counter(BADGE.findall(self.text))

    def says(self, pattern: str) -> list[str]:
        """Return what `pattern` finds in the page, every run of white space as one blank."""
        return re.findall(pattern, " ".join(self.text.split()))


def crawl(start: str, wanted: Callable[[str], bool]) -> dict[str, Visit]:
    """Visit every address that can be reached from `start` by links and is `wanted`."""
    # Django's test client copies the context of every template it sees, which takes twice as long.
    site, requests = WSGIHandler(), RequestFactory()
    visits: dict[str, Visit] = {}
    queue = deque([(start, 0)])
    while queue:
        address, clicks = queue.popleft()
        if address in visits:
            continue
        response = site.get_response(requests.get(address))
        if response.streaming:
            response.file_to_stream.close()
        is_binary = response.headers["Content-Type"].startswith(("image/", "application/pdf"))
        visit = Visit(
            address=address,
            clicks=clicks,
            status=response.status_code,
            headers=dict(response.headers),
            cookies=len(response.cookies),
            text="" if response.streaming or is_binary else response.text,
        )
        visits[address] = visit
        pages = (link.partition("#")[0] for link in visit.links)
        queue += ((page, clicks + 1) for page in pages if wanted(page))
    return visits
