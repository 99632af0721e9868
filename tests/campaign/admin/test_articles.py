import datetime

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaign.models import Article, ArticleSource
from tests.candidates.admin.pages import fields_in
from tests.factories import ArticleFactory, OrganizerFactory

ADD = reverse("admin:campaign_article_add")
LIST = reverse("admin:campaign_article_changelist")
DAY = datetime.timedelta(days=1)
BROKEN = "One.\n\nSee [[nothing]].\n\n[Internal Link: beds]"
WRITTEN = {"title": "The beds", "standfirst": "So many.", "body": "Words."}
SAVE, PUBLISH, PREVIEW = {"_save": "1"}, {"_publish": "1"}, {"_preview": "1"}


def page(name: str, article: Article) -> str:
    return reverse(f"admin:campaign_article_{name}", args=[article.pk])


def sent(client: Client, address: str, changes: dict, button: dict = SAVE):
    """Press `button` on the form as it is opened, with `changes` typed into it."""
    opened = client.get(address)
    rows = {
        bound.html_name: "" if bound.value() is None else bound.value()
        for inline in opened.context["inline_admin_formsets"]
        for form in inline.formset
        for bound in form
    }
    return client.post(address, {**rows, **fields_in(opened), **changes, **button})


def errors_of(response, field: str = "body") -> list[str]:
    return response.context["adminform"].form.errors.get(field, [])


@pytest.fixture
def draft(db) -> Article:
    return ArticleFactory.create(slug="beds", published_at=None)


class TestForm:
    def test_stores_a_draft_that_is_unfinished(self, admin_client):
        sent(admin_client, ADD, {**WRITTEN, "body": BROKEN})
        article = Article.objects.drafts().get()
        assert (article.slug, article.body) == ("the-beds", BROKEN)

    def test_refuses_a_figure_that_nobody_knows_even_in_a_draft(self, admin_client):
        refused = sent(admin_client, ADD, {**WRITTEN, "body": "{singed}"})
        assert refused.status_code == 422
        assert "There is no figure {singed}" in errors_of(refused)[0]

    def test_refuses_an_address_that_is_taken(self, admin_client, draft):
        refused = sent(admin_client, ADD, {**WRITTEN, "title": "Beds"})
        assert refused.status_code == 422
        assert "slug" in refused.context["adminform"].form.errors

    def test_takes_sources_with_the_article(self, admin_client):
        row = {"sources-0-title": "Minutes", "sources-0-position": "1"}
        sent(admin_client, ADD, {**WRITTEN, **row})
        assert ArticleSource.objects.get().article.title == "The beds"

    def test_leads_on_to_the_preview(self, admin_client, draft):
        response = sent(admin_client, page("change", draft), {"body": "New."}, PREVIEW)
        assert response.headers["Location"] == page("preview", draft)
        draft.refresh_from_db()
        assert draft.body == "New."

    def test_refuses_an_update_to_come(self, admin_client, draft):
        day = timezone.localdate() + DAY
        refused = sent(admin_client, page("change", draft), {"updated_on": str(day)})
        assert refused.status_code == 422

    def test_tells_the_second_of_two_organizers_what_changed(self, admin_client, draft):
        opened = fields_in(admin_client.get(page("change", draft)))
        Article.objects.filter(pk=draft.pk).update(body="Somebody else's.")
        refused = admin_client.post(page("change", draft), {**opened, "body": "Mine.", **SAVE})
        assert refused.status_code == 422
        assert "Nothing was overwritten" in refused.text


class TestPublishing:
    def test_makes_an_article_public_at_once(self, admin_client, draft):
        response = sent(admin_client, page("change", draft), {}, PUBLISH)
        assert response.headers["Location"] == page("change", draft)
        draft.refresh_from_db()
        assert timezone.now() - draft.published_at < datetime.timedelta(minutes=1)
        assert Client().get(draft.get_absolute_url()).status_code == 200
        assert draft.history.first().published_at == draft.published_at

    def test_works_for_an_article_that_was_just_written(self, admin_client):
        sent(admin_client, ADD, {**WRITTEN, "body": "[[the-beds]]"}, PUBLISH)
        assert Article.objects.published(timezone.now()).get().title == "The beds"

    def test_asks_for_an_address_where_the_title_makes_none(self, admin_client):
        refused = sent(admin_client, ADD, {**WRITTEN, "title": "李雷"}, PUBLISH)
        assert "Write an address in letters" in refused.text

    def test_is_refused_with_the_place_of_each_broken_link_and_loses_nothing(
        self, admin_client, draft
    ):
        changes = {"body": BROKEN, "author": "KEPT"}
        refused = sent(admin_client, page("change", draft), changes, PUBLISH)
        assert refused.status_code == 422
        assert errors_of(refused) == [
            "Line 3, [[nothing]]: no article with this address is public at that moment.",
            "Line 5, [Internal Link: beds]: this was meant to become a link.",
        ]
        assert 'value="KEPT"' in refused.text
        assert "See [[nothing]]." in refused.text
        draft.refresh_from_db()
        assert (draft.published_at, draft.author) == (None, "")

    @pytest.mark.parametrize("field", ["title", "standfirst"])
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
        tomorrow = timezone.localtime(timezone.now() + DAY).strftime("%Y-%m-%dT%H:%M:%S")
        ArticleFactory.create(slug="earlier", published_at=timezone.now() + DAY / 2)
        ArticleFactory.create(slug="later", published_at=timezone.now() + 2 * DAY)
        changes = {"published_at": tomorrow, "body": "[[earlier]] [[beds]] [[later]]"}
        refused = sent(admin_client, page("change", draft), changes)
        assert [error.split(":")[0] for error in errors_of(refused)] == ["Line 1, [[later]]"]
        changes["body"] = "[[earlier]] [[beds]]"
        assert sent(admin_client, page("change", draft), changes).status_code == 302

    @pytest.mark.parametrize("moment", [timezone.now() - DAY, timezone.now() + DAY])
    def test_checks_an_article_again_that_is_changed(self, admin_client, moment):
        article = ArticleFactory.create(published_at=moment.replace(microsecond=0))
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

    def test_of_an_article_can_be_called_off_until_then(self, admin_client):
        article = ArticleFactory.create(published_at=timezone.now() + DAY)
        sent(admin_client, page("change", article), {"published_at": ""})
        assert Article.objects.drafts().get() == article


class TestLinksOfScheduledArticles:
    """Once `[[beds]]` stands in a scheduled article, it leads somewhere when that appears."""

    @pytest.fixture
    def beds(self, db) -> Article:
        now = timezone.now().replace(microsecond=0)
        for title, moment in (("Draft", None), ("Public", now), ("Waits", now + 2 * DAY)):
            ArticleFactory.create(title=title, body="[[beds]]", published_at=moment)
        return ArticleFactory.create(slug="beds", published_at=now + DAY)

    @pytest.mark.parametrize(
        ("field", "typed"),
        [("published_at", ""), ("published_at", "2099-03-04T07:00:00"), ("slug", "others")],
    )
    def test_keep_what_they_lead_to(self, admin_client, beds, field, typed):
        refused = sent(admin_client, page("change", beds), {field: typed})
        assert refused.status_code == 422
        assert errors_of(refused, field) == [
            "Scheduled articles link to it: “Waits”. Change those first."
        ]

    def test_let_it_appear_earlier(self, admin_client, beds):
        sooner = timezone.localtime(timezone.now() + DAY / 2).strftime("%Y-%m-%dT%H:%M:%S")
        changes = {"published_at": sooner}
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


class TestPreview:
    def test_shows_a_draft_as_readers_will_see_it_and_what_is_wrong(self, admin_client, draft):
        Article.objects.update(body=BROKEN)
        response = admin_client.get(page("preview", draft))
        assert response.status_code == 200
        assert "no-store" in response.headers["Cache-Control"]
        for words in (
            "Preview for organizers",
            "Line 3, [[nothing]]",
            "<p>See nothing.</p>",
            'content="noindex"',
        ):
            assert words in response.text
        assert 'id="comment"' not in response.text

    def test_says_that_every_link_leads_somewhere(self, admin_client):
        article = ArticleFactory.create(published_at=timezone.now() + DAY)
        assert "Every link leads somewhere." in admin_client.get(page("preview", article)).text

    def test_is_for_organizers_only(self, client, draft):
        assert client.get(page("preview", draft)).status_code == 302
        client.force_login(OrganizerFactory.create())
        assert client.get(page("preview", draft)).status_code == 403

    def test_is_open_to_whoever_may_look(self, client, draft):
        reader = OrganizerFactory.create()
        reader.user_permissions.add(Permission.objects.get(codename="view_article"))
        client.force_login(reader)
        assert client.get(page("preview", draft)).status_code == 200
        assert client.post(page("withdraw", draft)).status_code == 403


class TestWithdrawing:
    def test_says_why_to_the_public_and_can_be_taken_back(self, admin_client):
        article = ArticleFactory.create()
        assert page("withdraw", article) in admin_client.get(page("change", article)).text
        assert admin_client.post(page("withdraw", article), {"reason": ""}).status_code == 422
        admin_client.post(page("withdraw", article), {"reason": "It was wrong."})
        assert "It was wrong." in Client().get(article.get_absolute_url()).text
        assert "not public" in admin_client.post(page("withdraw", article), {"reason": "x"}).text
        admin_client.post(page("put_back", article))
        assert Client().get(article.get_absolute_url()).status_code == 200

    def test_is_taken_back_only_where_every_link_leads_somewhere(self, admin_client):
        article = ArticleFactory.create(body=BROKEN)
        article.withdraw(reason="Wrong.", now=timezone.now())
        refused = admin_client.post(page("put_back", article))
        assert (refused.status_code, "Line 3, [[nothing]]" in refused.text) == (422, True)

    def test_is_for_what_was_public(self, admin_client, draft):
        assert page("withdraw", draft) not in admin_client.get(page("change", draft)).text
        assert admin_client.post(page("withdraw", draft), {"reason": "x"}).status_code == 422


class TestList:
    def test_tells_drafts_scheduled_and_published_apart(self, admin_client, draft):
        scheduled = ArticleFactory.create(published_at=timezone.now() + DAY)
        published = ArticleFactory.create()
        for state, row in (("draft", draft), ("scheduled", scheduled), ("published", published)):
            found = admin_client.get(LIST, {"state": state}).context["cl"].result_list
            assert list(found) == [row]
        published.withdraw(reason="Wrong.", now=timezone.now())
        text = admin_client.get(LIST).text
        for word in ("draft", "scheduled", "withdrawn"):
            assert f">{word}</span>" in text


class TestDeletion:
    def test_is_for_drafts(self, admin_client, draft):
        published = ArticleFactory.create()
        delete = {"post": "yes"}
        assert admin_client.post(page("delete", published), delete).status_code == 403
        assert admin_client.post(page("delete", draft), delete).status_code == 302
        assert list(Article.objects.all()) == [published]

    def test_leads_from_the_site_back_only_where_there_is_a_page(self, admin_client, draft):
        assert "View on site" not in admin_client.get(page("change", draft)).text
        public = ArticleFactory.create()
        assert "View on site" in admin_client.get(page("change", public)).text
