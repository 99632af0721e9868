"""The seats and elections of a cycle, as far as law and the dates that we ship tell them.

`data/calendar_<year>.csv` holds what the states chose for one year: primary dates and kinds,
runoffs, special elections for the Senate. The files of past years have these special elections
only (source: https://www.senate.gov/senators/Class_I.htm and the pages of the other classes).
Dates: the FEC's list of congressional primaries (`DATES_SOURCE_URL`) with later changes by the
states, as known in July 2026; organizers correct them in the admin. A cell is empty, and a district
listed as undated, where no date is certain.
"""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from candidates import data
from candidates.models import Cycle, Jurisdiction, Race, Stage
from candidates.models.places import senate_class_in

DATES_SOURCE_URL = (
    "https://www.fec.gov/help-candidates-and-committees/dates-and-deadlines/2026-reporting-dates/"
    "electioneering-communications-periods-congressional-primaries-2026"
)
# The elections that use the apportionment of 2020, which is the one of `data/jurisdictions.csv`.
FIRST_YEAR, LAST_YEAR = 2022, 2030
NO_ELECTION_YEAR = _(
    "Enter an even year from 2022 to 2030. We don’t know the House seats for other years."
)


@dataclass(frozen=True)
class StateCalendar:
    """What one state chose for one year; days are None where unknown or not held."""

    special_senate_class: int | None = None
    primary_kind: str = ""
    primary_on: datetime.date | None = None
    primary_runoff_on: datetime.date | None = None
    general_runoff_on: datetime.date | None = None
    undated_house_districts: frozenset[str] = frozenset()


def state_calendars(year: int) -> dict[str, StateCalendar]:
    """Return the calendar of each state that has one in `year`, by postal code."""
    name = f"calendar_{year}.csv"
    if not (data.FOLDER / name).exists():
        return {}

    def day(text: str) -> datetime.date | None:
        return datetime.date.fromisoformat(text) if text else None

    return {
        row["code"]: StateCalendar(
            special_senate_class=int(row["senate_special_class"] or 0) or None,
            primary_kind=row["primary_kind"],
            primary_on=day(row["primary_on"]),
            primary_runoff_on=day(row["primary_runoff_on"]),
            general_runoff_on=day(row["general_runoff_on"]),
            undated_house_districts=frozenset(row["undated_house_districts"].split()),
        )
        for row in data.rows(name)
    }


def is_election_year(year: int) -> bool:
    """Say whether a cycle may be opened for `year`: even, with the House seats that we know."""
    return year % 2 == 0 and FIRST_YEAR <= year <= LAST_YEAR


def general_election_day(year: int) -> datetime.date:
    """Return the Tuesday after the first Monday in November: 2 U.S.C. § 7."""
    first = datetime.date(year, 11, 1)
    return first + datetime.timedelta(days=(-first.weekday()) % 7 + 1)


def open_cycle(year: int) -> Cycle:
    """Make the cycle of `year` with its races and the elections we know about, and return it.

    A cycle that exists gets what it lacks; a race or election that an organizer changed stays as
    it is. Raises ValueError for an odd year, in which no Congress is elected.
    """
    if year % 2:
        raise ValueError(f"Congress is elected in even years; {year} is odd.")
    with transaction.atomic():
        cycle, _created = Cycle.objects.get_or_create(
            year=year, defaults={"general_election_on": general_election_day(year)}
        )
        # Held until the end, so that a second opening of the cycle waits for this one.
        Cycle.objects.select_for_update().get(pk=cycle.pk)
        calendars = state_calendars(year)
        races = [
            race
            for jurisdiction in Jurisdiction.objects.order_by("code")
            for race in races_of(jurisdiction, cycle, calendars.get(jurisdiction.code))
        ]
        Race.objects.bulk_create(races, ignore_conflicts=True)
        bare = Race.objects.in_cycle(cycle).filter(stages=None).select_related("cycle")
        Stage.objects.bulk_create(
            stage
            for race in bare
            for stage in stages_of(race, calendars.get(race.jurisdiction_id, StateCalendar()))
        )
    return cycle


def races_of(
    jurisdiction: Jurisdiction, cycle: Cycle, calendar: StateCalendar | None
) -> list[Race]:
    common = {
        "cycle": cycle,
        "jurisdiction": jurisdiction,
        "election_on": cycle.general_election_on,
    }
    senate = {"chamber": Race.Chamber.SENATE, "title": Race.Title.SENATOR}
    races = []
    if jurisdiction.has_regular_senate_race_in(cycle.year):
        races.append(Race(**common, **senate, senate_class=senate_class_in(cycle.year)))
    if calendar and calendar.special_senate_class:
        special = {"senate_class": calendar.special_senate_class, "kind": Race.Kind.SPECIAL}
        races.append(Race(**common, **senate, **special))
    title = house_title(jurisdiction)
    races += [
        Race(
            **common,
            chamber=Race.Chamber.HOUSE,
            district=district,
            title=title,
            voting=title == Race.Title.REPRESENTATIVE,
        )
        for district in jurisdiction.house_districts_in(cycle.year)
    ]
    return races


def house_title(jurisdiction: Jurisdiction) -> Race.Title:
    if jurisdiction.is_state:
        return Race.Title.REPRESENTATIVE
    if jurisdiction.code == "PR":
        return Race.Title.RESIDENT_COMMISSIONER
    return Race.Title.DELEGATE


def stages_of(race: Race, calendar: StateCalendar) -> list[Stage]:
    stages = []

    def add(kind: str, day: datetime.date | None, advances: int = 1) -> None:
        if day:
            about = {"held_on": day, "advances": advances, "source_url": DATES_SOURCE_URL}
            stages.append(Stage(race=race, kind=kind, **about))

    is_undated = (
        race.chamber == Race.Chamber.HOUSE and race.district in calendar.undated_house_districts
    )
    if not is_undated:
        advances = {"top_two": 2, "top_four": 4}.get(calendar.primary_kind, 1)
        add(calendar.primary_kind, calendar.primary_on, advances)
        add(Stage.Kind.PRIMARY_RUNOFF, calendar.primary_runoff_on)
    add(Stage.Kind.SPECIAL if race.is_special else Stage.Kind.GENERAL, race.election_on)
    add(Stage.Kind.GENERAL_RUNOFF, calendar.general_runoff_on)
    return stages
