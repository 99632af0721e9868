"""Markdown as editors write it, drawn so that nothing in it can run.

CommonMark by markdown-it-py, without HTML; what comes out passes an explicit list of tags and
attributes (nh3). Second- and third-level headings get an id, so that they can be linked to.
`[[target]]` and `[[target|words]]` link inside the site: the caller says where a target is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "pre", "code"),
    *("em", "strong", "s", "a", "table", "thead", "tbody", "tr", "th", "td"),
}
# On any tag none: nh3 would let a title and a language pass.
ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),
    "a": {"href"},
    "h2": {"id"},
    "h3": {"id"},
    "ol": {"start"},
}
URL_SCHEMES = {"http", "https", "mailto"}
INTERNAL = re.compile(r"\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]+))?\]\]")
# What a writer leaves behind who meant to link later: “[Internal Link: sanctuary cities]”.
LEFTOVER = re.compile(r"\[[^\[\]\n]*\blink\s*:[^\[\]\n]*\](?!\()", re.IGNORECASE)


@dataclass(frozen=True)
class Destination:
    """Where an internal link leads, and its words where the writer gave none."""

    url: str
    title: str


@dataclass(frozen=True)
class Section:
    """A second-level heading: its id on the page, its words."""

    anchor: str
    title: str


@dataclass(frozen=True)
class Place:
    """A piece of a text, with the number of its line, from 1."""

    line: int
    words: str


@dataclass(frozen=True)
class Rendered:
    """Markdown as HTML that may be shown as it is, and its sections."""

    html: SafeString
    sections: list[Section]


Resolve = Callable[[str], Destination | None]


def nowhere(target: str) -> Destination | None:
    """Resolve no link at all."""
    return None


def render(text: str, *, resolve: Resolve = nowhere) -> Rendered:
    """Return `text` as HTML; an internal link that leads nowhere shows its words alone."""
    parser = _parser()
    tokens = parser.parse(text, {"resolve": resolve})
    sections = _name_headings(tokens)
    html = parser.renderer.render(tokens, parser.options, {"resolve": resolve})
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=URL_SCHEMES,
        link_rel="noopener",
    )
    return Rendered(mark_safe(clean), sections)  # noqa: S308 (cleaned a line above)


def internal_links(text: str) -> list[Place]:
    """Return the targets of the internal links in `text`, as `render` would find them."""
    targets: list[str] = []

    def note(target: str) -> Destination | None:
        targets.append(target)
        return None

    render(text, resolve=note)
    lines = text.splitlines()
    found: list[Place] = []
    position = 0
    for target in targets:
        # Targets come in the order of the text, so each is looked for from the last one on.
        while position < len(lines) and not _names(lines[position], target, found, position + 1):
            position += 1
        found.append(Place(position + 1, target))
    return found


def leftovers(text: str) -> list[Place]:
    """Return the places where a writer meant to put a link and did not."""
    return [
        Place(number, match[0])
        for number, line in enumerate(text.splitlines(), start=1)
        for match in LEFTOVER.finditer(line)
    ]


def _names(line: str, target: str, found: list[Place], number: int) -> bool:
    """Say whether `line` names `target` once more than was found in it so far."""
    named = [match[1].strip() for match in INTERNAL.finditer(line)]
    return named.count(target) > found.count(Place(number, target))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")
    parser.inline.ruler.before("link", "internal_link", _internal_link)
    # Pictures come with a description and a licence or not at all: see campaign.models.Picture.
    return parser.disable("image")


def _internal_link(state: StateInline, silent: bool) -> bool:
    found = INTERNAL.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        resolve: Resolve = state.env["resolve"]
        target = found[1].strip()
        destination = resolve(target)
        words = (found[2] or "").strip() or (destination.title if destination else target)
        if destination:
            state.push("link_open", "a", 1).attrs = {"href": destination.url}
        state.push("text", "", 0).content = words
        if destination:
            state.push("link_close", "a", -1)
    state.pos = found.end()
    return True


def _name_headings(tokens: list[Token]) -> list[Section]:
    """Give headings their ids, no two alike, and the first level to the page itself."""
    sections = []
    taken: set[str] = set()
    for opening, content in _headings(tokens):
        title = "".join(_words(content.children or []))
        anchor = base = slugify(title) or "section"
        number = 1
        while anchor in taken:
            number += 1
            anchor = f"{base}-{number}"
        taken.add(anchor)
        opening.attrSet("id", anchor)
        if opening.tag == "h2":
            sections.append(Section(anchor, title))
    return sections


def _headings(tokens: list[Token]) -> Iterator[tuple[Token, Token]]:
    for position, token in enumerate(tokens):
        if token.type == "heading_open":
            closing = tokens[position + 2]
            level = min(max(int(token.tag[1]), 2), 4)
            token.tag = closing.tag = f"h{level}"
            yield token, tokens[position + 1]


def _words(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in {"text", "code_inline"}:
            yield token.content
        elif token.type == "softbreak":
            yield " "


def plain_text(text: str) -> str:
    """Return the words of Markdown without their marks, such as for a feed or a preview."""
    tokens = _parser().parse(text, {"resolve": nowhere})
    words = ["".join(_words(each.children or [])) for each in tokens if each.type == "inline"]
    return " ".join(words)
