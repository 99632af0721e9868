import datetime

from candidates.calling_hours import (
    CLOSES,
    OPENS,
    ZONES,
    local_time,
    may_be_called,
    opens_at,
    places_to_call,
    zones_of,
)
from candidates.models.places import all_jurisdictions


def at(hour: int, minute: int = 0, *, month: int = 7) -> datetime.datetime:
    """Return a moment in UTC."""
    return datetime.datetime(2026, month, 14, hour, minute, tzinfo=datetime.UTC)


class TestZones:
    def test_cover_every_state_and_territory(self):
        assert ZONES.keys() == all_jurisdictions().keys()


class TestMayBeCalled:
    def test_is_from_nine_to_eight_where_they_are(self):
        assert not may_be_called("MI", at(12, 59))  # 8:59 a.m. Eastern
        assert may_be_called("NY", at(13))
        assert not may_be_called("CA", at(13))
        assert may_be_called("CA", at(16))
        assert may_be_called("NY", at(23, 59))
        assert not may_be_called("NY", at(0))  # 8 p.m. the day before
        assert may_be_called("HI", at(5))  # 7 p.m. the day before
        assert may_be_called("GU", at(23))  # 9 a.m. the next day

    def test_keeps_to_both_zones_of_a_state(self):
        assert not may_be_called("FL", at(13))  # 8 a.m. in Pensacola
        assert may_be_called("FL", at(14))
        assert not may_be_called("FL", at(0, 30))  # 8:30 p.m. in Miami
        assert not may_be_called("TX", at(14, 59))  # 8:59 a.m. in El Paso
        assert not may_be_called("OR", at(2, 30))  # 8:30 p.m. in Ontario, Oregon

    def test_follows_daylight_saving_time(self):
        assert not may_be_called("NY", at(13, month=1))
        assert may_be_called("NY", at(14, month=1))
        assert may_be_called("AZ", at(16, month=7)) == may_be_called("AZ", at(16, month=1))


class TestPlacesToCall:
    def test_names_places_where_it_is_daytime(self):
        assert places_to_call(at(13)) == [code for code in ZONES if may_be_called(code, at(13))]
        assert {"NY", "PR"} <= {*places_to_call(at(13))}
        assert "GU" not in places_to_call(at(13))


class TestOpensAt:
    def test_is_the_first_minute_that_suits_all_of_a_place(self, subtests):
        for code in ZONES:
            for hour in range(0, 24, 3):
                now = at(hour, 30)
                with subtests.test(code, hour=hour):
                    opens = opens_at(code, now)
                    assert may_be_called(code, opens)
                    minute = datetime.timedelta(minutes=1)
                    assert opens == now or not may_be_called(code, opens - minute)
                    assert opens - now < datetime.timedelta(days=1)

    def test_tells_the_time_there(self):
        assert local_time("CA", at(16)).time() == OPENS
        assert local_time("AS", at(7)).time() == CLOSES
        assert len(zones_of("KY")) == 2
