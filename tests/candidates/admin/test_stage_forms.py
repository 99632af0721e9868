import pytest

from candidates.admin.stage_forms import HoldAgainForm, TakeBackForm
from tests.factories import SOURCE, StageFactory, record_results, run

pytestmark = pytest.mark.django_db


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
