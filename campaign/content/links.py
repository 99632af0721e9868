"""Links inside the site, as editors write them: `[[article]]`, `[[petition:address]]` and others.

What stands before the colon is the kind; a new kind of page adds its line to KINDS.
"""

import datetime
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from campaign.content.models import Article
from campaign.lib.http import NUMBER
from campaign.lib.internal_links import is_ours, page_at, split_address
from campaign.lib.markdown import Destination, Resolve, addresses, internal_links
from candidates.models import Candidacy
from candidates.models.fec_ids import FEC_ID
from pledges.models import Petition

ARTICLE = ""
# The URL names of an article's page and the pages below it.
ARTICLE_PAGES = {"article", "comment", "commented"}


@dataclass(frozen=True)
class Kind:
    """How to find all targets of one kind at once, and what to say about those we can't find.

    `find` takes what comes after the colon, and the moment when the public has to see it.
    """

    find: Callable[[Collection[str], datetime.datetime], dict[str, Destination]]
    problem: str | Promise


def find_articles(slugs: Collection[str], at: datetime.datetime) -> dict[str, Destination]:
    articles = Article.objects.published(at).filter(slug__in=slugs)
    return {each.slug: Destination(each.get_absolute_url(), each.title) for each in articles}


def find_candidates(ids: Collection[str], at: datetime.datetime) -> dict[str, Destination]:
    """Find campaigns by FEC id (in its latest cycle) or by our number.

    A duplicate leads to the row we keep.
    """
    fec_ids = {each: each.upper() for each in ids if re.fullmatch(FEC_ID, each.upper())}
    numbers = {each: int(each) for each in ids if NUMBER.fullmatch(each)}
    rows = Candidacy.objects.select_related(
        "person", "race__cycle", "duplicate_of__person", "duplicate_of__race__cycle"
    ).filter(Q(fec_id__in=fec_ids.values()) | Q(pk__in=numbers.values()))
    found: dict[str | int | None, Destination] = {}
    for row in rows.order_by("race__cycle__year"):  # the latest cycle of an FEC id wins
        kept = row.duplicate_of or row
        found[row.pk] = found[row.fec_id] = Destination(
            kept.get_absolute_url(), kept.person.full_name
        )
    return {each: found[key] for each, key in {**fec_ids, **numbers}.items() if key in found}


def find_petitions(slugs: Collection[str], at: datetime.datetime) -> dict[str, Destination]:
    petitions = Petition.objects.published(at).filter(slug__in=slugs)
    return {each.slug: Destination(each.get_absolute_url(), each.title) for each in petitions}


KINDS: dict[str, Kind] = {
    ARTICLE: Kind(find_articles, gettext_lazy("we can’t find a public article with this address.")),
    "candidate": Kind(
        find_candidates, gettext_lazy("we can’t find a candidate with this FEC ID or number.")
    ),
    "petition": Kind(
        find_petitions, gettext_lazy("we can’t find a public petition with this address.")
    ),
}


def resolver(
    targets: Iterable[str], *, at: datetime.datetime, itself: Article | None = None
) -> Resolve:
    """Return a function that says where each of `targets` leads at `at`. One query per kind.

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
    """Return the kind and the name of a target. Articles have no kind."""
    kind, colon, name = target.partition(":")
    return (kind.strip().lower(), name.strip()) if colon else (ARTICLE, target.strip())


def scheduled_links_to(
    article: Article, *, until: datetime.datetime | None, now: datetime.datetime
) -> list[Article]:
    """Return the scheduled articles that link to `article` and appear before the moment `until`.

    Without such a moment, all that link to it.
    """
    scheduled = Article.objects.scheduled(now).filter(body__contains=article.slug)
    if until:
        scheduled = scheduled.filter(published_at__lt=until)
    return [
        each
        for each in scheduled.exclude(pk=article.pk).order_by("published_at")
        if article.slug in slugs_named_in(each.body)
    ]


def slugs_named_in(text: str) -> set[str]:
    """Return the slugs of all articles that `text` links to, in either way."""
    targets = [split(place.words) for place in internal_links(text)]
    ours = [parts for place in addresses(text) if is_ours(parts := split_address(place.words))]
    pages = [page for parts in ours if (page := page_at(parts.path))]
    return {name for kind, name in targets if kind == ARTICLE} | {
        page.kwargs["slug"] for page in pages if page.url_name in ARTICLE_PAGES
    }
