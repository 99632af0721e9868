"""Which days count toward the time to reply."""

import datetime

from django.utils import timezone

from candidates.working_days import end_of_working_days, federal_holidays, is_working_day

HOLIDAYS_2026 = "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25"


def noon(month: int, day: int, year: int = 2026) -> datetime.datetime:
    return datetime.datetime(year, month, day, 12, tzinfo=timezone.get_default_timezone())


class TestWorkingDays:
    def test_leave_out_weekends_and_federal_holidays(self):
        assert [f"{day:%m-%d}" for day in sorted(federal_holidays(2026))] == HOLIDAYS_2026.split()
        assert not is_working_day(datetime.date(2027, 12, 31))  # New Year's Day is a Saturday.
        assert not is_working_day(datetime.date(2028, 7, 1))
        assert is_working_day(datetime.date(2028, 7, 3))

    def test_end_at_midnight_eastern_after_the_last_one(self):
        for start, days, end in (
            (noon(3, 2), 5, "2026-03-10T00:00:00-04:00"),  # Monday, clocks change between
            (noon(11, 20), 5, "2026-12-01T00:00:00-05:00"),  # Friday before Thanksgiving
            (noon(12, 31), 1, "2027-01-05T00:00:00-05:00"),
            (noon(3, 7), 1, "2026-03-10T00:00:00-04:00"),  # a Saturday
        ):
            assert timezone.localtime(end_of_working_days(start, days)).isoformat() == end
