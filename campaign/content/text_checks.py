"""What keeps a text from being published: broken links, and placeholders for links."""

import datetime
import re
from collections.abc import Container
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlunsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from campaign.content.anchors import ON_EVERY_PAGE, RESERVED
from campaign.content.links import KINDS, resolver, split
from campaign.content.models import Article
from campaign.lib.internal_links import ids_at, is_ours, page_at, split_address
from campaign.lib.markdown import (
    LEFTOVER,
    UNFINISHED,
    URL_SCHEMES,
    Place,
    addresses,
    foreign_pieces,
    internal_links,
    leftovers,
    render,
    stray_stars,
    unfinished,
)

FOREIGN_REASONS = {
    "picture": _lazy("this text can’t have pictures. Add yours under “Pictures.”"),
    "footnote": _lazy("you can’t use footnotes. Put the source in a link."),
    "anchor": _lazy("we give every heading its own link. Delete this."),
    "html": _lazy("readers will see this HTML tag. Delete it."),
}
MAILBOXES = re.compile(r"[^@\s,]+@[^@\s,]+(,[^@\s,]+@[^@\s,]+)*")


@dataclass(frozen=True)
class Problem:
    """What keeps a text from being published, and on which line."""

    line: int
    words: str
    reason: str

    def __str__(self) -> str:
        return _("Line %(line)d, %(words)s: %(reason)s") % vars(self)


def errors_in(
    text: str, *, at: datetime.datetime, itself: Article | None = None, page: str = ""
) -> list[ValidationError]:
    found = problems(text, at=at, itself=itself, page=page)
    return [ValidationError(str(problem), code="broken_link") for problem in found]


def problems(
    text: str, *, at: datetime.datetime, itself: Article | None = None, page: str = ""
) -> list[Problem]:
    """Return every link in `text` that's broken at `at`, and every placeholder for one.

    The text belongs to the article `itself`, or is on the page with the path `page`.
    """
    places = internal_links(text)
    resolve = resolver((place.words for place in places), at=at, itself=itself)
    found = [
        Problem(place.line, f"[[{place.words}]]", _reason(place))
        for place in places
        if resolve(place.words) is None
    ]
    for pieces, reason in (
        (leftovers(text), _("this looks like a broken link. Write [words](address).")),
        (unfinished(text), _("this link isn’t closed. Add ]] or ).")),
        (stray_stars(text), _("readers will see these stars. Remove the spaces just inside them.")),
    ):
        found += [Problem(place.line, place.words, reason) for place in pieces]
    found += [
        Problem(place.line, place.words, str(FOREIGN_REASONS[what]))
        for what, place in foreign_pieces(text)
    ]
    anchors = render(text, reserved=RESERVED).anchors if itself else {}
    reader = Reader(at, page=page, slug=itself.slug if itself else "", anchors=anchors)
    found += [
        Problem(place.line, place.words[:200] or "[…]()", _("we can’t find this page or section."))
        for place in addresses(text)
        if not reader.arrives(place.words)
    ]
    return sorted(found, key=lambda problem: problem.line)


def errors_in_article(article: Article, *, at: datetime.datetime) -> list[ValidationError]:
    """Return what keeps a stored article and its sources from being public at `at`."""
    words = [(_("Title"), article.title), (_("Summary"), article.summary)]
    words += [(_("Source"), f"{each.title} {each.publisher}") for each in article.sources.all()]
    return errors_in(article.body, at=at, itself=article) + [
        ValidationError(f"{place}, {sentence}", code="link_in_words")
        for place, text in words
        for error in errors_in_words(text)
        for sentence in error.messages
    ]


def errors_in_words(text: str) -> list[ValidationError]:
    """Return what's wrong with a text that can't have links, such as a title."""
    return [
        ValidationError(
            _("%(words)s: you can’t use links in this field. Write only the words."),
            code="link_in_words",
            params={"words": match[0]},
        )
        for pattern in (LEFTOVER, UNFINISHED)
        for match in pattern.finditer(text)
    ][:1]


@dataclass(frozen=True)
class Reader:
    """Follows the ordinary links of one text as the public can at `at`.

    `page` is the path of the text's page. Or the text is the article at `slug`, which may not be
    public yet and whose headings have the ids `anchors`.
    """

    at: datetime.datetime
    page: str = ""
    slug: str = ""
    anchors: Container[str] = ()

    def arrives(self, href: str) -> bool:
        """Say whether `href` leads to another site or to something public on this one."""
        parts = split_address(href)
        if not is_ours(parts):
            return is_elsewhere(parts)
        fragment = unquote(parts.fragment)
        if self._is_own(parts):
            return not fragment or fragment in self.anchors or fragment in ON_EVERY_PAGE
        path = parts.path or ("/" if parts.netloc else self.page if fragment else "")
        ids = ids_at(urlunsplit(("", "", path, parts.query, "")), at=self.at) if path else None
        return ids is not None and (not fragment or fragment in ids)

    def _is_own(self, parts: SplitResult) -> bool:
        """Say whether an address is the article's own page or one of its sections."""
        if not (parts.netloc or parts.path):
            return bool(self.slug and parts.fragment)
        page = page_at(parts.path)
        return bool(page and page.url_name == "article" and page.kwargs["slug"] == self.slug)


def is_elsewhere(parts: SplitResult) -> bool:
    """Say whether an address is on another site or an email address."""
    if parts.scheme == "mailto":
        has_only_words = not parts.path and bool(parts.query)
        return has_only_words or MAILBOXES.fullmatch(unquote(parts.path)) is not None
    return parts.scheme in {"", *URL_SCHEMES} and bool(parts.hostname)


def _reason(place: Place) -> str:
    kind = split(place.words)[0]
    if kind in KINDS:
        return str(KINDS[kind].problem)
    return _("“%(kind)s” isn’t a link type. Use [[petition:…]] or [[candidate:…]].") % {
        "kind": kind
    }
