"""Links inside the site, as editors write them: `[[article]]`, `[[candidate:id]]`.

What stands before the colon is the kind; a new kind of page adds its line to KINDS.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote, urlsplit

from django.db.models import Q
from django.urls import Resolver404, ResolverMatch
from django.urls import resolve as resolve_path
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.markdown import (
    INTERNAL,
    Destination,
    Place,
    Resolve,
    internal_links,
    leftovers,
    render,
)
from campaign.models import Article
from candidates.models import Candidacy
from candidates.models.candidacy_rules import FEC_ID
from candidates.views.candidate import NUMBER

UNFINISHED = re.compile(r"\[\[[^\[\]]*\]?")
HREF = re.compile(r'<a href="([^"]*)"')
ID = re.compile(r'<h[23] id="([^"]*)"')
ARTICLE = ""


@dataclass(frozen=True)
class Kind:
    """How the targets of one kind are found, all at once, and what is wrong with the others.

    `find` takes what stands behind the colon, and the moment at which the public has to see it.
    """

    find: Callable[[Collection[str], datetime.datetime], dict[str, Destination]]
    problem: str | Promise


@dataclass(frozen=True)
class Problem:
    """What keeps a text from being published, and where it stands."""

    line: int
    words: str
    reason: str

    def __str__(self) -> str:
        return _("Line %(line)d, %(words)s: %(reason)s") % vars(self)


def find_articles(slugs: Collection[str], at: datetime.datetime) -> dict[str, Destination]:
    articles = Article.objects.published(at).filter(slug__in=slugs)
    return {each.slug: Destination(each.get_absolute_url(), each.title) for each in articles}


def find_candidates(ids: Collection[str], at: datetime.datetime) -> dict[str, Destination]:
    """Find campaigns by FEC id or our number; a duplicate leads to the row that is kept."""
    fec_ids = {each: each.upper() for each in ids if re.fullmatch(FEC_ID, each.upper())}
    numbers = {each: int(each) for each in ids if NUMBER.fullmatch(each)}
    rows = Candidacy.objects.select_related("person", "duplicate_of__person").filter(
        Q(fec_id__in=fec_ids.values()) | Q(pk__in=numbers.values())
    )
    found: dict[str | int | None, Destination] = {}
    for row in rows:
        kept = row.duplicate_of or row
        found[row.pk] = found[row.fec_id] = Destination(
            kept.get_absolute_url(), kept.person.full_name
        )
    return {each: found[key] for each, key in {**fec_ids, **numbers}.items() if key in found}


def find_nothing(targets: Collection[str], at: datetime.datetime) -> dict[str, Destination]:
    return {}


KINDS: dict[str, Kind] = {
    ARTICLE: Kind(
        find_articles, gettext_lazy("no article with this address is public at that moment.")
    ),
    "candidate": Kind(
        find_candidates, gettext_lazy("no campaign with this FEC id or number is on record.")
    ),
    "petition": Kind(find_nothing, gettext_lazy("this site has no petitions yet.")),
}


def resolver(
    targets: Iterable[str], *, at: datetime.datetime, itself: Article | None = None
) -> Resolve:
    """Return what says where each of `targets` leads at the moment `at`; a query for each kind.

    An article may link to `itself` before it is public.
    """
    by_kind: defaultdict[str, set[str]] = defaultdict(set)
    for target in targets:
        kind, name = split(target)
        by_kind[kind].add(name)
    found = {
        (kind, name): destination
        for kind, names in by_kind.items()
        if kind in KINDS
        for name, destination in KINDS[kind].find(names, at).items()
    }
    if itself:
        found[ARTICLE, itself.slug] = Destination(itself.get_absolute_url(), itself.title)
    return lambda target: found.get(split(target))


def split(target: str) -> tuple[str, str]:
    """Return the kind and the name of a target; an article has no kind."""
    kind, colon, name = target.partition(":")
    return (kind.strip().lower(), name.strip()) if colon else (ARTICLE, target.strip())


def problems(text: str, *, at: datetime.datetime, itself: Article | None = None) -> list[Problem]:
    """Return every link of `text` that leads nowhere at the moment `at`, and what is none yet."""
    places = internal_links(text)
    resolve = resolver((place.words for place in places), at=at, itself=itself)
    broken = [place for place in places if resolve(place.words) is None]
    found = [Problem(place.line, f"[[{place.words}]]", _reason(place)) for place in broken]
    of_links = {(place.line, f"[{place.words}]") for place in broken}
    found += [
        Problem(place.line, place.words, _("this was meant to become a link."))
        for place in leftovers(text)
        if (place.line, place.words) not in of_links
    ]
    found += [
        Problem(place.line, place.words, _("this link has no end.")) for place in unfinished(text)
    ]
    found += lost_addresses(text, at=at, itself=itself)
    return sorted(found, key=lambda problem: problem.line)


def unfinished(text: str) -> list[Place]:
    """Return the places where two brackets begin a link that does not end."""
    return [
        Place(number, match[0])
        for number, line in enumerate(text.splitlines(), start=1)
        for match in UNFINISHED.finditer(INTERNAL.sub("", line))
    ]


def lost_addresses(
    text: str, *, at: datetime.datetime, itself: Article | None
) -> Iterator[Problem]:
    """Yield the ordinary links of `text` to pages and sections that this site does not have."""
    rendered = render(text)
    ids = set(ID.findall(rendered.html))
    for href in dict.fromkeys(map(unescape, HREF.findall(rendered.html))):
        if href.startswith("#"):
            is_here = unquote(href[1:]) in ids
        else:
            is_here = leads_somewhere(href, at=at, itself=itself)
        if not is_here:
            reason = _("this site has no such page or section.")
            yield Problem(_line_of(href, text), href, reason)


def leads_somewhere(href: str, *, at: datetime.datetime, itself: Article | None) -> bool:
    """Say whether an address is another site's, or that of a public page of this one."""
    parts = urlsplit(href)
    if parts.scheme or parts.netloc:
        return True
    page = _page_at(parts.path) or _page_at(f"{parts.path}/")
    if page is None or page.app_name == "admin":
        return False
    slug = page.kwargs["slug"] if page.url_name == "article" else ""
    return not slug or resolver([slug], at=at, itself=itself)(slug) is not None


def _page_at(path: str) -> ResolverMatch | None:
    try:
        return resolve_path(path)
    except Resolver404:
        return None


def _line_of(href: str, text: str) -> int:
    """Return the line in which an address stands as it was typed, the first for one unknown."""
    for number, line in enumerate(text.splitlines(), start=1):
        if href in line or unquote(href) in line:
            return number
    return 1


def _reason(place: Place) -> str:
    kind = split(place.words)[0]
    if kind in KINDS:
        return str(KINDS[kind].problem)
    return _("there are no links of the kind “%(kind)s”.") % {"kind": kind}
