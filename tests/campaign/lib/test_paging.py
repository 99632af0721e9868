from itertools import pairwise

import pytest
from django.test import RequestFactory

from campaign.lib.http import NotFoundWithAdvice
from campaign.lib.paging import Parts, page_or_404
from candidates.models import Jurisdiction

pytestmark = pytest.mark.django_db
STATES = Jurisdiction.objects.order_by("code")


def page(query: str, rows=STATES):
    return page_or_404(RequestFactory().get(f"/states/{query}"), rows, size=10)


class TestPageOr404:
    @pytest.mark.parametrize("query", ["", "?page=", "?page=1", "?page=x&page=1"])
    def test_returns_the_first_page(self, query):
        assert page(query).number == 1

    def test_returns_the_last_page(self):
        assert [place.code for place in page("?page=6")] == ["VI", "VT", "WA", "WI", "WV", "WY"]

    def test_returns_an_empty_first_page(self):
        assert list(page("", STATES.none())) == []

    @pytest.mark.parametrize(
        "number",
        ["abc", "-1", "0", "7", "%D9%A3", "1e3", "1.0", "%201", "+1", "01", "9" * 5000, "1%0A"],
    )
    def test_leads_to_the_first_page_from_one_that_is_none(self, number):
        with pytest.raises(NotFoundWithAdvice) as refusal:
            page(f"?state=CA&page={number}")
        assert refusal.value.link_url == "/states/?state=CA"

    def test_leads_to_the_bare_address_without_a_filter(self):
        with pytest.raises(NotFoundWithAdvice) as refusal:
            page("?page=7")
        assert refusal.value.link_url == "/states/"


class TestParts:
    def test_slice_like_the_whole_list(self):
        words = "abcdefgh"
        for lengths in ((8,), (3, 0, 5), (0, 1, 6, 1)):
            ends = [sum(lengths[:place]) for place in range(len(lengths) + 1)]
            parts = [list(words[start:stop]) for start, stop in pairwise(ends)]
            rows = Parts(zip(lengths, parts, strict=True))
            assert len(rows) == 8
            for start in range(9):
                for stop in range(start, 10):
                    assert rows[start:stop] == list(words[start:stop])

    def test_read_only_what_a_slice_reaches_into(self, django_assert_num_queries):
        rows = Parts([(10, STATES[:10]), (20, STATES[10:30]), (26, STATES[30:])])
        with django_assert_num_queries(1):
            assert len(rows[12:18]) == 6
        with django_assert_num_queries(2):
            codes = [place.code for place in rows[8:12]]
        assert codes == [place.code for place in STATES[8:12]]
