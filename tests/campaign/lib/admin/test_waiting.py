import datetime

import pytest

from campaign.lib.admin.waiting import capped_counts, shown, time_left
from candidates.models import Jurisdiction, Person

pytestmark = pytest.mark.django_db


class TestCappedCounts:
    def test_stops_counting_at_the_most_and_takes_one_query(self, django_assert_num_queries):
        places, nobody = Jurisdiction.objects.all(), Person.objects.all()
        parts = (places.filter(code="MI"), places.filter(code__in=["OH", "PA"]), nobody.none())
        with django_assert_num_queries(1):
            counts = capped_counts(
                {"all": places, "parts": parts, "nobody": nobody, "none": nobody.none()}, most=10
            )
        assert (counts["all"], counts["parts"], counts["nobody"], counts["none"]) == (11, 3, 0, 0)
        assert capped_counts({"parts": (places, places)}, most=60)["parts"] == 61

    def test_counts_nothing_for_people_who_may_see_nothing(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert not capped_counts({}, most=10)


class TestTimeLeft:
    def test_is_in_whole_hours(self):
        due = datetime.datetime(2026, 11, 30, 12, tzinfo=datetime.UTC)
        for minutes, words in (
            (72 * 60, "72 hours left"),
            (119, "1 hour left"),
            (59, "due now"),
            (0, "overdue"),
            (-600, "overdue"),
        ):
            assert time_left(due, due - datetime.timedelta(minutes=minutes)) == words


class TestShown:
    def test_says_that_there_are_more(self):
        assert (shown(1), shown(100), shown(101)) == ("1", "100", "100+")
