import pytest
from django.test import Client
from django.urls import reverse

from campaign.content.models import Passage
from tests.factories import ArticleFactory

BROKEN = "One.\n\n[[nothing]] [x](/nowhere/)\n\n[Internal Link: beds]"
ERRORS = [
    "Line 3, [[nothing]]: we can’t find a public article with this address.",
    "Line 3, /nowhere/: we can’t find this page or section.",
    "Line 5, [Internal Link: beds]: this looks like a broken link. Write [words](address).",
]


def add(client: Client, model: str, **typed: str):
    return client.post(reverse(f"admin:campaign_{model}_add"), {"position": "1", **typed})


def errors_of(response, field: str) -> list[str]:
    assert response.status_code == 422
    return response.context["adminform"].form.errors[field]


class TestPassages:
    def test_are_refused_with_the_place_of_each_broken_link(self, admin_client):
        assert errors_of(add(admin_client, "passage", place="why", text=BROKEN), "text") == ERRORS
        assert not Passage.objects.exists()

    def test_may_link_to_articles(self, admin_client):
        ArticleFactory.create(slug="beds")
        assert add(admin_client, "passage", place="why", text="[[beds]]").status_code == 302


class TestQuestions:
    def test_are_refused_with_the_place_of_each_broken_link(self, admin_client):
        refused = add(admin_client, "question", question="Who?", answer=BROKEN)
        assert errors_of(refused, "answer") == ERRORS

    @pytest.mark.parametrize("slug", ["main", "share", "next-steps", "icon-signed"])
    def test_are_refused_a_place_that_the_page_has(self, admin_client, slug):
        refused = add(admin_client, "question", question="Who?", slug=slug, answer="We.")
        assert errors_of(refused, "slug") == [
            "This name is already used on the page. Choose another."
        ]

    def test_may_be_at_a_place_of_their_own(self, admin_client):
        taken = add(admin_client, "question", question="?", slug="sources", answer="## Sources")
        assert taken.status_code == 302


class TestNextSteps:
    TYPED = {"title": "Read", "words": "Go", "target": "link"}

    @pytest.mark.parametrize(
        "link", ["/nowhere/", "/about/#nothing", "https://", "https://[", "/news/2026/gone/"]
    )
    def test_are_refused_a_link_to_nothing(self, admin_client, link):
        refused = add(admin_client, "nextstep", link=link, **self.TYPED)
        assert errors_of(refused, "link") == ["We can’t find this page or section. Check the link."]

    def test_are_refused_once_for_what_is_no_address(self, admin_client):
        refused = add(admin_client, "nextstep", link="nowhere", **self.TYPED)
        [error] = errors_of(refused, "link")
        assert error.startswith("Enter a page on this site")

    @pytest.mark.parametrize("link", ["/news/", "/news/#share", "https://example.org/"])
    def test_lead_to_what_is_there(self, admin_client, link):
        assert add(admin_client, "nextstep", link=link, **self.TYPED).status_code == 302

    def test_may_keep_a_link_that_is_not_drawn(self, admin_client):
        typed = self.TYPED | {"target": "share", "link": "/nowhere/"}
        assert add(admin_client, "nextstep", **typed).status_code == 302
