import datetime
import re

import pytest
import time_machine
from django.utils import timezone

from candidates import ledger
from candidates.views import places
from tests.candidates.views.test_tracker import links_in, text_of
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


class TestState:
    def test_says_how_to_fill_an_empty_record(self, client):
        assert "The record is empty" in client.get("/tracker/mi/").text

    def test_says_that_nobody_is_elected_there(self, client):
        CycleFactory.create()
        page = client.get("/tracker/pr/").text
        assert "Puerto Rico has no seat on the 2026 ballot." in page
        assert "/tracker/pr/sheet/" not in page

    @time_machine.travel("2026-05-01T12:00:00Z", tick=False)
    def test_shows_signers_then_the_senate_then_a_tile_for_each_district(self, client):
        for district in ("11", "02"):
            run("Bea Silent", race=RaceFactory.create(district=district))
        special = run(race=RaceFactory.create(district="02", kind="special"))
        publish_answer(special)
        run("Cai Senate", race=RaceFactory.create(senate=True))
        page = text_of(client.get("/tracker/mi/"))
        places = [
            page.index(words)
            for words in (
                f'<a href="{special.get_absolute_url()}">',
                ">Class 2 seat</a></h3>",
                "Cai Senate",
                'href="/tracker/mi/02/"><span',
                'href="/tracker/mi/11/"><span',
            )
        ]
        assert places == sorted(places)
        assert "Bea Silent" not in page
        assert re.findall(r'"seat__words">(.*?)<', page) == ["1 of 2 signed", "0 of 1 signed"]

    @time_machine.travel("2026-05-01T12:00:00Z", tick=False)
    def test_says_on_a_tile_what_was_answered(self, client):
        publish_answer(run(), "refused")
        run()
        RaceFactory.create(district="02")
        page = text_of(client.get("/tracker/mi/"))
        assert re.findall(r'"seat__words">(.*?)<', page) == ["No candidates yet", "1 of 2 refused"]
        assert "seat--refused" in page
        assert '<span class="visually-hidden">District 11: </span>' in page

    def test_shows_the_beginning_of_a_long_race_for_the_senate(self, client, monkeypatch):
        monkeypatch.setattr(places, "MOST_CAMPAIGNS", 1)
        senate = RaceFactory.create(senate=True)
        run("Ada Silent", race=senate)
        publish_answer(run("Bea Refused", race=senate), "refused")
        page = client.get("/tracker/mi/").text
        assert "Bea Refused" in page
        assert "Ada Silent" not in page
        assert '<a href="/tracker/mi/senate/">See everyone in this race</a>' in page

    def test_lists_ten_signers_and_links_the_others(self, client):
        for _number in range(11):
            publish_answer(run())
        page = client.get("/tracker/mi/").text
        assert page.count('scope="row"') == 10
        assert "/tracker/?state=MI&status=signed#found" in links_in(page)
        assert "See all 11 signers" in page

    @time_machine.travel("2026-08-04T12:00:00Z", tick=False)
    def test_tells_who_runs_and_when_elections_are(self, client):
        signer = run("Ada Signed", incumbency="I")
        publish_answer(signer)
        run("Elsewhere", race=RaceFactory.create(jurisdiction=state("OH")))
        StageFactory.create(race=signer.race, party="REP", held_on=datetime.date(2026, 8, 4))
        page = text_of(client.get("/tracker/mi/"))
        assert f'<a href="{signer.get_absolute_url()}">Ada Signed</a>' in page
        assert "Aug. 4, 2026</time>: Primary</li>" in page
        assert "Elsewhere" not in page
        assert '<strong class="stencil__figure">1</strong>' in page or ">Signed</dt>" in page

    def test_calls_for_questions_before_the_election_and_for_a_reckoning_afterwards(self, client):
        signer, silent = run("Ada Signed"), run("Bea Silent")
        publish_answer(signer)
        general = StageFactory.create(race=signer.race, kind="general")
        with time_machine.travel("2026-05-01T12:00:00Z", tick=False):
            page = text_of(client.get("/tracker/mi/"))
            assert 'href="/ballot/mi/">Open your ballot and call the rest</a>' in page
        with time_machine.travel("2026-11-05T12:00:00Z", tick=False):
            assert "call the rest" not in text_of(client.get("/tracker/mi/"))
            record_results(general, {signer: "won", silent: "lost"})
            page = text_of(client.get("/tracker/mi/"))
            assert 'href="/tracker/?state=MI&amp;outcome=elected#found">Hold the winners' in page

    @time_machine.travel("2026-05-01T12:00:00Z", tick=False)
    def test_calls_for_nothing_where_everybody_signed(self, client):
        publish_answer(run())
        cancelled = run("Bea Before", race=RaceFactory.create(district="07")).race
        RaceFactory.create(district="07", kind="special", replaces=cancelled)
        assert "call the rest" not in text_of(client.get("/tracker/mi/"))

    def test_can_be_passed_on(self, client, settings):
        settings.SITE_URL = "https://record.example"
        run()
        page = client.get("/tracker/mi/").text
        assert "/tracker/mi/sheet/" in links_in(page)
        said = "Michigan%3A%20Who%20has%20signed%20the%20pledge%3F%200%20signed%2C%200%20refused"
        address = "https%3A%2F%2Frecord.example%2Ftracker%2Fmi%2F"
        [email] = [link for link in links_in(page) if link.startswith("mailto:?")]
        assert email.startswith(f"mailto:?subject={said}")
        assert email.endswith(f"%0D%0A%0D%0A{address}")

    @time_machine.travel("2026-08-04T12:00:00Z", tick=False)
    def test_leads_to_the_ballot_of_the_whole_state_where_there_is_one_seat(self, client):
        race = RaceFactory.create(district="00", jurisdiction=state("AK"))
        run("Ada Running", race=race)
        page = text_of(client.get("/tracker/ak/at-large/"))
        assert 'href="/ballot/ak/">Call or email these candidates</a>' in page

    def test_says_who_does_not_vote(self, client):
        run(race=RaceFactory.create(delegate=True, jurisdiction=state("GU")))
        page = text_of(client.get("/tracker/gu/"))
        assert "Nonvoting" in page
        assert '<span class="seat__name">Delegate' in page
        run()
        assert "Nonvoting" not in client.get("/tracker/mi/").text

    def test_marks_a_cancelled_race_and_shows_what_replaced_it(self, client):
        cancelled = RaceFactory.create(senate=True)
        run("Ada Before", race=cancelled)
        cancelled.pk, cancelled.replaces_id = None, cancelled.pk
        cancelled.save()
        run("Bea After", race=cancelled)
        page = client.get("/tracker/mi/").text
        assert page.index("Canceled") < page.index("Ada Before")
        assert page.count("Canceled") == 1
        assert "Bea After" in page
        assert 'id="mi-sen"' in page
        assert 'id="mi-sen-cancelled"' in page

    def test_has_one_tile_for_a_seat_with_a_cancelled_race(self, client):
        race = RaceFactory.create()
        race.pk, race.replaces_id = None, race.pk
        race.save()
        page = client.get("/tracker/mi/").text
        assert page.count('class="seat ') == page.count('id="mi-11"') == 1

    def test_says_that_nobody_runs_yet(self, client):
        RaceFactory.create(senate=True)
        assert "We don’t have any candidates for this seat yet." in client.get("/tracker/mi/").text

    @pytest.mark.parametrize("code", ["MI", "Mi", "mI"])
    def test_is_at_its_small_letters(self, client, code):
        response = client.get(f"/tracker/{code}/")
        assert (response.status_code, response.headers["Location"]) == (301, "/tracker/mi/")

    @pytest.mark.parametrize("code", ["zz", "michigan", "%D9%A3", "m", "x" * 3000, "%ff"])
    def test_explains_a_state_that_does_not_exist(self, client, code):
        response = client.get(f"/tracker/{code}/")
        assert response.status_code == 404
        assert "There’s no state or territory with that code." in response.text
        assert "/tracker/" in links_in(response.text)


class TestSeat:
    @time_machine.travel("2026-08-04T12:00:00Z", tick=False)
    def test_tells_who_runs_and_when_elections_are(self, client):
        signer = run("Ada Signed")
        publish_answer(signer)
        run("Elsewhere", race=RaceFactory.create(district="07"))
        StageFactory.create(race=signer.race, source_url="https://www.sos.example/dates")
        page = text_of(client.get("/tracker/mi/11/"))
        assert "<h1>Michigan, District 11</h1>" in page
        assert "Ada Signed" in page
        assert "Elsewhere" not in page
        assert '<p class="timeline__what">Primary</p>' in page
        assert 'href="https://www.sos.example/dates" rel="noopener">sos.example</a>' in page
        ballot = 'href="/ballot/mi/?districts=11">Call or email these candidates</a>'
        assert ballot in page
        with time_machine.travel("2026-11-05T12:00:00Z", tick=False):
            assert ballot not in text_of(client.get("/tracker/mi/11/"))

    def test_shows_every_election_for_the_seat(self, client):
        special = RaceFactory.create(
            senate=True, kind="special", term_ends_on=datetime.date(2029, 1, 3), senate_class=3
        )
        run("Ada Both", race=special)
        run("Bea Regular", race=RaceFactory.create(senate=True))
        page = text_of(client.get("/tracker/mi/senate/"))
        assert "<h1>Michigan, Senate</h1>" in page
        assert "Special election, Nov. 3, 2026" in page
        assert "For the rest of a term that ends Jan. 3, 2029." in page
        assert page.index("Bea Regular") < page.index("Ada Both")

    def test_annotates_a_cancelled_race(self, client):
        race = RaceFactory.create()
        run("Ada Before", race=race)
        race.pk, race.replaces_id = None, race.pk
        race.save()
        page = client.get("/tracker/mi/11/").text
        assert page.count("Canceled") == 1
        assert "Ada Before" in page

    def test_says_when_a_void_election_is_held_again(self, client):
        stage = StageFactory.create()
        ledger.stages.declare_void(stage, source_url=SOURCE, now=timezone.now())
        ledger.stages.hold_again(
            stage, on=datetime.date(2026, 8, 11), source_url=SOURCE, now=timezone.now()
        )
        page = client.get("/tracker/mi/11/").text
        assert "Declared void. Rescheduled for Aug. 11, 2026." in page

    def test_says_who_does_not_vote(self, client):
        RaceFactory.create(delegate=True, jurisdiction=state("DC"))
        page = text_of(client.get("/tracker/dc/at-large/"))
        assert "<h1>District of Columbia, Delegate</h1>" in page
        assert "Nonvoting" in page

    @pytest.mark.parametrize(
        ("address", "right"),
        [
            ("/tracker/mi/7/", "/tracker/mi/07/"),
            ("/tracker/MI/07/", "/tracker/mi/07/"),
            ("/tracker/mi/Senate/", "/tracker/mi/senate/"),
            ("/tracker/AK/0/", "/tracker/ak/at-large/"),
            ("/tracker/ak/00/", "/tracker/ak/at-large/"),
            ("/tracker/ak/AT-LARGE/", "/tracker/ak/at-large/"),
        ],
    )
    def test_leads_to_its_one_address(self, client, address, right):
        RaceFactory.create(district="07")
        RaceFactory.create(senate=True)
        RaceFactory.create(district="00", jurisdiction=state("AK"))
        response = client.get(address)
        assert (response.status_code, response.headers["Location"]) == (301, right)
        assert client.get(right).status_code == 200

    @pytest.mark.parametrize("name", ["12", "007", "1" * 5000, "%D9%A3", "house", "-1", "1e1"])
    def test_explains_a_seat_that_does_not_exist(self, client, name):
        RaceFactory.create(district="07")
        response = client.get(f"/tracker/mi/{name}/")
        assert response.status_code == 404
        assert "We don’t have an election for that seat in Michigan." in response.text
        assert "/tracker/mi/" in links_in(response.text)

    def test_explains_itself_on_an_empty_site(self, client):
        assert client.get("/tracker/mi/11/").status_code == 404
