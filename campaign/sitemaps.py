"""What search engines are told to look at, and the pages that people come in by.

Addresses begin with SITE_URL.
"""

import datetime
import math
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from campaign.content.models import Article
from candidates.current_record import CurrentRecord
from candidates.models import Candidacy, Cycle, Jurisdiction, Race
from candidates.models.candidacy_querysets import CandidacyQuerySet
from candidates.models.races import RaceQuerySet
from pledges.models import Petition

PAGES = (
    *("home", "mission", "about", "faq", "news", "signs", "data", "privacy", "accessibility"),
    *(
        f"candidates:{name}"
        for name in ("tracker", "signed", "asked", "pledge", "method", "corrections")
    ),
    "candidates:military_ballot",
    "pledges:petitions",
)
# A new process makes the pages of no more.
MOST_PETITIONS = 10


class OwnSitemap(Sitemap):
    """A sitemap with the host of SITE_URL, whatever the request says."""

    limit = 2_000

    def page_count(self, record: CurrentRecord) -> int:
        pages: int = self.paginator.num_pages
        return pages

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class PageSitemap(OwnSitemap):
    def items(self) -> tuple[str, ...]:
        return PAGES

    def location(self, item: str) -> str:
        return reverse(item)


class StateSitemap(OwnSitemap):
    def items(self) -> QuerySet[Jurisdiction]:
        return Jurisdiction.objects.order_by("code")

    def location(self, item: Jurisdiction) -> str:
        return reverse("candidates:state", args=[item.path_code])


class BallotSitemap(StateSitemap):
    def location(self, item: Jurisdiction) -> str:
        return reverse("candidates:ballot", args=[item.path_code])


class SeatSitemap(OwnSitemap):
    def items(self) -> RaceQuerySet:
        races = Race.objects.filter(cycle=Cycle.objects.current(), replaced_by=None)
        return races.filter(kind=Race.Kind.REGULAR).select_related("jurisdiction")


class CandidateSitemap(OwnSitemap):
    def items(self) -> CandidacyQuerySet:
        listed = Candidacy.objects.listed().select_related("person", "race__cycle")
        return listed.filter(race__cycle=Cycle.objects.current()).order_by("pk")

    def page_count(self, record: CurrentRecord) -> int:
        return max(1, math.ceil(record.listing.count() / self.limit))

    def lastmod(self, item: Candidacy) -> datetime.datetime:
        return item.updated_at


class ArticleSitemap(OwnSitemap):
    def items(self) -> QuerySet[Article]:
        return Article.objects.published(timezone.now())

    def lastmod(self, item: Article) -> datetime.date:
        return item.updated_on or timezone.localdate(item.published_at)


class PetitionSitemap(OwnSitemap):
    def items(self) -> QuerySet[Petition]:
        return Petition.objects.published(timezone.now())

    def lastmod(self, item: Petition) -> datetime.datetime:
        return item.state_since


SITEMAPS: dict[str, type[OwnSitemap]] = {
    "pages": PageSitemap,
    "states": StateSitemap,
    "ballots": BallotSitemap,
    "seats": SeatSitemap,
    "candidates": CandidateSitemap,
    "articles": ArticleSitemap,
    "petitions": PetitionSitemap,
}


def entrances() -> Iterator[str]:
    """Yield the paths of the pages that a new process makes before it answers anybody."""
    yield from map(reverse, ("home", "candidates:tracker"))
    for petition in Petition.objects.open(timezone.now()).order_by("-pk")[:MOST_PETITIONS]:
        yield petition.get_absolute_url()
    yield from map(reverse, PAGES)
