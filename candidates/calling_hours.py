"""When a campaign may be called: 9 a.m. to 8 p.m. where it is.

Where a state has two time zones, both count: it's called from 9 a.m. in the western one to 8 p.m.
in the eastern one. Which zones are where: 49 C.F.R. part 71, and the IANA time zone database for
places that differ.
"""

import datetime
from functools import cache
from zoneinfo import ZoneInfo

OPENS, CLOSES = datetime.time(9), datetime.time(20)
EASTERN, CENTRAL = "America/New_York", "America/Chicago"
MOUNTAIN, PACIFIC = "America/Denver", "America/Los_Angeles"
# The main zone first; then another one, where a part of the state keeps another time.
PLACES = (
    ("CT DC DE GA MA MD ME NC NH NJ NY OH PA RI SC VA VT WV", (EASTERN,)),
    ("AL AR IA IL LA MN MO MS OK WI", (CENTRAL,)),
    ("CO MT NM UT WY", (MOUNTAIN,)),
    ("CA WA", (PACIFIC,)),
    ("FL IN KY MI", (EASTERN, CENTRAL)),
    ("TN", (CENTRAL, EASTERN)),
    ("KS ND NE SD TX", (CENTRAL, MOUNTAIN)),
    ("ID", (MOUNTAIN, PACIFIC)),
    ("NV OR", (PACIFIC, MOUNTAIN)),
    ("AZ", ("America/Phoenix", MOUNTAIN)),  # The Navajo Nation keeps daylight saving time.
    ("AK", ("America/Anchorage", "America/Adak")),
    ("HI", ("Pacific/Honolulu",)),
    ("PR", ("America/Puerto_Rico",)),
    ("VI", ("America/St_Thomas",)),
    ("GU", ("Pacific/Guam",)),
    ("MP", ("Pacific/Saipan",)),
    ("AS", ("Pacific/Pago_Pago",)),
)
ZONES = {code: zones for codes, zones in PLACES for code in codes.split()}


@cache
def zones_of(code: str) -> tuple[ZoneInfo, ...]:
    return tuple(map(ZoneInfo, ZONES[code]))


def may_be_called(code: str, now: datetime.datetime) -> bool:
    """Say whether it's a time for calls everywhere in a state, district or territory."""
    return all(OPENS <= now.astimezone(zone).time() < CLOSES for zone in zones_of(code))


def places_to_call(now: datetime.datetime) -> list[str]:
    """Return the codes of all places where it's a time for calls."""
    return [code for code in ZONES if may_be_called(code, now)]


def local_time(code: str, now: datetime.datetime) -> datetime.datetime:
    """Return the time in the main time zone of a place."""
    return now.astimezone(zones_of(code)[0])


def opens_at(code: str, now: datetime.datetime) -> datetime.datetime:
    """Return when a place may be called next: `now`, or the next time that it's 9 a.m. all over."""
    if may_be_called(code, now):
        return now
    mornings = [
        datetime.datetime.combine(now.astimezone(zone).date() + ahead, OPENS, zone)
        for zone in zones_of(code)
        for ahead in (datetime.timedelta(0), datetime.timedelta(days=1))
    ]
    return min(at for at in mornings if at > now and may_be_called(code, at))
