from typing import Any

import pytest
from django.test import RequestFactory

from campaign.lib.cache.generation import FACTS
from candidates.current_record import current_record
from tests.factories import publish_answer, run

pytestmark = pytest.mark.django_db


def signed(**facts: Any) -> int:
    record = current_record(RequestFactory().get("/", **facts))
    return record.figures.signed


class TestCurrentRecord:
    def test_is_read_once_for_all_pages_that_share_facts(self, django_assert_num_queries):
        publish_answer(run())
        facts: dict[str, Any] = {}
        with django_assert_num_queries(2):
            assert [signed(**{FACTS: facts}) for _page in range(2)] == [1, 1]
        publish_answer(run())
        assert signed(**{FACTS: {}}) == 2

    def test_is_read_once_for_a_request_that_shares_none(self, django_assert_num_queries):
        publish_answer(run())
        request = RequestFactory().get("/")
        with django_assert_num_queries(2):
            assert current_record(request).figures is current_record(request).figures
        assert signed() == 1
        publish_answer(run())
        assert signed() == 2
