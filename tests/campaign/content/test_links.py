import datetime

import pytest
from django.conf import settings
from django.utils import timezone

from campaign.content.links import resolver, scheduled_links_to
from campaign.content.models import Article
from campaign.lib.markdown import Destination
from tests.factories import ArticleFactory, CandidacyFactory, run
from tests.pledges.people import a_petition

NOW = timezone.now()
DAY = datetime.timedelta(days=1)

pytestmark = pytest.mark.django_db


class TestResolver:
    def test_finds_articles_that_the_public_sees(self):
        ArticleFactory.create(slug="beds", title="Beds", published_at=NOW - DAY)
        ArticleFactory.create(slug="draft", published_at=None)
        withdrawn = ArticleFactory.create(slug="gone", published_at=NOW - DAY)
        withdrawn.withdraw(reason="Wrong.", now=NOW)
        resolve = resolver(["beds", "draft", "gone", "never"], at=NOW)
        assert resolve("beds") == Destination(f"/news/{(NOW - DAY).year}/beds/", "Beds")
        assert [resolve(target) for target in ("draft", "gone", "never")] == [None] * 3

    @pytest.mark.parametrize("write", [str, str.lower])
    def test_finds_candidates_by_fec_id_in_any_case(self, write):
        ada = run("Ada Quartz", fec_id="H6MI11001")
        target = f"candidate:{write('H6MI11001')}"
        assert resolver([target], at=NOW)(target) == Destination(
            ada.get_absolute_url(), "Ada Quartz"
        )

    def test_finds_candidates_by_number(self):
        ada = run("Ada Quartz")
        for target in (f"candidate:{ada.pk}", f"Candidate: {ada.pk}"):
            found = resolver([target], at=NOW)(target)
            assert found == Destination(ada.get_absolute_url(), "Ada Quartz")

    def test_leads_from_a_duplicate_to_the_row_that_is_kept(self):
        ada = run("Ada Quartz", fec_id="H6MI11001")
        same = {"person": ada.person, "race": ada.race, "duplicate_of": ada}
        CandidacyFactory.create(fec_id="H6MI11002", is_current=False, **same)
        found = resolver(["candidate:H6MI11002"], at=NOW)("candidate:H6MI11002")
        assert found == Destination(ada.get_absolute_url(), "Ada Quartz")

    @pytest.mark.parametrize(
        "target", ["candidate:", "candidate:9", "candidate:٣", "candidate:" + "9" * 30, "x:1", ":"]
    )
    def test_finds_nothing_for_what_names_nobody(self, target):
        assert resolver([target], at=NOW)(target) is None

    def test_finds_petitions_that_the_public_sees(self):
        a_petition(slug="end-it", title="End it", opens_at=NOW - DAY)
        a_petition(slug="won", title="Done", state="won")
        a_petition(slug="draft", state="draft")
        a_petition(slug="soon", opens_at=NOW + DAY)
        targets = [f"petition:{slug}" for slug in ("end-it", "won", "draft", "soon", "never")]
        resolve = resolver(targets, at=NOW)
        assert [resolve(target) for target in targets] == [
            Destination("/petitions/end-it/", "End it"),
            Destination("/petitions/won/", "Done"),
            *[None] * 3,
        ]
        assert resolver(["petition:soon"], at=NOW + DAY)("petition:soon") is not None

    def test_asks_once_for_each_kind(self, django_assert_num_queries):
        kinds = ("", "candidate:", "petition:")
        targets = [f"{kind}{number}" for kind in kinds for number in range(30)]
        with django_assert_num_queries(3):
            resolver(targets, at=NOW)


class TestScheduledLinksTo:
    def titles(self, article: Article, until: datetime.datetime | None = None) -> list[str]:
        return [each.title for each in scheduled_links_to(article, until=until, now=NOW)]

    def test_are_the_articles_that_will_miss_it(self):
        beds = ArticleFactory.create(slug="beds", published_at=NOW + DAY, body="[[beds]]")
        for title, body, moment in (
            ("Target", "[[beds|x]]", NOW + 2 * DAY),
            ("Address", f"[x]({beds.get_absolute_url()}#y)", NOW + 3 * DAY),
            ("Comments", f"[x]({settings.SITE_URL}{beds.comment_url})", NOW + 4 * DAY),
            ("Draft", "[[beds]]", None),
            ("Public", "[[beds]]", NOW - DAY),
            ("Words", "beds, `[[beds]]`, [[beds-more]], [x](http://[beds), [x](/beds/)", NOW + DAY),
        ):
            ArticleFactory.create(title=title, body=body, published_at=moment)
        assert self.titles(beds) == ["Target", "Address", "Comments"]
        assert self.titles(beds, until=NOW + 3 * DAY) == ["Target"]
