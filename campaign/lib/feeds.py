"""Atom (RFC 4287) that is the same bytes until an entry changes."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language

from campaign.lib.absolute_urls import absolute_url

ATOM = "application/atom+xml; charset=utf-8"
# An empty feed gets a date before any entry's.
BEGINNING = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
# Characters that XML 1.0 can't contain.
NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """One entry. Its `key` is unique on the feed's page and never changes. `path` is its link."""

    key: str
    title: str
    text: str
    path: str
    published_at: datetime.datetime
    updated_at: datetime.datetime


class _StableFeed(Atom1Feed):
    def latest_post_date(self) -> datetime.datetime:
        return max((item["updateddate"] for item in self.items), default=BEGINNING)


def atom_text(
    entries: Iterable[Entry], *, title: str, author: str, page_path: str, feed_path: str
) -> str:
    """Return a feed of `entries` in order. All addresses in it start with SITE_URL."""
    page_url = absolute_url(page_path)
    feed = _StableFeed(
        title=_writable(title),
        link=page_url,
        description=None,
        language=get_language(),
        feed_url=absolute_url(feed_path),
        author_name=_writable(author),
    )
    for entry in entries:
        feed.add_item(
            title=_writable(entry.title),
            link=absolute_url(entry.path),
            # Atom1Feed declares it as HTML.
            description=escape(_writable(entry.text)),
            unique_id=f"{page_url}#{entry.key}",
            pubdate=entry.published_at,
            updateddate=entry.updated_at,
        )
    return feed.writeString("utf-8")


def _writable(text: str) -> str:
    return NOT_IN_XML.sub("", text)
