import datetime

import pytest
from django.utils import timezone

from campaign.lib.markdown import Destination
from campaign.links import problems, resolver
from campaign.models import Article
from tests.factories import ArticleFactory, CandidacyFactory, run

NOW = timezone.now()
DAY = datetime.timedelta(days=1)

pytestmark = pytest.mark.django_db


def said(text: str, *, at: datetime.datetime = NOW, itself: Article | None = None) -> list[str]:
    return [str(problem) for problem in problems(text, at=at, itself=itself)]


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
        twin = CandidacyFactory.create(fec_id="H6MI11002", race=ada.race)
        twin.person, twin.duplicate_of, twin.is_current = ada.person, ada, False
        twin.save()
        found = resolver(["candidate:H6MI11002"], at=NOW)("candidate:H6MI11002")
        assert found == Destination(ada.get_absolute_url(), "Ada Quartz")

    @pytest.mark.parametrize(
        "target", ["candidate:", "candidate:9", "candidate:٣", "candidate:" + "9" * 30, "x:1", ":"]
    )
    def test_finds_nothing_for_what_names_nobody(self, target):
        assert resolver([target], at=NOW)(target) is None

    def test_asks_once_for_each_kind(self, django_assert_num_queries):
        targets = [f"{kind}{number}" for kind in ("", "candidate:") for number in range(30)]
        with django_assert_num_queries(2):
            resolver(targets, at=NOW)


class TestProblems:
    def test_name_the_line_the_words_and_the_reason(self):
        text = "One.\n\nSee [[nothing]] and [[petition:sign]].\n\n[Internal Link: sanctuary cities]"
        assert said(text) == [
            "Line 3, [[nothing]]: no article with this address is public at that moment.",
            "Line 3, [[petition:sign]]: this site has no petitions yet.",
            "Line 5, [Internal Link: sanctuary cities]: this was meant to become a link.",
        ]

    def test_are_none_where_every_link_leads_somewhere(self):
        ArticleFactory.create(slug="beds", published_at=NOW)
        ada = run(fec_id="H6MI11001")
        text = f"[[beds]] [[beds|words]] [[candidate:{ada.fec_id}]] [out](https://example.org/)"
        assert said(text) == []

    def test_name_a_candidate_and_a_kind_that_nobody_knows(self):
        assert said("[[candidate:9]] [[person:9]]") == [
            "Line 1, [[candidate:9]]: no campaign with this FEC id or number is on record.",
            "Line 1, [[person:9]]: there are no links of the kind “person”.",
        ]

    def test_name_a_leftover_in_double_brackets_once(self):
        assert said("[[Internal Link: beds]]") == [
            "Line 1, [[Internal Link: beds]]: there are no links of the kind “internal link”."
        ]

    def test_name_a_link_without_an_end(self):
        assert said("One.\nSee [[beds] there.") == ["Line 2, [[beds]: this link has no end."]

    def test_leave_code_alone(self):
        assert said("`[[nothing]]`") == []

    def test_depend_on_the_moment_at_which_the_article_becomes_public(self):
        ArticleFactory.create(slug="tomorrow", published_at=NOW + DAY)
        assert len(said("[[tomorrow]]")) == 1
        assert said("[[tomorrow]]", at=NOW + DAY) == []

    def test_of_an_article_are_not_links_to_itself(self):
        draft = ArticleFactory.create(slug="draft", published_at=None)
        assert said("[[draft]]", itself=draft) == []

    @pytest.mark.parametrize(
        "address",
        [
            "/tracker/?state=MI&party=DEM",
            "/tracker",
            "/tracker.csv",
            "/news/2026/draft/#section",
            "https://example.org/nothing/",
            "mailto:us@example.org",
            "#what-they-say",
        ],
    )
    def test_are_no_ordinary_links_to_what_is_there(self, address):
        draft = ArticleFactory.create(slug="draft", published_at=None)
        assert said(f"[x]({address})\n\n## What they say", itself=draft) == []

    @pytest.mark.parametrize(
        "address",
        ["/trackr/", "trackr", "../tracker/", "#nowhere", "/news/2026/nothing/", "/admin/"],
    )
    def test_name_an_ordinary_link_to_nothing(self, address):
        assert said(f"One.\n\n[x]({address})") == [
            f"Line 3, {address}: this site has no such page or section."
        ]
