"""How people read a date and a time."""

import datetime

from django.utils.formats import date_format, time_format
from django.utils.timezone import localtime

MOMENT = datetime.datetime(2026, 11, 4, 3, 11, tzinfo=datetime.UTC)


class TestFormats:
    def test_write_dates_short_and_times_with_their_zone(self):
        shown = localtime(MOMENT)
        assert date_format(shown) == "Nov. 3, 2026"
        assert time_format(shown) == "10:11 p.m. Eastern"
        assert date_format(shown, "DATETIME_FORMAT") == "Nov. 3, 2026, 10:11 p.m. Eastern"
