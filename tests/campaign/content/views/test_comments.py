import datetime
import logging

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from campaign.content.comments import HELD_OF_A_BLOCK
from campaign.content.models import Article, Comment
from campaign.lib.limits.buckets import OF_A_BLOCK, OF_A_SENDER
from tests.factories import ArticleFactory, CommentFactory

COMMENT = {
    "name": "Fern Reader",
    "email": "fern@example.org",
    "text": "I live next door.",
    "leaf": "",
}
# A browser, which vouches where the form was, without any cookie.
BROWSER = {"Sec-Fetch-Site": "same-origin"}
ADDRESS = "203.0.113.9"
DAY = datetime.timedelta(days=1)


@pytest.fixture
def visitor() -> Client:
    return Client(enforce_csrf_checks=True, headers=BROWSER, REMOTE_ADDR=ADDRESS)


@pytest.fixture
def article(db: None) -> Article:
    return ArticleFactory.create(title="The beds", slug="beds")


def answer_of(client: Client, article: Article, **changes: object):
    return client.post(article.comment_url, {**COMMENT, **changes})


def bytes_of(response) -> tuple[int, bytes, dict[str, str]]:
    return response.status_code, response.content, dict(response.headers)


class TestForm:
    def test_stands_on_the_article_and_says_what_is_required_and_kept(self, client, article):
        page = client.get(article.get_absolute_url()).text
        assert '<h3 id="comment">' in page
        assert f'action="{article.comment_url}"' in page
        assert page.count("(required)") == 3
        assert "30 days after our decision, or 180 days after you comment" in page

    def test_has_a_page_of_its_own(self, visitor, article, django_assert_num_queries):
        with django_assert_num_queries(2):
            page = visitor.get(article.comment_url).text
        assert "<title>Comment on “The beds”" in page
        assert 'content="noindex"' in page

    def test_leads_from_another_year_and_takes_what_was_typed_there(self, visitor, article):
        other = "/news/1999/beds/comment/"
        assert visitor.get(other).headers["Location"] == article.comment_url
        thanks = visitor.get(f"{other}thanks/")
        assert thanks.headers["Location"] == f"{article.comment_url}thanks/"
        assert visitor.post(other, COMMENT).status_code == 303

    def test_serves_reading_and_sending_only(self, visitor, article):
        assert visitor.head(article.comment_url).status_code == 200
        response = visitor.put(article.comment_url)
        assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, POST")
        assert visitor.post(f"{article.comment_url}thanks/").status_code == 405

    def test_sets_no_cookie(self, visitor, article):
        for response in [
            visitor.get(article.comment_url),
            answer_of(visitor, article),
            answer_of(visitor, article, text=""),
        ]:
            assert not response.cookies
            assert "Cookie" not in response.headers.get("Vary", "")


class TestComment:
    def test_waits_for_a_moderator(self, visitor, article):
        before = timezone.now()
        response = answer_of(visitor, article, text="One.\r\n\r\nTwo <b>.", email=" a@example.org ")
        thanks = f"{article.comment_url}thanks/"
        assert (response.status_code, response.headers["Location"]) == (303, thanks)
        comment = Comment.objects.waiting().get()
        assert (comment.article, comment.name) == (article, "Fern Reader")
        assert (comment.text, comment.email) == ("One.\n\nTwo <b>.", "a@example.org")
        assert before <= comment.received_at <= timezone.now()
        assert "once a moderator" in visitor.get(thanks).text
        assert "Fern Reader" not in visitor.get(article.get_absolute_url()).text

    def test_that_is_sent_twice_is_kept_once(self, visitor, article):
        first, second = answer_of(visitor, article), answer_of(visitor, article)
        assert bytes_of(first) == bytes_of(second)
        assert Comment.objects.count() == 1
        answer_of(visitor, article, text="Another one.")
        assert Comment.objects.count() == 2

    def test_keeps_its_address_encrypted(self, visitor, article):
        answer_of(visitor, article)
        with connection.cursor() as cursor:
            cursor.execute("SELECT email FROM campaign_comment")
            [stored] = cursor.fetchone()
        assert "fern" not in stored
        assert Comment.objects.get().email == "fern@example.org"

    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ("name", "", "Enter your name"),
            ("name", "\u200b \u3164", "Enter your name"),
            ("name", "x" * 151, "Use at most 150 characters; this has 151."),
            ("name", "see https://spam.example", "Enter only a name"),
            ("name", "=1+1", "from the start"),
            ("name", "a\u202eb", "invisible character"),
            ("email", "", "Enter your email address"),
            ("email", "a@example.org, b@example.org", "Enter an email address"),
            ("email", "a@[192.0.2.1]", "Enter an email address"),
            ("email", "a@example.org\nBcc: b@example.org", "Enter an email address"),
            ("email", f"{'a' * 65}@example.org", "Enter an email address"),
            ("text", "", "Enter your comment"),
            ("text", "x" * 50_000, "Use at most 3000 characters; this has 50000."),
            ("text", "a\0b", "invisible character"),
        ],
    )
    def test_with_a_mistake_is_shown_again_with_the_error_at_its_field(
        self, visitor, article, field, value, message
    ):
        kept = {"name": "KEPT <1>", "email": "kept@example.org", "text": "KEPT <2>"}
        response = answer_of(visitor, article, **{**kept, field: value})
        page = response.text
        assert response.status_code == 422
        assert "<title>Error: " in page
        assert page.index("There’s a problem") < page.index("<h1")
        assert f'<a href="#id_{field}">' in page
        assert message in page
        assert f'id="id_{field}_error"' in page
        for name, typed in kept.items():
            if name != field:
                assert typed.replace("<", "&lt;").replace(">", "&gt;") in page
        assert response.context["form"].errors.as_data()[field][0].code
        assert not Comment.objects.exists()

    @pytest.mark.parametrize(
        "text",
        [
            "<script>alert(1)</script> [x](javascript:alert(1)) {{ 7 }} {signed} [[beds]]",
            "http://a.example/ " * 160,
        ],
    )
    def test_takes_markup_and_links_for_plain_text(self, visitor, article, text):
        answer_of(visitor, article, text=text)
        Comment.objects.update(state="approved", decided_at=timezone.now())
        assert Comment.objects.get().text == text.strip()
        page = client_page(article)
        assert "<script>alert" not in page
        assert 'href="http://a.example' not in page
        assert "javascript:" not in page or "[x](javascript:alert(1))" in page


def client_page(article: Article) -> str:
    return Client().get(article.get_absolute_url()).text


class TestClosed:
    @pytest.mark.parametrize("change", ["comments_open", "published_at"])
    def test_comments_are_answered_with_a_sentence_and_kept_by_nobody(self, visitor, db, change):
        changes = {"comments_open": False, "published_at": timezone.now() - 31 * DAY}
        article = ArticleFactory.create(**{change: changes[change]})
        CommentFactory.create(article=article, state="approved", text="From before.")
        for response in (answer_of(visitor, article, text="KEPT <1>"),):
            assert response.status_code == 409
            assert "Comments are closed" in response.text
            assert "KEPT &lt;1&gt;" in response.text
        assert visitor.get(article.comment_url).status_code == 409
        page = client_page(article)
        assert "Comments on this article are closed." in page
        assert "From before." in page
        assert "<form" not in page
        assert Comment.objects.count() == 1

    def test_articles_take_none(self, visitor, db):
        draft = ArticleFactory.create(published_at=None)
        assert answer_of(visitor, draft).status_code == 404
        withdrawn = ArticleFactory.create()
        withdrawn.withdraw(reason="Wrong.", now=timezone.now())
        assert visitor.get(withdrawn.comment_url).status_code == 410
        assert visitor.get(f"{withdrawn.comment_url}thanks/").status_code == 410
        assert not Comment.objects.exists()

    def test_comments_on_what_was_withdrawn_meanwhile_are_given_back(self, visitor, article):
        article.withdraw(reason="It was wrong.", now=timezone.now())
        response = answer_of(visitor, article, text="KEPT <1>")
        assert response.status_code == 410
        assert "KEPT &lt;1&gt;" in response.text
        assert "so we didn’t save your comment" in " ".join(response.text.split())
        assert not Comment.objects.exists()


class TestOrigin:
    @pytest.mark.parametrize(
        "headers", [{}, {"Origin": "null"}, {"Origin": "https://elsewhere.example"}]
    )
    def test_from_elsewhere_is_refused_with_advice_and_keeps_what_was_typed(self, article, headers):
        client = Client(enforce_csrf_checks=True, headers=headers)
        response = answer_of(client, article, name="KEPT", text="")
        assert response.status_code == 403
        assert "try a private window" in response.text
        assert 'value="KEPT"' in response.text
        assert "Enter your comment." not in response.text
        assert not Comment.objects.exists()


class TestQuarantine:
    def test_of_a_bot_is_answered_like_a_person_byte_by_byte(self, visitor, article):
        person = answer_of(visitor, article)
        bot = answer_of(visitor, article, leaf="https://spam.example")
        assert bytes_of(person) == bytes_of(bot)
        assert Comment.objects.waiting().count() == 1
        assert Comment.objects.quarantined().get().quarantine == Comment.Quarantine.HONEYPOT

    def test_begins_over_the_limit_of_a_network_and_is_not_told(self, visitor, article):
        answers = {
            bytes_of(answer_of(visitor, article, text=f"{n}", email=f"a{n}@example.org"))[:2]
            for n in range(OF_A_BLOCK + 1)
        }
        assert len(answers) == 1
        assert Comment.objects.waiting().count() == OF_A_BLOCK
        assert Comment.objects.quarantined().get().quarantine == Comment.Quarantine.LIMIT
        stranger = Client(headers=BROWSER, REMOTE_ADDR="198.51.100.1")
        answer_of(stranger, article)
        assert Comment.objects.waiting().count() == OF_A_BLOCK + 1

    def test_begins_over_the_limit_of_a_writer_wherever_it_writes_from(self, article):
        for number in range(OF_A_SENDER + 1):
            client = Client(headers=BROWSER, REMOTE_ADDR=f"203.0.{number}.1")
            email = "fern@example.org" if number % 2 else "Fern@Example.org"
            answer_of(client, article, email=email, text=f"{number}")
        assert Comment.objects.waiting().count() == OF_A_SENDER
        assert Comment.objects.quarantined().count() == 1

    def test_keeps_only_so_many_of_a_network_and_does_not_tell(self, visitor, article):
        answers = {
            bytes_of(answer_of(visitor, article, leaf="https://spam.example", text=f"{n}"))[:2]
            for n in range(HELD_OF_A_BLOCK + 3)
        }
        assert len(answers) == 1
        assert Comment.objects.quarantined().count() == HELD_OF_A_BLOCK
        stranger = Client(headers=BROWSER, REMOTE_ADDR="198.51.100.1")
        answer_of(stranger, article, leaf="https://spam.example")
        assert Comment.objects.quarantined().count() == HELD_OF_A_BLOCK + 1
        answer_of(visitor, article)
        assert Comment.objects.waiting().count() == 1


class TestTraces:
    def test_of_a_visitor_are_neither_stored_nor_logged(self, visitor, article, caplog):
        caplog.set_level(logging.DEBUG)
        answer_of(visitor, article)
        answer_of(visitor, article, text="")
        for trace in [ADDRESS, "203.0.113", "fern@example.org", "Fern", "next door"]:
            assert trace not in "".join(
                record.getMessage()
                for record in caplog.records
                if record.name != "django.db.backends"
            )
        stored = Comment.objects.values().get()
        assert not [value for value in stored.values() if "203.0.113" in str(value)]


class TestDatabaseAway:
    def test_answers_503_with_everything_that_was_typed(self, database_away):
        visitor = Client(enforce_csrf_checks=True, headers=BROWSER)
        kept = {"name": "KEPT 1", "email": "kept@", "text": "KEPT <2>"}
        response = visitor.post("/news/2026/beds/comment/", {**COMMENT, **kept})
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "30"
        page = response.text
        assert "<title>Error: Write a comment" in page
        assert "nothing was saved" in page
        assert 'value="KEPT 1"' in page
        assert 'value="kept@"' in page
        assert "KEPT &lt;2&gt;" in page
        assert 'action="/news/2026/beds/comment/"' in page
