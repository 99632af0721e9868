import datetime

from django.test import Client

from candidates.ledger.refresh import differences
from candidates.models import Candidacy, Race, Stage
from tests.candidates.admin.pages import add_to, fields_in, page_of
from tests.factories import (
    SOURCE,
    StageFactory,
    record_results,
    run,
)


class TestStageForm:
    def posted(self, client: Client, stage: Stage) -> dict:
        return fields_in(client.get(page_of(stage)))

    def test_a_new_day_can_change_which_election_was_the_last(self, admin_client: Client):
        candidacy = run()
        primary = StageFactory.create(race=candidacy.race)
        runoff = StageFactory.create(
            race=candidacy.race, kind="primary_runoff", held_on="2026-09-01"
        )
        record_results(primary, {candidacy: "lost"})
        record_results(runoff, {candidacy: "to_runoff"})
        assert candidacy.outcome == "active"
        posted = self.posted(admin_client, runoff)
        response = admin_client.post(page_of(runoff), {**posted, "held_on": "2026-07-01"})
        assert response.status_code == 302
        candidacy.refresh_from_db()
        assert candidacy.outcome == "lost_primary"
        assert not list(differences(Candidacy.objects.all()))

    def test_a_runoff_that_is_added_decides_for_those_sent_to_it(self, admin_client: Client):
        general = StageFactory.create(kind="general", held_on=datetime.date(2026, 11, 3))
        candidacy = run(race=general.race)
        record_results(general, {candidacy: "to_runoff"})
        form = fields_in(admin_client.get("/admin/candidates/stage/add/"))
        runoff = {
            "race": str(general.race_id),
            "kind": "general_runoff",
            "held_on": "2026-12-01",
            "source_url": SOURCE,
        }
        assert admin_client.post("/admin/candidates/stage/add/", form | runoff).status_code == 302
        candidacy.refresh_from_db()
        assert candidacy.decided_on == datetime.date(2026, 12, 1)

    def test_the_race_follows_its_general_election(self, admin_client: Client):
        general = StageFactory.create(kind="general", held_on=datetime.date(2026, 11, 3))
        form = fields_in(admin_client.get(page_of(general)))
        moved = form | {"held_on": "2026-11-10"}
        assert admin_client.post(page_of(general), moved).status_code == 302
        race = Race.objects.get()
        assert race.election_on == datetime.date(2026, 11, 10)
        assert "election_on" not in fields_in(admin_client.get(page_of(race)))

    def test_declares_nothing_void(self, admin_client: Client):
        stage = StageFactory.create()
        posted = self.posted(admin_client, stage)
        assert admin_client.post(page_of(stage), {**posted, "status": "void"}).status_code == 422

    def test_an_empty_party_stands_for_all(self, admin_client: Client):
        stage = StageFactory.create()
        posted = self.posted(admin_client, stage)
        admin_client.post(page_of(stage), {**posted, "party": " dem "})
        stage.refresh_from_db()
        assert stage.party == "DEM"
        posted = self.posted(admin_client, stage)
        admin_client.post(page_of(stage), {**posted, "party": ""})
        stage.refresh_from_db()
        assert stage.party is None

    def test_says_that_an_election_is_there_already(self, admin_client: Client):
        stage = StageFactory.create()
        response = admin_client.post(
            add_to("stage"),
            {
                "race": stage.race_id,
                "kind": "primary",
                "held_on": "2026-08-05",
                "advances": "1",
                "status": "scheduled",
                "source_url": "https://example.org",
            },
        )
        assert response.status_code == 422
        assert "declare the first one void" in response.context["adminform"].form.errors["kind"][0]
