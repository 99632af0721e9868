import datetime

import pytest
import time_machine

from candidates.models import Candidacy
from candidates.models.choices import Outcome
from candidates.statistics import (
    Listing,
    Tally,
    campaign_groups,
    listing,
    record_figures,
    tallies_of_seats,
    tally_of,
)
from tests.factories import (
    SOURCE,
    CycleFactory,
    RaceFactory,
    StageFactory,
    publish_answer,
    record_results,
    run,
    state,
)

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 5, 1)
ELECTION_DAY, DAY_AFTER = "2026-11-03T12:00:00Z", "2026-11-04T12:00:00Z"


@pytest.fixture
def record() -> list[Candidacy]:
    """Six runs in Michigan and Ohio: three signed, one refused, two without an answer."""
    senate = RaceFactory.create(senate=True, jurisdiction=state("MI"))
    ohio = RaceFactory.create(jurisdiction=state("OH"), district="01")
    runs = [run(), run(), run(race=senate), run(race=ohio), run(), run(race=ohio)]
    for candidacy, kind in zip(runs, ["signed", "signed", "signed", "refused"], strict=False):
        publish_answer(candidacy, kind)
    record_results(StageFactory.create(race=runs[0].race), {runs[0]: "lost", runs[1]: "won"})
    return runs


class TestRecordFigures:
    def test_counts_people_by_answer(self, record):
        figures = record_figures(record[0].race.cycle)
        assert (figures.signed, figures.refused, figures.pending) == (3, 1, 2)
        assert figures.tracked == 6

    def test_tells_who_signed_with_changes_from_who_gave_no_answer(self, record):
        publish_answer(record[4], "signed_with_changes")
        total = record_figures(record[0].race.cycle)
        assert (total.pending, total.signed_with_changes, total.no_answer) == (2, 1, 1)

    def test_sorts_the_signers_by_outcome(self, record):
        outcomes = record_figures(record[0].race.cycle).outcomes
        assert {name: count for name, count in outcomes.items() if count} == {
            Outcome.ACTIVE: 1,
            Outcome.WON_PRIMARY: 1,
            Outcome.LOST_PRIMARY: 1,
        }
        assert set(outcomes) == set(Outcome.values)

    @time_machine.travel(ELECTION_DAY)
    def test_adds_up_by_state_and_by_chamber(self, record):
        figures = record_figures(record[0].race.cycle)
        assert figures.by_state["MI"] == Tally(signed=3, pending=1, running=3, signed_running=2)
        assert figures.by_state["OH"] == Tally(refused=1, pending=1, running=2)
        assert len(figures.by_state) == 56
        assert figures.by_chamber == {
            "H": Tally(signed=2, refused=1, pending=2, running=4, signed_running=1),
            "S": Tally(signed=1, running=1, signed_running=1),
        }
        for parts in (figures.by_state, figures.by_chamber):
            assert sum(tally.tracked for tally in parts.values()) == figures.tracked

    def test_says_where_people_stand_in_their_races(self, record):
        """The first of the signers lost the primary; the second is elected on a day in November."""
        lost, winner, _signer, refuser, silent, _loser = record
        cycle = lost.race.cycle
        with time_machine.travel(ELECTION_DAY):
            assert record_figures(cycle).phase == "campaigning"
        with time_machine.travel(DAY_AFTER):
            cycle.pinned_on = datetime.date(2026, 10, 1)
            assert record_figures(cycle).phase == "campaigning"
            cycle.pinned_on = None
            figures = record_figures(cycle)
            assert (figures.phase, figures.waiting, figures.signed_waiting) == ("waiting", 5, 2)
            assert figures.standings["waiting"] == 2
            assert figures.outcomes["active"] == figures.outcomes["won_primary"] == 1
            for outcomes in ({winner: "won", silent: "lost"}, {refuser: "won"}):
                race = next(iter(outcomes)).race
                record_results(StageFactory.create(race=race, kind="general"), outcomes)
            figures = record_figures(cycle)
        assert (figures.phase, figures.elected, figures.defeated) == ("afterwards", 2, 1)
        assert (figures.signed_elected, figures.refused_elected) == (1, 1)
        assert (figures.waiting, figures.signed_waiting) == (2, 1)
        for by_code in (figures.standings, figures.outcomes):
            assert sum(by_code.values()) == figures.signed == 3

    def test_counts_the_states_that_have_a_signer(self, record):
        assert record_figures(record[0].race.cycle).states == 1

    def test_keeps_cycles_apart(self, record):
        assert record_figures(CycleFactory.create(year=2028)).tracked == 0

    def test_is_zero_on_an_empty_site(self, db):
        assert record_figures(None).tracked == 0

    def test_needs_one_query(self, record, django_assert_num_queries):
        cycle = record[0].race.cycle
        with django_assert_num_queries(1):
            record_figures(cycle)


class TestTalliesOfSeats:
    @time_machine.travel(ELECTION_DAY)
    def test_add_up_to_the_state(self, record, django_assert_num_queries):
        publish_answer(record[4], "signed_with_changes")
        michigan, cycle = state("MI"), record[0].race.cycle
        with django_assert_num_queries(1):
            tallies = tallies_of_seats(campaign_groups(cycle, place=michigan))
        assert tallies == {
            ("H", "11"): Tally(
                signed=2, pending=1, signed_with_changes=1, running=2, signed_running=1
            ),
            ("S", "00"): Tally(signed=1, running=1, signed_running=1),
        }
        assert sum(tallies.values(), Tally()) == record_figures(cycle).by_state["MI"]


class TestCampaignGroups:
    def test_are_as_many_however_many_campaigns_a_race_has(self, record):
        cycle, race = record[0].race.cycle, record[0].race
        groups = campaign_groups(cycle)
        for _number in range(5):
            run(race=race)
        grown = campaign_groups(cycle)
        assert len(grown) == len(groups)
        assert (
            sum(group.campaigns for group in grown) == sum(group.campaigns for group in groups) + 5
        )

    def test_say_who_left_died_or_ran_in_a_canceled_race(self):
        canceled = run(race=RaceFactory.create(district="07")).race
        RaceFactory.create(district="07", kind="special", replaces=canceled)
        withdrew, dead = run(), run(person__died_on=DAY, person__died_source_url=SOURCE)
        Candidacy.objects.filter(pk=withdrew.pk).update(outcome="withdrew")
        assert {group.is_present for group in campaign_groups(dead.race.cycle)} == {False}
        run()
        present = [group for group in campaign_groups(dead.race.cycle) if group.is_present]
        assert [group.campaigns for group in present] == [1]

    def test_leave_out_duplicates_and_say_whose_campaign_counts(self, record):
        signer = record[0]
        run(person=signer.person, race=signer.race, duplicate_of=signer, is_current=False)
        other = RaceFactory.create(district="12")
        run(person=signer.person, race=other, is_current=False)
        groups = campaign_groups(signer.race.cycle)
        assert sum(group.campaigns for group in groups) == len(record) + 1
        assert [group.race_id for group in groups if not group.is_current] == [other.pk]


class TestTallyOf:
    def test_counts_the_people_among_some_campaigns(self, record, django_assert_num_queries):
        publish_answer(record[4], "signed_with_changes")
        campaigns = list(Candidacy.objects.with_row("is_current"))
        with django_assert_num_queries(0):
            tally = tally_of(campaigns, DAY)
        assert tally == Tally(
            signed=3, refused=1, pending=2, signed_with_changes=1, running=5, signed_running=2
        )

    def test_counts_somebody_in_two_races_by_the_one_that_counts(self, record):
        signer = record[0]
        other = run(person=signer.person, race=RaceFactory.create(kind="special"), is_current=False)
        for campaigns in ([signer, other], [other, signer]):
            assert tally_of(campaigns, DAY) == Tally(signed=1)


class TestListing:
    def test_says_what_the_tracker_lists(self, record, django_assert_num_queries):
        duplicate = run(party_code="GRE")
        Candidacy.objects.filter(pk=duplicate.pk).update(duplicate_of=record[0], is_current=False)
        cycle = record[0].race.cycle
        with django_assert_num_queries(1):
            found = listing(cycle)
        assert (found.count(), found.parties) == (6, {"DEM"})
        newest = Candidacy.objects.latest("updated_at").updated_at
        assert found.as_of == newest

    def test_counts_campaigns_of_a_kind(self, record):
        found = listing(record[0].race.cycle)
        listed = Candidacy.objects.listed()
        for status in ("signed", "refused", "pending"):
            assert found.count(status=status) == listed.filter(status=status).count() > 0
        assert found.count(status="signed", chamber="H", party="REP") == 0

    def test_is_empty_for_an_empty_record(self):
        assert listing(None) == listing(CycleFactory.create()) == Listing({}, None)
