from candidates import ledger
from candidates.admin.night_sheet import elections_of
from candidates.models import Stage
from candidates.nights import Night
from tests.candidates.admin.nights import NIGHT, outcomes, save, typed
from tests.factories import SOURCE, RaceFactory, StageFactory, record_results, run


class TestElections:
    def test_sends_two_to_a_runoff_whose_night_asks_about_them_alone(self, admin_client, stages):
        race = stages[0].race
        StageFactory.create(race=race, party="DEM", kind="primary_runoff", held_on="2026-09-01")
        runoff = NIGHT.replace("08-04", "09-01")
        assert len(admin_client.get(runoff).context["elections"][0].contests[0].lines) == 3
        data = typed((stages[0], 0, "to_runoff"), (stages[0], 1, "to_runoff"))
        assert save(admin_client, data).status_code == 302
        assert outcomes(stages[0]) == ["active", "active", "lost_primary"]
        (election,) = admin_client.get(runoff).context["elections"]
        asked = [line.candidacy.person.full_name for line in election.contests[0].lines]
        assert asked == ["Ada 11", "Mica 11"]
        assert [line.candidacy.person.full_name for line in election.guests] == ["Onyx 11"]

    def test_asks_about_those_whom_the_general_election_sent_to_its_runoff(self, organizer):
        stage = StageFactory.create()
        ada, ben, ash = (
            run(name, race=stage.race) for name in ("Ada Quartz", "Ben Flint", "Ash Stone")
        )
        general, runoff = (
            StageFactory.create(race=stage.race, kind=kind, held_on=day)
            for kind, day in (("general", "2026-11-03"), ("general_runoff", "2026-12-01"))
        )
        record_results(stage, {ada: "to_runoff", ben: "to_runoff"})
        record_results(general, {ada: "to_runoff", ash: "to_runoff"})
        (election,) = elections_of(Night.of(runoff), organizer)
        assert [line.candidacy for line in election.contests[0].lines] == [ada, ash]

    def test_asks_each_party_in_a_primary_of_all(self, admin_client, stages):
        Stage.objects.filter(pk=stages[0].pk).update(party=None)
        guest = run("Ash Stone", race=stages[0].race, party_code="REP")
        election = admin_client.get(NIGHT).context["elections"][0]
        assert [contest.label for contest in election.contests] == ["Democratic", "Republican"]
        data = typed((stages[0], 0, "advanced"))
        data[f"outcome_{stages[0].pk}_{guest.pk}"] = "unopposed"
        assert save(admin_client, data).status_code == 302
        guest.refresh_from_db()
        assert guest.outcome == "won_primary"

    def test_asks_about_the_field_and_lists_the_rest_of_the_race_apart(self, organizer):
        stage = StageFactory.create(party="DEM")
        own = run("Ada Quartz", race=stage.race)
        fused = run("Elm Stone", race=stage.race, party_code="WFP", other_party_codes=["DEM"])
        guest = run("Ash Stone", race=stage.race, party_code="REP")
        switched = run("Oak Stone", race=stage.race)
        senate = RaceFactory.create(senate=True)
        now = switched.updated_at
        ledger.runs.switch_race(switched, senate, on="2026-01-01", source_url=SOURCE, now=now)
        (election,) = elections_of(Night.of(stage), organizer)
        (contest,) = election.contests
        assert [line.candidacy for line in contest.lines] == [own, fused]
        assert [line.candidacy for line in election.guests] == [guest]
