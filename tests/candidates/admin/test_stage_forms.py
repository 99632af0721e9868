import pytest

from candidates import ledger
from candidates.admin.stage_forms import HoldAgainForm, ResultsForm, TakeBackForm, field_of
from candidates.models import Candidacy, Stage
from tests.factories import SOURCE, RaceFactory, StageFactory, record_results, run

pytestmark = pytest.mark.django_db


def filled(stage: Stage, chosen: dict[Candidacy, str], **others: str) -> ResultsForm:
    """Return the form for everyone in an election as somebody filled it in."""
    data = {f"outcome_{row.pk}": outcome for row, outcome in chosen.items()}
    data |= {"source_url": SOURCE, **others}
    return ResultsForm(data, stage=stage, candidacies=field_of(stage))


class TestFieldOf:
    def test_is_the_party_of_the_election_and_everybody_on_demand(self):
        stage = StageFactory.create(party="DEM")
        own = run("Ada Quartz", race=stage.race)
        fused = run("Elm Stone", race=stage.race, party_code="WFP", other_party_codes=["DEM"])
        guest = run("Ash Stone", race=stage.race, party_code="REP")
        switched = run("Oak Stone", race=stage.race)
        senate = RaceFactory.create(senate=True)
        now = switched.updated_at
        ledger.runs.switch_race(switched, senate, on="2026-01-01", source_url=SOURCE, now=now)
        assert set(field_of(stage)) == {own, fused}
        assert set(field_of(stage, everyone=True)) == {own, fused, guest}


class TestResultsForm:
    def test_takes_everyone_left_empty_for_lost_where_a_party_was_decided(self):
        stage = StageFactory.create()
        winner, loser = run(race=stage.race), run(race=stage.race)
        run(race=stage.race, party_code="REP")
        form = filled(stage, {winner: "won"}, others_lost="on")
        assert form.is_valid()
        assert form.outcomes(form.cleaned_data) == {winner: "won", loser: "lost"}

    def test_lets_as_many_advance_as_the_election_does(self):
        stage = StageFactory.create(kind="top_two", advances=2)
        field = [run(race=stage.race) for _ in range(3)]
        assert filled(stage, dict.fromkeys(field[:2], "advanced")).is_valid()
        form = filled(stage, dict.fromkeys(field, "advanced"))
        assert "at most 2 can" in str(form.errors)

    def test_counts_each_party_apart_in_a_primary_of_all(self):
        stage = StageFactory.create()
        first, second = run(race=stage.race), run(race=stage.race)
        other = run(race=stage.race, party_code="REP")
        assert filled(stage, {first: "advanced", other: "advanced"}).is_valid()
        record_results(stage, {first: "advanced"})
        assert not filled(stage, {second: "advanced"}).is_valid()


class TestTakeBackForm:
    def test_offers_results_that_count_by_name(self):
        stage = StageFactory.create()
        winner = run("Ada Quartz", race=stage.race)
        record_results(stage, {winner: "won"})
        offered = TakeBackForm(stage=stage).fields["results"]
        assert [label for _value, label in offered.choices] == ["Ada Quartz: won"]


class TestHoldAgainForm:
    def test_asks_for_a_day_after_the_void_election(self):
        void = StageFactory.create().held_on
        early = HoldAgainForm({"on": void, "source_url": SOURCE}, void=void)
        assert early.errors.as_data()["on"][0].code == "too_early"
