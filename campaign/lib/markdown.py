"""Markdown as editors write it, drawn so that nothing in it can run.

CommonMark by markdown-it-py, without HTML; what comes out passes an explicit list of tags and
attributes (nh3). Second- and third-level headings may get an id, so that they can be linked to.
`[[target]]` and `[[target|words]]` link inside the site: the caller says where a target is.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, count
from typing import Any
from urllib.parse import unquote

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
# No attributes on every tag: nh3 would allow title and lang.
ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),
    "a": {"href"},
    "h2": {"id"},
    "h3": {"id"},
    "ol": {"start"},
}
URL_SCHEMES = {"http", "https", "mailto"}
INTERNAL = re.compile(r"\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]+))?\]\]")
# A placeholder for a link: “[Internal Link: sanctuary cities]”.
LEFTOVER = re.compile(
    r"\[(?>(?:[^\[\]]|\[[^\[\]]*\])*?\blinks?\s*:)(?>(?:[^\[\]]|\[[^\[\]]*\])*)\]", re.IGNORECASE
)
UNFINISHED = re.compile(r"\[\[[^\[\]]*\]?")
# What pasted text may contain that our pages can't show, by kind.
FOREIGN = re.compile(
    r"(?P<picture>!\[[^\[\]]*\](?:\[[^\[\]]*\])?|\bdata:image/)"
    r"|(?P<footnote>\[\^[^\[\]\s]+\])"
    r"|(?P<anchor>\{#[^{}\s]+\})"
    r"|(?P<html></?(?:a|b|br|div|font|i|img|p|span|strong|sub|sup|u)\b[^<>]*>)",
    re.IGNORECASE,
)
LINE_BREAKS = {"softbreak", "hardbreak"}


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
    """Markdown as HTML that may be shown as it is, and its sections.

    `anchors` holds the ids of its headings by what a writer calls them: the id, and the id that
    the heading's words make.
    """

    html: SafeString
    sections: list[Section]
    anchors: dict[str, str] = field(default_factory=dict)


Resolve = Callable[[str], Destination | None]


def nowhere(target: str) -> Destination | None:
    return None


def render(
    text: str,
    *,
    resolve: Resolve = nowhere,
    level: int = 2,
    reserved: re.Pattern[str] | None = None,
    has_ids: bool = True,
) -> Rendered:
    """Return `text` as HTML; an internal link that leads nowhere shows its words alone.

    Its highest headings are of the `level` given. An id that `reserved` matches as a whole belongs
    to the page: the heading gets another, and links to the heading follow it.
    """
    parser = _parser()
    tokens = parser.parse(text, {"resolve": resolve})
    headings = list(_headings(tokens, level))
    sections, anchors = _name(headings, reserved) if has_ids else ([], {})
    for _line, token in _pieces(tokens):
        href = str(token.attrGet("href") or "")
        if href.startswith("#") and unquote(href[1:]) in anchors:
            token.attrSet("href", f"#{anchors[unquote(href[1:])]}")
    clean = nh3.clean(
        parser.renderer.render(tokens, parser.options, {}),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=URL_SCHEMES,
        link_rel="noopener",
    )
    return Rendered(mark_safe(clean), sections, anchors)  # noqa: S308 (cleaned a line above)


def internal_links(text: str) -> list[Place]:
    """Return the targets of the internal links in `text`, as `render` finds them."""
    return [
        Place(line, token.meta["target"])
        for line, token in _pieces(_parse(text))
        if token.type == "internal_link"
    ]


def addresses(text: str) -> list[Place]:
    """Return where the ordinary links in `text` lead, each once, with its first line."""
    found: dict[str, Place] = {}
    for line, token in _pieces(_parse(text)):
        if token.type == "link_open":
            href = str(token.attrGet("href") or "")
            found.setdefault(href, Place(line, href))
    return list(found.values())


def leftovers(text: str) -> list[Place]:
    """Return the places where a reader sees that a writer meant to put a link and did not."""
    return [
        Place(line + words.count("\n", 0, match.start()), " ".join(match[0].split()))
        for line, words in _blocks(text)
        for match in LEFTOVER.finditer(words)
    ]


def unfinished(text: str) -> list[Place]:
    """Return the places where two brackets begin a link that does not end; code is let alone."""
    return [
        Place(line, match[0])
        for line, token in _pieces(_parse(text))
        if token.type == "text"
        for match in UNFINISHED.finditer(token.content)
    ]


def stray_stars(text: str) -> list[Place]:
    """Return the places where a reader sees two stars that were meant to make words bold."""
    return [
        Place(line, token.content.strip()[:40])
        for line, token in _pieces(_parse(text, joined=False))
        if token.type == "text" and "**" in token.content
    ]


def foreign_pieces(text: str) -> list[tuple[str, Place]]:
    """Return what a pasted text has that no page shows: what it is, and where.

    What it is is a group of FOREIGN: "picture", "footnote", "anchor" or "html".
    """
    found = []
    for line, token in _pieces(_parse(text, joined=False)):
        if token.type == "image":
            found.append(("picture", Place(line, f"![{token.content[:40]}]")))
        elif token.type == "text":
            found += [
                (match.lastgroup or "", Place(line, match[0][:40]))
                for match in FOREIGN.finditer(token.content)
            ]
    return found


def plain_text(text: str) -> str:
    """Return the words of Markdown without their marks, such as for a feed or a preview."""
    blocks = [token.children or [] for token in _parse(text) if token.type == "inline"]
    return " ".join("".join(_words(children)) for children in blocks)


def _parse(text: str, *, joined: bool = True) -> list[Token]:
    """Parse `text`. Unless `joined`, escaped signs are tokens of their own: they are meant."""
    return _parser(joined=joined).parse(text, {"resolve": nowhere})


def _line_of(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1


def _pieces(tokens: list[Token]) -> Iterator[tuple[int, Token]]:
    """Yield what lines of text are made of, each piece with the number of its line."""
    for block in tokens:
        line = _line_of(block)
        for token in block.children or []:
            yield line, token
            line += token.type in LINE_BREAKS


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Yield each block as a reader sees it, with its first line; code is a block like others."""
    for token in _parse(text):
        if token.type == "inline":
            yield _line_of(token), "".join(_words(token.children or [], line_break="\n"))
        elif token.type in {"fence", "code_block"}:
            yield _line_of(token) + (token.type == "fence"), token.content


@cache
def _parser(*, joined: bool = True) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "typographer": False})
    parser.enable(["table", "strikethrough"])
    if not joined:
        parser.disable("text_join")
    parser.inline.ruler.before("link", "internal_link", _internal_link)
    parser.add_render_rule("internal_link", _nothing)
    # Pictures need a description and a license, so texts have none: see the model Picture.
    parser.add_render_rule("image", _nothing)
    return parser


def _internal_link(state: StateInline, silent: bool) -> bool:
    found = INTERNAL.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        resolve: Resolve = state.env["resolve"]
        target = found[1].strip()
        destination = resolve(target)
        state.push("internal_link", "", 0).meta = {"target": target}
        words = (found[2] or "").strip() or (destination.title if destination else target)
        if destination:
            state.push("link_open", "a", 1).attrs = {"href": destination.url}
        state.push("text", "", 0).content = words
        if destination:
            state.push("link_close", "a", -1)
    state.pos = found.end()
    return True


def _nothing(*_arguments: Any) -> str:
    return ""


def _headings(tokens: list[Token], level: int) -> Iterator[tuple[Token, Token]]:
    """Yield each heading with its words; the first level is the page's own."""
    for position, token in enumerate(tokens):
        if token.type == "heading_open":
            closing = tokens[position + 2]
            depth = min(max(int(token.tag[1]), 2) + level - 2, 4)
            token.tag = closing.tag = f"h{depth}"
            yield token, tokens[position + 1]


def _name(
    headings: list[tuple[Token, Token]], reserved: re.Pattern[str] | None
) -> tuple[list[Section], dict[str, str]]:
    """Give headings their ids, no two alike and none reserved."""
    sections = []
    ids: set[str] = set()
    anchors: dict[str, str] = {}
    for opening, content in headings:
        if opening.tag == "h4":
            continue
        title = "".join(_words(content.children or []))
        meant = base = slugify(title) or "section"
        if reserved and reserved.fullmatch(base):
            base = f"section-{base}"
        numbered = (f"{base}-{number}" for number in count(2))
        anchor = next(each for each in chain([base], numbered) if each not in ids)
        ids.add(anchor)
        anchors.setdefault(meant, anchor)
        opening.attrSet("id", anchor)
        if opening.tag == "h2":
            sections.append(Section(anchor, title))
    return sections, anchors | {anchor: anchor for anchor in ids}


def _words(tokens: list[Token], *, line_break: str = " ") -> Iterator[str]:
    for token in tokens:
        if token.type in {"text", "code_inline"}:
            yield token.content
        elif token.type in LINE_BREAKS:
            yield line_break
