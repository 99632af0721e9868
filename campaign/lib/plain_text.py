"""Turns our own HTML into plain text, mostly for email."""

import re
from html.parser import HTMLParser

from campaign.lib.absolute_urls import absolute_url

PATH_IN_LINK = re.compile(r'(?<=href=")(/[^"]*)')
BLOCKS = {"p", "li", "blockquote", "pre", "tr", "h1", "h2", "h3", "h4", "h5", "h6"}


def with_full_addresses(html: str) -> str:
    """Return `html` with full addresses in links to this site."""
    return PATH_IN_LINK.sub(lambda found: absolute_url(found[1]), html)


def plain_text(html: str) -> str:
    """Return `html` as paragraphs, with the addresses of links on lines below them."""
    reader = _Reader()
    reader.feed(with_full_addresses(html))
    reader.close()
    return "\n\n".join(reader.paragraphs())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self._blocks: list[tuple[str, list[str]]] = [("", [])]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self._blocks.append(("- " if tag == "li" else "", []))
        elif tag == "a" and (address := dict(attrs).get("href")):
            self._blocks[-1][1].append(address)

    def handle_data(self, data: str) -> None:
        words, addresses = self._blocks[-1]
        self._blocks[-1] = (words + data, addresses)

    def paragraphs(self) -> list[str]:
        return [
            "\n".join([" ".join(words.split()), *addresses])
            for words, addresses in self._blocks
            if words.strip("- \n")
        ]
