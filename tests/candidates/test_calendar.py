"""Which seats there are, who votes, and what counts as a state."""

import datetime

import pytest
from django.db import IntegrityError

from candidates.calendar import open_cycle
from candidates.models import Cycle, Jurisdiction, Race, Stage
from candidates.statistics import record_figures
from tests.factories import (
    CycleFactory,
    RaceFactory,
    publish_answer,
    run,
    state,
)

pytestmark = pytest.mark.django_db
ELECTION_DAY = datetime.date(2026, 11, 3)


class TestSeats:
    @pytest.fixture
    def cycle(self) -> Cycle:
        return open_cycle(2026)

    def test_there_are_470_that_vote_and_five_delegates(self, cycle):
        assert Race.objects.filter(voting=True).count() == 470
        assert Race.objects.filter(voting=True, chamber="H").count() == 435
        delegates = Race.objects.filter(voting=False)
        assert {race.jurisdiction_id for race in delegates} == {"AS", "DC", "GU", "MP", "VI"}
        assert {race.title for race in delegates} == {"delegate"}

    def test_at_large_districts_are_00(self, cycle):
        at_large = Race.objects.filter(chamber="H", district="00", voting=True)
        assert {race.jurisdiction_id for race in at_large} == {"AK", "DE", "ND", "SD", "VT", "WY"}

    def test_puerto_rico_is_on_the_ballot_every_four_years(self, cycle):
        assert not Race.objects.filter(jurisdiction="PR").exists()
        open_cycle(2028)
        race = Race.objects.get(jurisdiction="PR")
        assert (race.title, race.voting) == ("resident_commissioner", False)

    def test_the_senate_elects_33_regularly_and_two_in_special_elections(self, cycle):
        senate = Race.objects.filter(chamber="S")
        assert senate.filter(kind="regular", senate_class=2).count() == 33
        special = senate.filter(kind="special")
        assert {(race.jurisdiction_id, race.senate_class) for race in special} == {
            ("FL", 3),
            ("OH", 3),
        }

    def test_the_method_belongs_to_the_race(self, cycle):
        def kinds(code: str, chamber: str) -> list[str]:
            race = Race.objects.filter(jurisdiction=code, chamber=chamber).first()
            return [stage.kind for stage in race.stages.order_by("held_on")]

        assert kinds("CA", "H") == ["top_two", "general"]
        assert kinds("AK", "S") == ["top_four", "general"]
        assert kinds("LA", "H") == ["general", "general_runoff"]
        assert kinds("GA", "S") == ["primary", "primary_runoff", "general", "general_runoff"]
        assert kinds("OH", "S") == ["primary", "special"]
        assert kinds("GU", "H") == ["general"]

    def test_opening_a_cycle_again_changes_nothing(self, cycle):
        before = (Race.objects.count(), Stage.objects.count())
        open_cycle(2026)
        assert (Race.objects.count(), Stage.objects.count()) == before

    def test_a_seat_has_one_race_even_where_columns_are_empty(self, cycle):
        race = Race.objects.get(jurisdiction="MI", district="11")
        race.pk = None
        with pytest.raises(IntegrityError, match="race_is_the_only_one_for_its_seat"):
            race.save(force_insert=True)

    def test_a_cancelled_race_may_be_replaced_once(self, cycle):
        cancelled = Race.objects.get(jurisdiction="MI", district="11")
        fields = {
            "cycle": cycle,
            "jurisdiction_id": "MI",
            "chamber": "H",
            "district": "11",
            "election_on": datetime.date(2026, 12, 8),
            "replaces": cancelled,
        }
        replacement = Race.objects.create(**fields)
        assert list(cancelled.jurisdiction.races.filter(replaced_by=None, district="11")) == [
            replacement
        ]
        with pytest.raises(IntegrityError, match="replaces"):
            Race.objects.create(**fields)


class TestStatesAndTerritories:
    def test_the_district_and_territories_are_counted_apart_from_states(self):
        for code in ("MI", "DC", "GU"):
            trait = {"delegate": True} if code != "MI" else {}
            candidacy = run(race=RaceFactory.create(jurisdiction=state(code), **trait))
            publish_answer(candidacy)
        figures = record_figures(CycleFactory.create())
        assert (figures.signed, figures.states, figures.districts_and_territories) == (3, 1, 2)

    def test_56_jurisdictions_are_seeded_with_435_seats(self):
        assert Jurisdiction.objects.count() == 56
        assert Jurisdiction.objects.filter(kind="state").count() == 50
        assert sum(place.house_seats for place in Jurisdiction.objects.all()) == 435
