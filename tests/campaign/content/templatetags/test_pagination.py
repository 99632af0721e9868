import pytest
from django.core.paginator import Paginator
from django.template import RequestContext, Template
from django.test import RequestFactory

from campaign.content.templatetags.pagination import page_numbers


class TestPageNumbers:
    def test_names_both_ends_and_the_pages_around(self):
        page = Paginator(range(2000), 50).page(20)
        assert list(page_numbers(page)) == [1, "…", 19, 20, 21, "…", 40]


class TestPageQuery:
    @pytest.mark.parametrize(
        ("filters", "number", "query"),
        [
            ("", 2, "?page=2#found"),
            ("?state=CA", 2, "?state=CA&amp;page=2#found"),
            ("?state=CA", 1, "?state=CA#found"),
            ("", 1, "/tracker/#found"),
        ],
    )
    def test_keeps_the_filters_alone_and_gives_the_first_page_no_number(
        self, rf: RequestFactory, filters, number, query
    ):
        request = rf.get("/tracker/?page=3&source=facebook")
        context = RequestContext(request, {"number": number, "filters": filters})
        template = Template('{% load pagination %}{% page_query number filters "found" %}')
        assert template.render(context) == query

    def test_names_another_parameter(self, rf: RequestFactory):
        context = RequestContext(rf.get("/news/"), {})
        template = Template('{% load pagination %}{% page_query 2 "" "Comments" "comments" %}')
        assert template.render(context) == "?comments=2#Comments"
