import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pledges.abuse.surges import FEWEST, HOURS_SHOWN, hours_of, note_surges
from pledges.mail.addresses import domain_key
from pledges.models import Petition, Supporter, Surge
from tests.pledges.people import a_petition, a_signature, a_supporter

HOUR = datetime.timedelta(hours=1)


NOW = datetime.datetime(2026, 6, 1, 12, 20, tzinfo=datetime.UTC)


pytestmark = pytest.mark.django_db


def gave(petition: Petition, number: int, at: datetime.datetime, **values: object) -> None:
    """Let so many sign at once from one domain."""
    for _number in range(number):
        who: Supporter = a_supporter()
        Supporter.objects.filter(pk=who.pk).update(domain_key=domain_key("flood.example"))
        a_signature(petition, who, signed_at=at, **values)


def questions(*, now: datetime.datetime) -> int:
    """Judge, and return how often the signatures of a week were asked for."""
    with CaptureQueriesContext(connection) as queries:
        note_surges(now=now)
    return sum("domain_key = ANY" in query["sql"] for query in queries)


def noted() -> list[tuple[str, bytes, int]]:
    rows = Surge.objects.order_by("kind").values_list("kind", "key", "count")
    return [(kind, bytes(key), number) for kind, key, number in rows]


class TestNoteSurges:
    def test_notes_a_domain_that_gives_many_times_its_usual_number(self, petition):
        gave(petition, FEWEST, NOW - HOUR)
        assert note_surges(now=NOW) == 1
        assert noted() == [("domain", domain_key("flood.example"), FEWEST)]
        assert Surge.objects.get().hour == NOW.replace(minute=0) - HOUR

    def test_leaves_a_domain_alone_that_always_gives_many(self, petition):
        gave(petition, FEWEST, NOW - HOUR)
        # 7 days of 6.1 an hour: five times that is more than FEWEST.
        for day in range(1, 8):
            at = NOW - 2 * HOUR - datetime.timedelta(days=day)
            gave(petition, 147, at, state="pending")
        assert note_surges(now=NOW) == 0

    def test_asks_once_a_day_what_is_usual_for_a_domain(self, petition):
        asked = []
        for hours in (0, 1, 24):
            gave(petition, FEWEST, NOW + hours * HOUR)
            asked += [questions(now=NOW + hours * HOUR) for _time in range(2)]
        assert asked == [1, 0, 0, 0, 1, 0]

    def test_measures_a_long_flood_by_the_days_before_it(self, petition):
        for hours in range(1, 10):
            gave(petition, FEWEST, NOW - hours * HOUR)
        assert note_surges(now=NOW) == 1
        assert Surge.objects.get().usual_count == 0

    def test_needs_thirty_in_an_hour(self, petition):
        gave(petition, FEWEST - 1, NOW)
        gave(petition, 5, NOW - HOUR)
        assert note_surges(now=NOW) == 0

    def test_counts_each_petition_by_itself(self, petition):
        for each in (petition, a_petition()):
            gave(each, FEWEST // 2, NOW)
        assert note_surges(now=NOW) == 0

    def test_notes_a_network_whatever_is_usual(self, petition):
        for number in range(FEWEST):
            who = a_supporter(f"s{number}@d{number}.example")
            a_signature(petition, who, signed_at=NOW, block_hash=b"\xab" * 32)
        assert note_surges(now=NOW) == 1
        assert noted() == [("block", b"\xab" * 32, FEWEST)]
        assert Surge.objects.get().which == "abababab"

    def test_looks_again_and_keeps_one_row_an_hour(self, petition):
        gave(petition, FEWEST, NOW - HOUR)
        note_surges(now=NOW)
        gave(petition, 3, NOW - HOUR)
        note_surges(now=NOW)
        assert noted() == [("domain", domain_key("flood.example"), FEWEST + 3)]

    def test_leaves_hours_alone_that_were_judged_before(self, petition):
        gave(petition, FEWEST, NOW - 2 * HOUR)
        assert note_surges(now=NOW) == 0


class TestHours:
    def test_tell_what_became_of_each_hour(self, petition):
        a_signature(petition, signed_at=NOW)
        a_signature(petition, signed_at=NOW, state="pending")
        a_signature(petition, signed_at=NOW - HOUR, state="quarantined", quarantine="honeypot")
        a_signature(petition, signed_at=NOW - HOURS_SHOWN * HOUR)
        a_signature(a_petition(), signed_at=NOW)
        current, last, *others = hours_of(petition, now=NOW)
        assert (current.signed, current.confirmed, current.quarantined) == (2, 1, 0)
        assert (last.signed, last.confirmed, last.quarantined) == (1, 0, 1)
        assert len(others) == HOURS_SHOWN - 2
        assert not any(hour.signed for hour in others)
