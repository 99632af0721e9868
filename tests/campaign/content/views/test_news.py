import datetime
import re
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from campaign.content.models import ArticleSource, Picture, RelatedArticle
from campaign.content.views import news
from tests.factories import ArticleFactory, CommentFactory, publish_answer, run

pytestmark = pytest.mark.django_db

NEWS = 3  # profile, count, articles
FEED = 2  # profile, articles
# profile, article, related, sources, count of comments, comments, replies, links to articles and to
# candidates, the cycle, its figures
ARTICLE = 11
DAY = datetime.timedelta(days=1)
ATOM = "{http://www.w3.org/2005/Atom}"


def text_of(client: Client, address: str) -> str:
    return " ".join(client.get(address).text.split())


def placard() -> Picture:
    """Return a picture of which no file is there."""
    return Picture.objects.create(words="NO ONE", alt="A placard", stem="0" * 32, width=3, height=2)


@pytest.fixture
def unseen() -> list[str]:
    """Make a draft, a scheduled and a withdrawn article; return what nobody may read of them."""
    ArticleFactory.create(title="Unseen draft", published_at=None)
    ArticleFactory.create(title="Unseen tomorrow", published_at=timezone.now() + DAY)
    withdrawn = ArticleFactory.create(title="Unseen error")
    withdrawn.withdraw(reason="It was wrong.", now=timezone.now())
    return ["unseen-draft", "unseen-tomorrow", "unseen-error"]


class TestNews:
    def test_says_that_nothing_is_published_yet(self, client):
        assert "No news yet" in text_of(client, "/news/")

    def test_shows_what_is_published_the_newest_first(self, client, unseen):
        now = timezone.now()
        ArticleFactory.create(title="Old report", published_at=now - 2 * DAY)
        ArticleFactory.create(title="New report", published_at=now - DAY, hashtag="#Beds")
        page = text_of(client, "/news/")
        assert page.index("New report") < page.index("Old report")
        assert "#Beds" in page
        assert "What we found out." in page
        assert "Unseen" not in page

    def test_has_pages(self, client):
        for _number in range(21):
            ArticleFactory.create()
        assert "Report" in text_of(client, "/news/?page=2")
        missing = client.get("/news/?page=3")
        assert (missing.status_code, "Go to the first page" in missing.text) == (404, True)

    @pytest.mark.parametrize("count", [1, 50])
    def test_asks_as_often_for_one_as_for_fifty(self, client, django_assert_num_queries, count):
        for _number in range(count):
            ArticleFactory.create(lead_picture=placard())
        with django_assert_num_queries(NEWS):
            client.get("/news/")

    def test_is_in_the_header(self, client):
        assert '<a class="site-header__link" href="/news/" aria-current="page">' in text_of(
            client, "/news/"
        )


class TestFeed:
    def test_tells_what_is_published(self, client, settings, unseen):
        settings.SITE_URL = "https://example.org"
        article = ArticleFactory.create(
            title="Beds & <more>", slug="beds", updated_on=timezone.localdate()
        )
        response = client.get("/news/feed/")
        assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
        assert "Link" not in response.headers
        [entry] = ElementTree.fromstring(response.content).findall(f"{ATOM}entry")  # noqa: S314
        assert entry.findtext(f"{ATOM}title") == "Beds & <more>"
        assert entry.findtext(f"{ATOM}summary") == "What we found out."
        assert entry.findtext(f"{ATOM}id") == f"https://example.org/news/#article-{article.pk}"
        address = f"https://example.org{article.get_absolute_url()}"
        assert entry.find(f"{ATOM}link").attrib["href"] == address
        assert entry.findtext(f"{ATOM}updated") > entry.findtext(f"{ATOM}published")

    def test_is_not_sent_twice(self, client):
        ArticleFactory.create()
        etag = client.get("/news/feed/").headers["ETag"]
        again = client.get("/news/feed/", headers={"if-none-match": etag})
        assert again.status_code == 304

    @pytest.mark.parametrize("count", [1, 50])
    def test_asks_as_often_for_one_as_for_fifty(self, client, django_assert_num_queries, count):
        for _number in range(count):
            ArticleFactory.create()
        with django_assert_num_queries(FEED):
            client.get("/news/feed/")

    def test_is_announced_by_the_list_and_by_an_article(self, client):
        for address in ("/news/", ArticleFactory.create().get_absolute_url()):
            assert '<link rel="alternate" type="application/atom+xml" title="News"' in text_of(
                client, address
            )


class TestArticle:
    def test_has_everything_that_belongs_to_it(self, client, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        picture = Picture(words="NO ONE", alt="A placard", credit="Ours", license="CC BY 4.0")
        picture.letter()
        picture.save()
        article = ArticleFactory.create(
            hashtag="#Beds",
            author="Ada & Ben",
            body="## One\n\n## Two\n\n## Three\n\nWords.",
            updated_on=datetime.date(2026, 3, 4),
            lead_picture=picture,
        )
        ArticleSource.objects.create(
            article=article, title="Minutes", publisher="The board", url="https://example.org/m"
        )
        page = text_of(client, article.get_absolute_url())
        assert f"<title>{article.title} · " in page
        assert f'<h1 class="headline">{article.title}</h1>' in page
        assert '<meta name="description" content="What we found out."' in page
        for words in ("#Beds", "By Ada &amp; Ben", "March 4, 2026", "Ours, CC BY 4.0"):
            assert words in page
        assert f'width="{picture.width}" height="{picture.height}" alt="A placard"' in page
        assert '<li><a href="#two">Two</a></li>' in page
        assert '<a href="https://example.org/m" rel="noopener">Minutes</a>, The board' in page
        assert " target=" not in page

    def test_leads_to_related_articles_that_are_public_in_their_order(self, client, unseen):
        article = ArticleFactory.create()
        for position, title in ((2, "Second"), (1, "First")):
            other = ArticleFactory.create(title=title)
            RelatedArticle.objects.create(article=article, leads_to=other, position=position)
        draft = ArticleFactory.create(title="Unseen", published_at=None)
        RelatedArticle.objects.create(article=article, leads_to=draft)
        page = text_of(client, article.get_absolute_url())
        assert page.index("First") < page.index("Second")
        assert "Unseen" not in page

    def test_is_at_the_address_of_its_year_only(self, client):
        article = ArticleFactory.create(slug="beds")
        address = article.get_absolute_url()
        for year in ("1999", "0" + address.split("/")[2]):
            response = client.get(f"/news/{year}/beds/")
            assert (response.status_code, response.headers["Location"]) == (301, address)

    def test_is_not_found_before_its_time(self, client, unseen):
        year = timezone.localdate().year
        for slug in ("unseen-draft", "unseen-tomorrow", "never-written"):
            response = client.get(f"/news/{year}/{slug}/")
            assert response.status_code == 404
            assert "There is no article at this address" in response.text
            assert "Unseen" not in response.text

    def test_that_was_withdrawn_says_when_and_why(self, client, unseen):
        response = client.get(f"/news/{timezone.localdate().year}/unseen-error/")
        assert response.status_code == 410
        assert "<title>Taken down" in response.text
        assert "It was wrong." in response.text
        assert "It happened in Springfield" not in response.text
        assert 'content="noindex"' in response.text

    @pytest.mark.parametrize("address", ["/news/9/x/", f"/news/{'9' * 5000}/x/", "/news/x/y/"])
    def test_that_never_was_is_not_found(self, client, address):
        assert client.get(address).status_code == 404

    def test_sets_no_cookie_and_serves_reading_only(self, client):
        address = ArticleFactory.create().get_absolute_url()
        response = client.get(address)
        assert not response.cookies
        assert "Cookie" not in response.headers.get("Vary", "")
        assert "admin" not in response.text
        assert client.post(address).status_code == 405

    @pytest.mark.parametrize("count", [1, 50])
    def test_asks_as_often_for_one_as_for_fifty(self, client, django_assert_num_queries, count):
        ada = run(fec_id="H6MI11001")
        publish_answer(ada)
        others = [ArticleFactory.create() for _number in range(count)]
        links = "".join(f"[[{other.slug}]] [[candidate:{ada.fec_id}]]\n\n" for other in others)
        body = f"{{signed}} {{tracked}} {links}"
        article = ArticleFactory.create(body=body, lead_picture=placard())
        for other in others:
            RelatedArticle.objects.create(article=article, leads_to=other)
            ArticleSource.objects.create(article=article, title="Minutes")
            comment = CommentFactory.create(article=article, state="approved")
            CommentFactory.create(
                article=article,
                in_reply_to=comment,
                is_from_organizer=True,
                email=None,
                state="approved",
            )
        with django_assert_num_queries(ARTICLE):
            client.get(article.get_absolute_url())

    def test_has_pages_of_comments_the_oldest_first(self, client, monkeypatch):
        monkeypatch.setattr(news, "COMMENTS_PAGE_SIZE", 2)
        article = ArticleFactory.create()
        for number in range(5):
            CommentFactory.create(article=article, state="approved", text=f"Comment {number}")
        CommentFactory.create(article=article, text="Comment that waits")
        address = article.get_absolute_url()
        for query, shown in (("", "01"), ("?comments=2", "23"), ("?comments=3&page=1", "4")):
            page = text_of(client, f"{address}{query}")
            assert re.findall(r"<p>Comment (\w+)", page) == list(shown)
        assert 'rel="prev" href="?comments=2#Comments"' in page
        assert f'href="{address}#Comments"' in page
        assert "Write a comment" in page
        for query in ("?comments=4", "?comments=0", "?comments=x"):
            assert client.get(f"{address}{query}").status_code == 404
