"""Two organizers on the rows below one row, or on one list."""

import pytest
from django.test import Client
from django.urls import reverse

from campaign.content.models import Aim, Article, ArticleSource, Profile, RelatedArticle, SocialLink
from tests.candidates.admin.pages import fields_in, fields_of
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db

LIST = reverse("admin:campaign_aim_changelist")


def page_of(row: Article | Profile) -> str:
    return reverse(f"admin:campaign_{row._meta.model_name}_change", args=[row.pk])


@pytest.fixture
def source() -> ArticleSource:
    return ArticleSource.objects.create(
        article=ArticleFactory.create(), title="Minuts", publisher="The board"
    )


def titles() -> list[str]:
    return list(ArticleSource.objects.values_list("title", flat=True))


class TestSources:
    def test_carry_what_they_held(self, admin_client: Client, source):
        shown = admin_client.get(page_of(source.article)).text
        assert shown.count('name="sources-0-as_opened"') == 1
        assert 'name="sources-1-as_opened"' not in shown

    def test_that_somebody_corrected_are_not_overwritten(self, admin_client: Client, source):
        article = page_of(source.article)
        mine = fields_in(admin_client.get(article))
        theirs = {**mine, "sources-0-title": "Minutes"}
        assert admin_client.post(article, theirs).status_code == 302
        refused = admin_client.post(article, {**mine, "title": "New headline"})
        assert refused.status_code == 422
        assert titles() == ["Minutes"]
        assert "We didn’t overwrite anything" in refused.text
        [change] = refused.context["changes"]
        assert change.label == "Source “Minutes”: Title"
        assert (change.opened, change.now, change.yours) == ("Minuts", "Minutes", "Minutes")
        assert ">Minuts<" in refused.text
        assert admin_client.post(article, fields_in(refused)).status_code == 302
        assert titles() == ["Minutes"]
        assert Article.objects.get().title == "New headline"

    def test_keep_what_two_typed_into_one_field_until_one_saves_again(
        self, admin_client: Client, source
    ):
        article = page_of(source.article)
        mine = fields_in(admin_client.get(article))
        admin_client.post(article, {**mine, "sources-0-title": "Minutes"})
        refused = admin_client.post(article, {**mine, "sources-0-title": "The minutes"})
        again = fields_in(refused)
        assert again["sources-0-title"] == "The minutes"
        assert admin_client.post(article, again).status_code == 302
        assert titles() == ["The minutes"]

    def test_that_somebody_corrected_are_not_deleted_unseen(self, admin_client: Client, source):
        article = page_of(source.article)
        mine = fields_in(admin_client.get(article))
        admin_client.post(article, {**mine, "sources-0-title": "Minutes"})
        refused = admin_client.post(article, {**mine, "sources-0-DELETE": "on"})
        assert "Someone else changed these rows" in refused.text
        assert titles() == ["Minutes"]
        assert admin_client.post(article, fields_in(refused)).status_code == 302
        assert titles() == []

    def test_that_somebody_deleted_stay_deleted(self, admin_client: Client, source):
        article = page_of(source.article)
        mine = fields_in(admin_client.get(article))
        ArticleSource.objects.all().delete()
        refused = admin_client.post(article, {**mine, "title": "New headline"})
        assert refused.status_code == 422
        assert "Someone else deleted one of these rows" in refused.text
        assert "You entered: Minuts, The board" in refused.text
        assert admin_client.post(article, fields_in(refused)).status_code == 302
        assert titles() == []
        assert Article.objects.get().title == "New headline"

    def test_that_somebody_deleted_do_not_take_the_others_words_along(
        self, admin_client: Client, source
    ):
        ArticleSource.objects.create(article=source.article, title="Second", position=1)
        article = page_of(source.article)
        mine = fields_in(admin_client.get(article))
        source.delete()
        typed = {**mine, "sources-0-title": "The minutes", "sources-1-publisher": "The court"}
        refused = admin_client.post(article, typed)
        assert titles() == ["Second"]
        assert "You entered: The minutes, The board" in refused.text
        assert "You entered: The court" in refused.text
        assert admin_client.post(article, fields_in(refused)).status_code == 302
        assert titles() == ["Second"]

    @pytest.mark.parametrize("token", ["forged", "of the article"])
    @pytest.mark.parametrize("is_gone", [False, True])
    def test_from_elsewhere_are_looked_through_first(
        self, admin_client: Client, source, token, is_gone
    ):
        article = page_of(source.article)
        mine = fields_in(admin_client.get(article))
        mine["sources-0-as_opened"] = mine["as_opened"] if " " in token else token
        if is_gone:
            source.delete()
        assert admin_client.post(article, mine).status_code == 422


class TestRelatedArticles:
    def test_that_somebody_deleted_are_named_by_their_titles(self, admin_client: Client):
        article, other = ArticleFactory.create(), ArticleFactory.create(title="Nine demands")
        RelatedArticle.objects.create(article=article, leads_to=other)
        mine = fields_in(admin_client.get(page_of(article)))
        RelatedArticle.objects.all().delete()
        refused = admin_client.post(page_of(article), mine)
        assert "You entered: Nine demands" in refused.text

    def test_that_somebody_chose_are_not_overwritten(self, admin_client: Client):
        article, first, second = (ArticleFactory.create() for _number in range(3))
        row = RelatedArticle.objects.create(article=article, leads_to=first)
        mine = fields_in(admin_client.get(page_of(article)))
        RelatedArticle.objects.filter(pk=row.pk).update(leads_to=second)
        refused = admin_client.post(page_of(article), {**mine, "title": "New headline"})
        assert refused.status_code == 422
        [change] = refused.context["changes"]
        assert (change.opened, change.now) == (first.title, second.title)
        assert admin_client.post(page_of(article), fields_in(refused)).status_code == 302
        assert RelatedArticle.objects.get().leads_to == second

    def test_that_are_gone_do_no_harm(self, admin_client: Client):
        article, draft = ArticleFactory.create(), ArticleFactory.create(published_at=None)
        RelatedArticle.objects.create(article=article, leads_to=draft)
        mine = fields_in(admin_client.get(page_of(article)))
        draft.delete()
        refused = admin_client.post(page_of(article), mine)
        assert refused.status_code == 422
        assert admin_client.post(page_of(article), fields_in(refused)).status_code == 302


class TestLinksToOtherPlatforms:
    def test_that_somebody_corrected_are_not_overwritten(self, admin_client: Client):
        profile = Profile.objects.create(name="Ours", ask="We ask.")
        SocialLink.objects.create(name="Mastodn", url="https://social.example/@ours")
        mine = fields_in(admin_client.get(page_of(profile)))
        SocialLink.objects.update(name="Mastodon")
        refused = admin_client.post(page_of(profile), {**mine, "name": "New name"})
        assert refused.status_code == 422
        assert SocialLink.objects.get().name == "Mastodon"


class TestLists:
    @pytest.fixture
    def aims(self) -> list[Aim]:
        return [Aim.objects.create(title=t, position=p) for p, t in enumerate(("One", "Two"))]

    def opened(self, client: Client) -> dict[str, str]:
        return self.posted_by(client.get(LIST))

    def posted_by(self, response) -> dict[str, str]:
        formset = response.context["cl"].formset
        posted = {"_save": "Save"}
        for form in (formset.management_form, *formset.forms):
            posted |= fields_of(form)
        assert all(f'name="{name}"' in response.text for name in posted)
        return posted

    def stored(self) -> dict[str, tuple[int, bool]]:
        return {aim.title: (aim.position, aim.is_published) for aim in Aim.objects.all()}

    def test_write_only_what_was_changed(self, admin_client: Client, aims):
        mine = self.opened(admin_client)
        Aim.objects.filter(title="Two").update(is_published=False)
        saved = admin_client.post(LIST, {**mine, "form-0-position": "5"})
        assert saved.status_code == 302
        assert self.stored() == {"One": (5, True), "Two": (1, False)}
        assert [version.position for version in aims[0].history.all()] == [5, 0]
        assert aims[1].history.count() == 1

    def test_refuse_a_row_that_somebody_else_changed_too(self, admin_client: Client, aims):
        mine = self.opened(admin_client)
        Aim.objects.filter(title="Two").update(is_published=False, position=0)
        refused = admin_client.post(LIST, {**mine, "form-0-position": "7", "form-1-position": "9"})
        assert refused.status_code == 422
        assert self.stored() == {"One": (0, True), "Two": (0, False)}
        assert "Someone changed “Two” since you opened this list." in refused.text
        assert "It’s now: Position: 0, Published: no." in refused.text
        again = self.posted_by(refused)
        assert (again["form-0-position"], again["form-1-position"]) == ("7", "9")
        assert "form-1-is_published" not in again
        assert admin_client.post(LIST, again).status_code == 302
        assert self.stored() == {"One": (7, True), "Two": (9, False)}

    def test_name_each_row_beside_its_own_boxes_when_refused(self, admin_client: Client, aims):
        mine = self.opened(admin_client)
        Aim.objects.filter(title="One").update(position=8)
        refused = admin_client.post(LIST, {**mine, "form-0-position": "7"})
        shown = refused.context["cl"]
        assert [str(row) for row in shown.result_list] == ["One", "Two"]

    def test_refuse_once_when_a_row_is_gone(self, admin_client: Client, aims):
        mine = self.opened(admin_client)
        aims[0].delete()
        refused = admin_client.post(LIST, {**mine, "form-1-position": "9"})
        assert refused.status_code == 422
        assert "Someone else deleted one of these rows" in refused.text
        assert "You entered: 9" in refused.text
        again = self.posted_by(refused) | {"form-0-position": "9"}
        assert admin_client.post(LIST, again).status_code == 302
        assert self.stored() == {"Two": (9, True)}

    def test_refuse_a_form_from_elsewhere(self, admin_client: Client, aims):
        mine = self.opened(admin_client) | {"form-0-as_opened": "x", "form-0-position": "5"}
        refused = admin_client.post(LIST, mine)
        assert (refused.status_code, "is out of date" in refused.text) == (422, True)
