import datetime

import pytest

from candidates.models import Cycle, Stage
from candidates.nights import Night, without_results
from tests.factories import RaceFactory, StageFactory, record_results, run

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 8, 4)


class TestNight:
    def test_is_named_by_its_address(self):
        stage = StageFactory.create()
        night = Night.of(stage)
        assert night.key == "mi-2026-08-04"
        assert Night.at(night.key) == night
        assert str(night) == "Michigan, Aug. 4, 2026"
        assert list(night.stages()) == [stage]
        for key in ("xx-2026-08-04", "mi-2026-02-30", "MI-2026-08-04", "mi", ""):
            assert Night.at(key) is None


class TestWithoutResults:
    def test_finds_what_was_held_before_a_day_and_has_no_result(self):
        def held(district: str, **about: object) -> Stage:
            race = RaceFactory.create(district=district)
            run(race=race)
            return StageFactory.create(race=race, **about)

        missing, decided, _void, _later = (
            held("11"),
            held("12"),
            held("13", status="void"),
            held("14", held_on=DAY + datetime.timedelta(days=1)),
        )
        StageFactory.create(race=RaceFactory.create(district="01"))  # nobody runs
        record_results(decided, {decided.race.candidacies.get(): "advanced"})
        assert not without_results(on=DAY).exists()
        assert list(without_results(on=DAY + datetime.timedelta(days=1))) == [missing]
        decided.results.update(retracted_at="2026-08-05T12:00Z", retraction_reason="Wrong.")
        assert without_results(on=DAY + datetime.timedelta(days=1)).count() == 2
        Cycle.objects.update(pinned_on=DAY)
        assert not without_results(on=DAY + datetime.timedelta(days=1)).exists()
