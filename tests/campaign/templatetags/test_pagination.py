import pytest
from django.core.paginator import Paginator
from django.template import RequestContext, Template
from django.test import RequestFactory

from campaign.templatetags.pagination import page_numbers


class TestPageNumbers:
    def test_names_both_ends_and_the_pages_around(self):
        page = Paginator(range(2000), 50).page(20)
        assert list(page_numbers(page)) == [1, "…", 19, 20, 21, "…", 40]


class TestPageQuery:
    @pytest.mark.parametrize(
        ("address", "number", "query"),
        [
            ("/tracker/", 2, "?page=2"),
            ("/tracker/?state=CA&page=3", 2, "?state=CA&amp;page=2"),
            ("/tracker/?state=CA&page=3", 1, "?state=CA"),
            ("/tracker/?page=3", 1, "/tracker/"),
        ],
    )
    def test_keeps_the_filters_and_gives_the_first_page_no_number(
        self, rf: RequestFactory, address, number, query
    ):
        context = RequestContext(rf.get(address), {"number": number})
        template = Template("{% load pagination %}{% page_query number %}")
        assert template.render(context) == query
