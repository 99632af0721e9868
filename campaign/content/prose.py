"""Editors' Markdown as readers see it: figures filled in, links resolved, nothing too wide."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache, partial
from itertools import count
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from campaign import named_figures
from campaign.content.anchors import RESERVED
from campaign.content.links import resolver
from campaign.content.models import Article
from campaign.lib import markdown
from campaign.lib.markdown import Destination, Rendered

# A text with fewer sections needs no table of contents.
FEWEST_LISTED = 3
# Texts change seldom, so a process keeps those it drew last.
MOST_KEPT = 128


class PageProse:
    """Draws the texts of one page, as it reads at the moment `now`.

    Asks once for each kind of link in the texts that were gathered.
    """

    def __init__(self, now: datetime.datetime, *, itself: Article | None = None) -> None:
        self.now, self.itself = now, itself
        self.found: dict[str, Destination | None] = {}
        self.numbers: defaultdict[str, Iterator[int]] = defaultdict(lambda: count(1))

    @classmethod
    def of(cls, request: HttpRequest | None) -> PageProse:
        """Return the object that draws the texts of the page for `request`."""
        kept = {} if request is None else vars(request)
        if "page_prose" not in kept:
            kept["page_prose"] = cls(timezone.now())
        page: PageProse = kept["page_prose"]
        return page

    def gather(self, texts: Iterable[str]) -> None:
        """Look up where the internal links in `texts` lead, all at once."""
        targets = {target for text in texts for target in _targets(text)} - self.found.keys()
        if targets:
            resolve = resolver(targets, at=self.now, itself=self.itself)
            self.found |= {target: resolve(target) for target in targets}

    def draw(self, text: str, **headings: Any) -> Rendered:
        """Render a text with its figures filled in; `headings` go to `markdown.render`."""
        self.gather([text])
        found = frozenset((target, self.found[target]) for target in _targets(text))
        rendered = _rendered(text, found, **headings)
        html = mark_safe(self._scrolling(rendered.html))  # noqa: S308 (of markdown.render)
        return replace(rendered, html=html)

    def _scrolling(self, html: str) -> str:
        """Wrap wide tables and code so that arrow keys can scroll them, each with its own label."""
        html = re.sub("<table>", partial(self._opening, _("Table %(number)d")), html)
        html = html.replace("</table>", "</table></div>")
        html = re.sub("<pre>", partial(self._opening, _("Code %(number)d")), html)
        return html.replace("</pre>", "</pre></div>")

    def _opening(self, label: Promise, found: re.Match[str]) -> str:
        label_in_words = str(label)
        words = escape(label_in_words % {"number": next(self.numbers[label_in_words])})
        box = f'<div class="prose__wide" role="region" aria-label="{words}" tabindex="0">'
        return box + found[0]


@lru_cache(MOST_KEPT)
def _targets(text: str) -> frozenset[str]:
    return frozenset(place.words for place in markdown.internal_links(text))


@lru_cache(MOST_KEPT)
def _rendered(
    text: str, found: frozenset[tuple[str, Destination | None]], **headings: Any
) -> Rendered:
    return markdown.render(text, resolve=dict(found).get, **headings)


def prose_of(
    article: Article, *, now: datetime.datetime, request: HttpRequest | None = None
) -> Rendered:
    """Return the text of `article` as it reads at the moment `now`, with sections worth listing.

    Runs one query for each kind of link in it. Takes its figures from the page's `request`.
    """
    text = named_figures.fill_now(article.body, request)
    drawn = PageProse(now, itself=article).draw(text, reserved=RESERVED)
    return drawn if len(drawn.sections) >= FEWEST_LISTED else replace(drawn, sections=[])


def reading(article: Article, now: datetime.datetime, request: HttpRequest) -> dict[str, Any]:
    """Return what the page of an article shows at `now`."""
    rows = article.related_rows.filter(leads_to__in=Article.objects.published(now))
    return {
        "article": article,
        "prose": prose_of(article, now=now, request=request),
        "sources": article.sources.all(),
        "related": [row.leads_to for row in rows.select_related("leads_to")],
    }
