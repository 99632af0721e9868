"""Which race of a cycle a line of the FEC's file means."""

import re

from django.utils.translation import gettext as _

from candidates.importers.fec.lines import Filing, Refusal, shown
from candidates.models import Cycle, Jurisdiction, Race

# How filers write the one seat of a state or territory that is a single district.
AT_LARGE_CODES = {"", "0", "00", "1", "01", "98", "99"}


class Seats:
    """The races of one cycle, found by state, chamber and district. Two queries."""

    def __init__(self, cycle: Cycle) -> None:
        self.year = cycle.year
        self.jurisdictions = Jurisdiction.objects.in_bulk()
        self.all_races = Race.objects.in_cycle(cycle).in_bulk()
        canceled = {race.replaces_id for race in self.all_races.values()}
        self.races: dict[tuple[str, str, str], list[Race]] = {}
        for race in sorted(self.all_races.values(), key=lambda race: race.is_special):
            if race.pk not in canceled:
                key = race.jurisdiction_id, race.chamber, race.district
                self.races.setdefault(key, []).append(race)

    def race_of(self, filing: Filing, *, now_in: int | None = None) -> Race | Refusal:
        """Return the race that `filing` is for, or why there is none.

        The file does not tell a special election from a regular one. Where both fill one seat on
        one day the regular one is meant. Otherwise the row stays in the race that it is `now_in`
        (an id), and a new one waits for an organizer.
        """
        place = self.jurisdictions.get(filing.state)
        key = (filing.state, filing.chamber, district_code(filing, place) if place else "")
        races = self.races.get(key, [])
        if place is None or not races:
            return Refusal(filing.number, filing.fec_id, self._why_no_race(filing, place))
        for race in races:
            if race.pk == now_in:
                return race
        if len({(race.senate_class, race.election_on) for race in races}) > 1:
            sentence = _(
                "%(place)s has both a special and a regular election here, and the file "
                "doesn’t say which this is for. Add the candidacy yourself with this FEC ID."
            )
            about = {"place": place.name}
            return Refusal(filing.number, filing.fec_id, sentence % about, needs_person=True)
        return races[0]

    def _why_no_race(self, filing: Filing, place: Jurisdiction | None) -> str:
        if place is None:
            return _("Unknown state: %(code)s.") % {"code": shown(filing.state)}
        district = district_code(filing, place)
        about = {"place": place.name, "year": self.year, "district": district}
        about["seats"] = place.house_seats
        if filing.chamber == Race.Chamber.SENATE:
            return _("%(place)s has no Senate race in %(year)d.") % about
        districts = place.house_districts_in(self.year)
        if not districts or district in districts:
            return _("%(place)s has no House race in %(year)d.") % about
        if not district:
            return _("It names no district. %(place)s has %(seats)d.") % about
        if not re.fullmatch(r"[0-9]{2}", district):
            return _("Unknown district: %(code)s.") % {"code": shown(district)}
        if district == Race.AT_LARGE:
            return _("It’s for an at-large seat, but %(place)s has %(seats)d districts.") % about
        return _("%(place)s has no district %(district)s.") % about


def district_code(filing: Filing, place: Jurisdiction) -> str:
    """Return the district of `filing` as races have it; what is no district stays as written."""
    is_one_seat = filing.chamber == Race.Chamber.SENATE or (
        place.is_at_large and filing.district in AT_LARGE_CODES
    )
    if is_one_seat:
        return Race.AT_LARGE
    is_number = re.fullmatch(r"[0-9]{1,2}", filing.district, re.ASCII)
    return filing.district.zfill(2) if is_number else filing.district
