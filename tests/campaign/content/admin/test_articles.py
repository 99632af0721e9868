import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from campaign.content.models import Article, ArticleSource, NextStep, Profile, RelatedArticle
from tests.campaign.content.admin.writing import (
    ADD,
    BROKEN,
    DAY,
    LIST,
    SAVE,
    WRITTEN,
    errors_of,
    page,
    sent,
)
from tests.candidates.admin.pages import fields_in
from tests.factories import ArticleFactory, OrganizerFactory

# session, user, article, sources, related articles with their titles, what every page of the admin
# asks (3), the cycle (2), its figures, those of petitions (2) to name, pictures to choose from
FORM_QUERIES = 12


class TestForm:
    def test_stores_a_draft_that_is_unfinished(self, admin_client):
        sent(admin_client, ADD, {**WRITTEN, "body": BROKEN})
        article = Article.objects.drafts().get()
        assert (article.slug, article.body) == ("the-beds", BROKEN)

    def test_keeps_a_text_that_is_too_long_and_says_so(self, admin_client):
        huge = "![](data:image/png;base64," + "A" * 2_600_000 + ")"
        refused = sent(admin_client, ADD, {**WRITTEN, "body": huge})
        assert errors_of(refused) == [
            "This text is over 2.5 MB. Remove the pictures you pasted with it."
        ]
        assert huge in refused.content.decode()
        assert not Article.objects.exists()

    def test_is_found_without_regard_to_accents_case_and_punctuation(self, admin_client):
        article = ArticleFactory.create(
            title="Niños, don’t wait", slug="ninos-wait", body="A self-made **plan**. O'Brien said."
        )
        ArticleFactory.create()
        for words in ("NINOS", "niños dont", "wait, don't!", "self made", "obrien plan", "O’Brien"):
            assert [*admin_client.get(LIST, {"q": words}).context["cl"].queryset] == [article]
        for words in ("…", "nobody ninos"):
            assert not admin_client.get(LIST, {"q": words}).context["cl"].queryset

    def test_refuses_a_figure_that_nobody_knows_even_in_a_draft(self, admin_client):
        refused = sent(admin_client, ADD, {**WRITTEN, "body": "{singed}"})
        assert refused.status_code == 422
        assert "There’s no figure named {singed}" in errors_of(refused)[0]

    def test_refuses_an_address_that_is_taken(self, admin_client, draft):
        refused = sent(admin_client, ADD, {**WRITTEN, "title": "Beds"})
        assert refused.status_code == 422
        assert "slug" in refused.context["adminform"].form.errors

    def test_takes_sources_with_the_article(self, admin_client):
        row = {"sources-0-title": "Minutes", "sources-0-position": "1"}
        sent(admin_client, ADD, {**WRITTEN, **row})
        assert ArticleSource.objects.get().article.title == "The beds"

    def test_refuses_an_update_to_come(self, admin_client, draft):
        day = timezone.localdate() + DAY
        refused = sent(admin_client, page("change", draft), {"updated_on": str(day)})
        assert refused.status_code == 422

    def test_offers_the_figures_by_name(self, admin_client, draft):
        for address in (ADD, page("change", draft)):
            shown = admin_client.get(address).text
            assert "<code>{signed}</code></dt><dd>people who signed: now 0" in shown

    @pytest.mark.parametrize("count", [1, 12])
    def test_asks_as_often_for_one_row_as_for_twelve(
        self, admin_client, draft, django_assert_num_queries, count
    ):
        for number in range(count):
            ArticleSource.objects.create(article=draft, title=f"Minutes {number}")
            RelatedArticle.objects.create(article=draft, leads_to=ArticleFactory.create())
        ContentType.objects.get_for_model(Article)  # asked once a process
        with django_assert_num_queries(FORM_QUERIES):
            admin_client.get(page("change", draft))

    def test_names_the_related_articles_that_it_has(self, admin_client, draft):
        other, third = ArticleFactory.create(title="The other"), ArticleFactory.create()
        RelatedArticle.objects.create(article=draft, leads_to=other)
        shown = admin_client.get(page("change", draft)).text
        assert f'<option value="{other.pk}" selected>The other</option>' in " ".join(shown.split())
        sent(admin_client, page("change", draft), {"related_rows-0-leads_to": third.pk})
        assert RelatedArticle.objects.get().leads_to == third
        refused = sent(admin_client, page("change", draft), {"related_rows-0-leads_to": "x"})
        assert refused.status_code == 422

    def test_tells_the_second_of_two_organizers_what_changed(self, admin_client, draft):
        opened = fields_in(admin_client.get(page("change", draft)))
        Article.objects.filter(pk=draft.pk).update(body="Somebody else's.")
        refused = admin_client.post(page("change", draft), {**opened, "body": "Mine.", **SAVE})
        assert refused.status_code == 422
        assert "We didn’t overwrite anything" in refused.text


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

    def test_offers_nobody_its_address(self, admin_client):
        NextStep.objects.create(title="Call them", words="Call", target="call")
        Profile.objects.create(name="Ours", ask="We ask.")
        article = ArticleFactory.create()
        public = admin_client.get(article.get_absolute_url()).text
        shown = admin_client.get(page("preview", article)).text
        for words in ('id="share"', "data-url", "og:url", 'rel="canonical"', "Call them"):
            assert words in public
            assert words not in shown

    def test_says_that_every_link_leads_somewhere(self, admin_client):
        article = ArticleFactory.create(published_at=timezone.now() + DAY)
        assert "All links work." in admin_client.get(page("preview", article)).text

    def test_is_for_organizers_only(self, client, draft):
        assert client.get(page("preview", draft)).status_code == 302
        client.force_login(OrganizerFactory.create())
        assert client.get(page("preview", draft)).status_code == 403

    def test_is_open_to_anyone_who_may_look(self, client, draft):
        reader = OrganizerFactory.create()
        reader.user_permissions.add(Permission.objects.get(codename="view_article"))
        client.force_login(reader)
        assert client.get(page("preview", draft)).status_code == 200
        assert client.post(page("withdraw", draft)).status_code == 403


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
