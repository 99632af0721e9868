from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest
from django.test import RequestFactory

from campaign.content.models import Article
from campaign.lib.admin.action_pages import ActionPage, action_page, page_of, row_or_404
from tests.factories import ArticleFactory, OrganizerFactory

pytestmark = pytest.mark.django_db
ARTICLES = admin.site.get_model_admin(Article)


def request_of(user: Any, method: str = "POST") -> HttpRequest:
    request = RequestFactory().generic(method, "/")
    request.user = user
    request._messages = CookieStorage(request)
    return request


def answer_to(do: Any, row: Article) -> Any:
    request = request_of(OrganizerFactory.create(is_superuser=True))
    action = ActionPage(title="Rename", button="Rename", do=do)
    return action_page(ARTICLES, request, row, forms.Form({}), action)


class TestActionPage:
    def test_does_it_says_so_and_leads_on(self):
        article = ArticleFactory.create()
        answer = answer_to(lambda cleaned: ("Renamed.", "/there/"), article)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/there/")

    @pytest.mark.parametrize("refusal", [ValidationError("Not so."), IntegrityError()])
    def test_does_nothing_where_it_is_refused_and_says_why(self, refusal):
        article = ArticleFactory.create(title="Before")

        def do(cleaned: dict[str, Any]) -> tuple[str, str]:
            Article.objects.update(title="After")
            raise refusal

        answer = answer_to(do, article)
        assert answer.status_code == 422
        assert answer.context_data["form"].non_field_errors()
        article.refresh_from_db()
        assert article.title == "Before"


class TestRowOr404:
    def test_is_for_those_who_may_change_the_row(self):
        article = ArticleFactory.create()
        root, helper = OrganizerFactory.create(is_superuser=True), OrganizerFactory.create()
        assert row_or_404(ARTICLES, request_of(root), article.pk) == article
        with pytest.raises(PermissionDenied):
            row_or_404(ARTICLES, request_of(helper), article.pk)
        with pytest.raises(Http404):
            row_or_404(ARTICLES, request_of(root), article.pk + 1)


class TestPageOf:
    def test_is_the_rows_own_in_the_admin(self):
        assert page_of(Article(pk=7)) == "/admin/campaign/article/7/change/"
