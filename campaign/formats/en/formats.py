"""Dates as “Nov. 3, 2026”, times as “10:11 p.m. Eastern”: every time on the site says its zone.

Django's own English formats, with the zone added. TIME_ZONE is America/New_York.
"""

DATE_FORMAT = "N j, Y"
MONTH_DAY_FORMAT = "N j"
TIME_FORMAT = r"P \E\a\s\t\e\r\n"
DATETIME_FORMAT = rf"{DATE_FORMAT}, {TIME_FORMAT}"
