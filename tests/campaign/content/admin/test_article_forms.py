import datetime

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.content.models import Article, ArticleSource
from tests.campaign.content.admin.writing import (
    ADD,
    BROKEN,
    DAY,
    PUBLISH,
    SAVE,
    WRITTEN,
    errors_of,
    page,
    sent,
)
from tests.candidates.admin.pages import fields_in
from tests.factories import ArticleFactory

HOUR = datetime.timedelta(hours=1)
THAT_DAY = datetime.datetime(2099, 3, 4, 12, tzinfo=datetime.UTC)  # at seven in the morning


class TestPublishing:
    def test_makes_an_article_public_at_once(self, admin_client, draft):
        before = timezone.now()
        response = sent(admin_client, page("change", draft), {}, PUBLISH)
        assert response.headers["Location"] == page("change", draft)
        draft.refresh_from_db()
        assert before <= draft.published_at <= timezone.now()
        assert Client().get(draft.get_absolute_url()).status_code == 200
        assert draft.history.first().published_at == draft.published_at

    def test_works_for_an_article_that_was_just_written(self, admin_client):
        sent(admin_client, ADD, {**WRITTEN, "body": "[[the-beds]]"}, PUBLISH)
        assert Article.objects.published(timezone.now()).get().title == "The beds"

    def test_asks_for_an_address_where_the_title_makes_none(self, admin_client):
        refused = sent(admin_client, ADD, {**WRITTEN, "title": "李雷"}, PUBLISH)
        assert "Use letters, numbers and hyphens" in refused.text

    def test_is_refused_with_the_place_of_each_broken_link_and_loses_nothing(
        self, admin_client, draft
    ):
        changes = {"body": BROKEN, "author": "KEPT"}
        refused = sent(admin_client, page("change", draft), changes, PUBLISH)
        assert refused.status_code == 422
        assert errors_of(refused) == [
            "Line 3, [[nothing]]: we can’t find a public article with this address.",
            "Line 5, [Internal Link: beds]: this looks like a broken link. Write [words](address).",
        ]
        assert 'value="KEPT"' in refused.text
        assert "See [[nothing]]." in refused.text
        draft.refresh_from_db()
        assert (draft.published_at, draft.author) == (None, "")

    @pytest.mark.parametrize("field", ["title", "summary"])
    @pytest.mark.parametrize("words", ["[Internal Link: beds]", "See [[beds]]"])
    def test_is_refused_for_a_link_where_none_is_drawn(self, admin_client, draft, field, words):
        refused = sent(admin_client, page("change", draft), {field: words}, PUBLISH)
        assert (refused.status_code, len(errors_of(refused, field))) == (422, 1)
        assert sent(admin_client, page("change", draft), {field: words}).status_code == 302

    @pytest.mark.parametrize("field", ["title", "publisher"])
    def test_is_refused_for_a_link_in_a_source(self, admin_client, draft, field):
        row = {"sources-0-title": "Minutes", "sources-0-position": "1"}
        row[f"sources-0-{field}"] = "[Internal Link: beds]"
        refused = sent(admin_client, page("change", draft), row, PUBLISH)
        [sources, _related] = refused.context["inline_admin_formsets"]
        assert (refused.status_code, list(sources.formset.errors[0])) == (422, [field])
        assert sent(admin_client, page("change", draft), row).status_code == 302
        source = ArticleSource.objects.get()
        assert "Source, [Internal Link: beds]" in admin_client.get(page("preview", draft)).text
        removed = {"sources-0-id": source.pk, "sources-0-DELETE": "on"}
        assert sent(admin_client, page("change", draft), removed, PUBLISH).status_code == 302

    def test_is_refused_for_an_article_that_was_just_written(self, admin_client):
        assert len(errors_of(sent(admin_client, ADD, {**WRITTEN, "body": BROKEN}, PUBLISH))) == 2
        assert not Article.objects.exists()

    def test_may_be_set_for_a_time_to_come(self, admin_client, draft):
        sent(admin_client, page("change", draft), {"published_at": "2099-03-04T07:00:00"})
        draft.refresh_from_db()
        assert timezone.localtime(draft.published_at).hour == 7
        assert Client().get(draft.get_absolute_url()).status_code == 404

    def test_checks_the_links_of_that_time(self, admin_client, draft):
        ArticleFactory.create(slug="earlier", published_at=THAT_DAY - DAY)
        ArticleFactory.create(slug="later", published_at=THAT_DAY + DAY)
        changes = {
            "published_at": "2099-03-04T07:00:00",
            "body": "[[earlier]] [[beds]] [[later]]",
        }
        refused = sent(admin_client, page("change", draft), changes)
        assert [error.split(":")[0] for error in errors_of(refused)] == ["Line 1, [[later]]"]
        changes["body"] = "[[earlier]] [[beds]]"
        assert sent(admin_client, page("change", draft), changes).status_code == 302

    @pytest.mark.parametrize("distance", [-DAY, DAY])
    def test_checks_an_article_again_that_is_changed(self, admin_client, distance):
        moment = timezone.now().replace(microsecond=0) + distance
        article = ArticleFactory.create(published_at=moment)
        refused = sent(admin_client, page("change", article), {"body": BROKEN})
        assert (refused.status_code, len(errors_of(refused))) == (422, 2)
        assert sent(admin_client, page("change", article), {"body": "Fine."}).status_code == 302

    def test_fixes_the_address_and_the_moment(self, admin_client):
        article = ArticleFactory.create(slug="beds")
        form = admin_client.get(page("change", article)).context["adminform"].form
        assert not {"slug", "published_at"} & set(form.fields)
        sent(admin_client, page("change", article), {"slug": "x", "published_at": ""}, PUBLISH)
        moment = article.published_at
        article.refresh_from_db()
        assert (article.slug, article.published_at) == ("beds", moment)

    @pytest.mark.parametrize("change", [{"published_at": "2099-03-04T07:00:00"}, {"slug": "x"}])
    def test_refuses_what_came_too_late_and_loses_nothing(self, admin_client, change):
        article = ArticleFactory.create(slug="beds", published_at=timezone.now() + HOUR / 4)
        opened = fields_in(admin_client.get(page("change", article)))
        late = {**opened, **change, "author": "KEPT", **SAVE}
        with time_machine.travel(article.published_at + HOUR / 4):
            refused = admin_client.post(page("change", article), late)
            assert refused.status_code == 422
            assert "has been public since" in refused.text
            assert "Withdraw it instead." in refused.text
            again = fields_in(refused)
            assert again["author"] == "KEPT"
            saved = admin_client.post(page("change", article), {**again, **SAVE})
            assert saved.status_code == 302

    def test_keeps_other_changes_of_a_form_opened_before(self, admin_client):
        article = ArticleFactory.create(published_at=timezone.now() + HOUR / 4)
        opened = fields_in(admin_client.get(page("change", article)))
        with time_machine.travel(article.published_at + HOUR / 4):
            saved = admin_client.post(page("change", article), {**opened, "author": "Ada", **SAVE})
        assert saved.status_code == 302
        article.refresh_from_db()
        assert article.author == "Ada"

    def test_of_an_article_can_be_called_off_until_then(self, admin_client):
        article = ArticleFactory.create(published_at=timezone.now() + DAY)
        sent(admin_client, page("change", article), {"published_at": ""})
        assert Article.objects.drafts().get() == article


class TestLinksOfScheduledArticles:
    """Once `[[beds]]` stands in a scheduled article, it leads somewhere when that appears."""

    @pytest.fixture
    def beds(self, db) -> Article:
        for title, moment in (
            ("Draft", None),
            ("Public", timezone.now()),
            ("Waits", THAT_DAY + 2 * DAY),
        ):
            ArticleFactory.create(title=title, body="[[beds]]", published_at=moment)
        return ArticleFactory.create(slug="beds", published_at=THAT_DAY + DAY)

    @pytest.mark.parametrize(
        ("field", "typed"),
        [("published_at", ""), ("published_at", "2099-03-09T07:00:00"), ("slug", "others")],
    )
    def test_keep_what_they_lead_to(self, admin_client, beds, field, typed):
        refused = sent(admin_client, page("change", beds), {field: typed})
        assert refused.status_code == 422
        assert errors_of(refused, field) == [
            "These scheduled articles link to it: “Waits”. Change them first."
        ]

    def test_let_it_appear_earlier(self, admin_client, beds):
        changes = {"published_at": "2099-03-04T07:00:00"}
        assert sent(admin_client, page("change", beds), changes).status_code == 302
        assert sent(admin_client, page("change", beds), {}, PUBLISH).status_code == 302

    def test_let_it_go_once_they_do_not_link_to_it(self, admin_client, beds):
        Article.objects.filter(title="Waits").update(body="Words.")
        assert sent(admin_client, page("change", beds), {"published_at": ""}).status_code == 302

    def test_keep_it_from_being_withdrawn(self, admin_client, beds):
        sent(admin_client, page("change", beds), {}, PUBLISH)
        refused = admin_client.post(page("withdraw", beds), {"reason": "It was wrong."})
        assert (refused.status_code, "link to it: “Waits”" in refused.text) == (422, True)
        beds.refresh_from_db()
        assert not beds.is_withdrawn


class TestWithdrawing:
    def test_says_why_to_the_public_and_can_be_taken_back(self, admin_client):
        article = ArticleFactory.create()
        assert page("withdraw", article) in admin_client.get(page("change", article)).text
        assert admin_client.post(page("withdraw", article), {"reason": ""}).status_code == 422
        admin_client.post(page("withdraw", article), {"reason": "It was wrong."})
        assert "It was wrong." in Client().get(article.get_absolute_url()).text
        assert "isn’t public" in admin_client.post(page("withdraw", article), {"reason": "x"}).text
        admin_client.post(page("put_back", article))
        assert Client().get(article.get_absolute_url()).status_code == 200

    def test_is_taken_back_only_where_every_link_leads_somewhere(self, admin_client):
        article = ArticleFactory.create(body=BROKEN)
        article.withdraw(reason="Wrong.", now=timezone.now())
        refused = admin_client.post(page("put_back", article))
        assert (refused.status_code, "Line 3, [[nothing]]" in refused.text) == (422, True)

    def test_is_taken_back_once_by_one_organizer_at_a_time(self, admin_client):
        article = ArticleFactory.create()
        article.withdraw(reason="Wrong.", now=timezone.now())
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.post(page("put_back", article)).status_code == 302
        assert any("FOR UPDATE" in query["sql"] for query in queries)
        again = admin_client.post(page("put_back", article))
        assert (again.status_code, "This article isn’t withdrawn." in again.text) == (422, True)

    def test_is_for_what_was_public(self, admin_client, draft):
        assert page("withdraw", draft) not in admin_client.get(page("change", draft)).text
        assert admin_client.post(page("withdraw", draft), {"reason": "x"}).status_code == 422
