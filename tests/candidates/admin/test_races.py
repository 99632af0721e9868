import datetime

import pytest
from django.test import Client
from django.utils import timezone

from candidates.ledger.refresh import differences, refresh_people
from candidates.models import Candidacy, Cycle, Race
from tests.candidates.admin.pages import add_to, fields_in, list_of, page_of
from tests.factories import (
    SOURCE,
    CycleFactory,
    PersonFactory,
    RaceFactory,
    StageFactory,
    record_results,
    run,
)


class TestNewCycle:
    def test_brings_its_races_and_elections(self, admin_client: Client):
        assert admin_client.post(add_to("cycle"), {"year": "2028"}).status_code == 302
        assert str(Cycle.objects.get().general_election_on) == "2028-11-07"
        assert Race.objects.filter(chamber="H", voting=True).count() == 435

    @pytest.mark.parametrize("year", ["2027", "0", "-2", "1988", "2102", "30000", "x"])
    def test_is_of_a_year_with_an_election(self, admin_client: Client, year):
        response = admin_client.post(add_to("cycle"), {"year": year})
        assert response.status_code == 422
        assert not Cycle.objects.exists()


class TestRaceForm:
    def test_fixes_the_seat_once_somebody_runs(self, admin_client: Client):
        race = RaceFactory.create()
        free = admin_client.get(page_of(race)).context["adminform"].form
        assert "district" in free.fields
        run(race=race)
        fixed = admin_client.get(page_of(race)).context["adminform"].form
        assert not {"cycle", "chamber", "district", "senate_class", "kind"} & set(fixed.fields)

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"chamber": "S"}, "district"),
            ({"voting": ""}, "title"),
            ({"term_ends_on": "2027-01-03"}, "term_ends_on"),
        ],
    )
    def test_says_what_cannot_be(self, admin_client: Client, changes, field):
        race = RaceFactory.create()
        posted = fields_in(admin_client.get(page_of(race)))
        response = admin_client.post(page_of(race), {**posted, **changes})
        assert response.status_code == 422
        assert field in response.context["adminform"].form.errors

    def test_finds_a_seat_by_its_short_name(self, admin_client: Client):
        race = RaceFactory.create()
        RaceFactory.create(senate=True)
        for term, races in (
            ("MI-11", [race]),
            ("mi-11 michigan", [race]),
            ("OH-11", []),
        ):
            page = admin_client.get(list_of("race"), {"q": term})
            assert list(page.context["cl"].result_list) == races

    def test_opens_for_a_race_with_elections_and_candidacies(self, admin_client: Client):
        stage = StageFactory.create()
        record_results(stage, {run(race=stage.race): "won"})
        page = admin_client.get(page_of(stage.race))
        assert page_of(stage) in page.content.decode()


class TestWhatRestsOnARace:
    def save(self, client: Client, race: Race, **changes: object) -> None:
        posted = fields_in(client.get(page_of(race)))
        assert client.post(page_of(race), {**posted, **changes}).status_code == 302
        assert not list(differences(Candidacy.objects.all()))

    @pytest.fixture
    def runs(self) -> list[Candidacy]:
        """Return one person's runs for a seat: in the regular race, which counts, and a special."""
        person = PersonFactory.create()
        races = [RaceFactory.create(kind=kind) for kind in ("regular", "special")]
        runs = [run(person=person, race=race) for race in races]
        refresh_people([person.pk], now=timezone.now())
        return runs

    def current(self) -> Candidacy:
        return Candidacy.objects.counted().get()

    def test_follows_a_new_election_day(self, admin_client: Client):
        candidacy = run(person__died_on=datetime.date(2026, 11, 20), person__died_source_url=SOURCE)
        self.save(admin_client, candidacy.race, election_on="2026-12-01")
        candidacy.refresh_from_db()
        assert candidacy.outcome == "died"

    def test_follows_a_race_that_becomes_cancelled(self, admin_client: Client, runs):
        regular, special = runs
        assert self.current() == regular
        self.save(admin_client, special.race, replaces=regular.race_id)
        assert self.current() == special

    def test_follows_a_race_that_is_canceled_no_more(self, admin_client: Client, runs):
        regular, special = runs
        self.save(admin_client, special.race, replaces=regular.race_id)
        self.save(admin_client, special.race, replaces="")
        assert self.current() == regular


class TestCycleForm:
    def test_pins_a_day(self, admin_client: Client):
        cycle = CycleFactory.create()
        posted = fields_in(admin_client.get(page_of(cycle)))
        admin_client.post(page_of(cycle), {**posted, "pinned_on": "2026-05-25"})
        cycle.refresh_from_db()
        assert cycle.pinned_on == datetime.date(2026, 5, 25)

    def test_keeps_its_election_in_its_year(self, admin_client: Client):
        cycle = CycleFactory.create()
        posted = fields_in(admin_client.get(page_of(cycle)))
        response = admin_client.post(
            page_of(cycle), {**posted, "general_election_on": "2027-11-02"}
        )
        assert response.status_code == 422
