import datetime

import pytest

from candidates.models import Candidacy, Cycle, Stage
from candidates.nights import Night, missing_results
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


class TestMissingResults:
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
        assert not missing_results(on=DAY).exists()
        assert list(missing_results(on=DAY + datetime.timedelta(days=1))) == [missing]
        decided.results.update(retracted_at="2026-08-05T12:00Z", retraction_reason="Wrong.")
        assert missing_results(on=DAY + datetime.timedelta(days=1)).count() == 2
        Cycle.objects.update(pinned_on=DAY)
        assert not missing_results(on=DAY + datetime.timedelta(days=1)).exists()

    def test_expects_the_results_of_each_large_party_where_each_has_its_own(self):
        def missing() -> bool:
            return missing_results(on=DAY + datetime.timedelta(days=1)).exists()

        stage = StageFactory.create()
        ada = run("Ada Quartz", race=stage.race, party_code="DEM")
        ash = run("Ash Stone", race=stage.race, party_code="REP")
        run("Elm Stone", race=stage.race, party_code="LIB")
        run("Oak Stone", race=stage.race, party_code="IND")
        record_results(stage, {ada: "unopposed"})
        assert missing()
        Stage.objects.update(party="DEM")
        assert not missing()
        Stage.objects.update(party=None, kind="top_two")
        assert not missing()
        Stage.objects.update(kind="primary")
        Candidacy.objects.filter(pk=ash.pk).update(outcome="withdrew")
        assert not missing()
        Candidacy.objects.filter(pk=ash.pk).update(outcome="active")
        record_results(stage, {ash: "lost"})
        assert not missing()
        stage.results.filter(candidacy=ash).update(
            retracted_at="2026-08-05T12:00Z", retraction_reason="Wrong."
        )
        assert missing()

    def test_expects_a_runoff_only_of_those_who_were_sent_to_it(self):
        def missing() -> list[str]:
            found = missing_results(on=DAY + datetime.timedelta(days=200))
            return list(found.chronological().values_list("kind", flat=True))

        stage = StageFactory.create()
        rows = [
            run(name, race=stage.race, party_code=party)
            for name, party in (
                ("Ada Quartz", "DEM"),
                ("Ben Flint", "DEM"),
                ("Ash Stone", "REP"),
                ("Elm Stone", "REP"),
            )
        ]
        runoff, general, last = (
            StageFactory.create(race=stage.race, kind=kind, held_on=day)
            for kind, day in (
                ("primary_runoff", "2026-09-01"),
                ("general", "2026-11-03"),
                ("general_runoff", "2026-12-01"),
            )
        )
        record_results(
            stage,
            {rows[0]: "advanced", rows[1]: "lost", rows[2]: "to_runoff", rows[3]: "to_runoff"},
        )
        assert missing() == ["primary_runoff", "general"]
        record_results(runoff, {rows[2]: "won", rows[3]: "lost"})
        assert missing() == ["general"]
        record_results(general, {rows[0]: "to_runoff", rows[2]: "to_runoff"})
        assert missing() == ["general_runoff"]
        record_results(last, {rows[0]: "won"})
        assert missing() == []
