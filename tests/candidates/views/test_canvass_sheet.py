import datetime
import re

import pytest
import time_machine
from django.utils import timezone

from campaign.content.models import Profile
from candidates import ledger
from candidates.models import Answer, Candidacy, Person, Race
from candidates.templatetags.qr import qr_code
from candidates.views import canvass_sheet
from candidates.views.canvass_sheet import CLOSE, PaperRace, density, lines_of
from tests.candidates.views.test_tracker import links_in, text_of
from tests.factories import (
    SOURCE,
    CycleFactory,
    OutreachFactory,
    RaceFactory,
    StageFactory,
    publish_answer,
    record_results,
    run,
    state,
)

pytestmark = pytest.mark.django_db
LIVE = "https://record.example/tracker/mi/"


@pytest.fixture(autouse=True)
def site_url(settings) -> None:
    settings.SITE_URL = "https://record.example"


def sheet_of(client, code: str = "mi") -> str:
    response = client.get(f"/tracker/{code}/sheet/")
    assert response.status_code == 200
    return text_of(response)


def names_on(page: str) -> list[str]:
    return re.findall(r"<span><strong>(.*?)</strong>", page)


class TestSheet:
    def test_says_who_answered_what_in_words_and_shapes(self, client):
        publish_answer(run("Ada Signed"))
        publish_answer(run("Bea Refused", party_name="Green"), "refused")
        run("Cai Pending", party_name="")
        lines = re.findall(r'<li class="sheet__campaign-line">.*?</li>', sheet_of(client))
        assert [re.findall(r'href="#(icon-\w+)"', line) for line in lines] == [
            ["icon-signed"],
            ["icon-refused"],
            ["icon-pending"],
        ]
        signed, refused, pending = (re.sub(r"<[^>]+>", "", line) for line in lines)
        assert signed == "Ada Signed, Democratic Signed, March 14, 2026"
        assert refused == "Bea Refused, Green Refused, March 14, 2026"
        assert pending == "Cai Pending, no party listed No answer"

    @time_machine.travel("2026-05-01T12:00:00Z", tick=False)
    def test_says_what_is_asked_and_how_it_stands_on_which_day(self, client):
        publish_answer(run())
        run()
        page = sheet_of(client)
        assert '<h1 class="sheet__name" id="sheet-name">Michigan</h1>' in page
        assert "We ask every campaign for Congress to answer one pledge in writing" in page
        figures = re.findall(r"<dt>([\w ]+)</dt><dd>(\d+)</dd>", page)
        assert figures == [("Signed", "1"), ("Refused", "0"), ("No answer", "1")]
        assert "The 2026 record as of May 1, 2026." in page

    def test_leads_to_the_page_it_was_printed_from(self, client):
        run()
        page = sheet_of(client)
        assert f'<link rel="canonical" href="{LIVE}">' in page
        assert f'<a href="/tracker/mi/">{LIVE}</a>' in page
        assert str(qr_code(LIVE)).replace("\n", "").strip() in page

    def test_prints_races_in_order_and_none_that_was_cancelled(self, client):
        run("Dee Eleventh")
        run("Bea Second", race=RaceFactory.create(district="02"))
        run("Ada Senate", race=RaceFactory.create(senate=True))
        cancelled = RaceFactory.create(district="07")
        run("Nil Before", race=cancelled)
        cancelled.pk, cancelled.replaces_id = None, cancelled.pk
        cancelled.save()
        run("Cai Seventh", race=cancelled)
        run("Elsewhere", race=RaceFactory.create(jurisdiction=state("OH")))
        page = sheet_of(client)
        assert names_on(page) == ["Ada Senate", "Bea Second", "Cai Seventh", "Dee Eleventh"]

    def test_prints_who_is_in_the_race_and_who_signed(self, client):
        winner, signer, loser, gone = (
            run("Ada Won"),
            run("Bea Signed"),
            run("Cai Lost"),
            run("Dee Gone"),
        )
        for candidacy in (signer, gone):
            publish_answer(candidacy)
        ledger.runs.set_ballot_status(
            gone,
            Candidacy.BallotStatus.WITHDRAWN,
            on=timezone.localdate(),
            source_url=SOURCE,
            now=timezone.now(),
        )
        run(
            "Ada Won twice",
            person=winner.person,
            race=winner.race,
            duplicate_of=winner,
            is_current=False,
        )
        primary = StageFactory.create(race=winner.race, party="DEM")
        record_results(primary, {winner: "won", signer: "lost", loser: "lost"})
        page = sheet_of(client)
        assert names_on(page) == ["Bea Signed", "Ada Won"]
        assert "Bea Signed</strong>, Democratic (Lost the primary)" in page
        assert "Ada Won</strong>, Democratic</span>" in page

    def test_says_who_was_elected_and_drops_who_lost_to_them(self, client):
        winner, loser = run("Ada Won"), run("Bea Lost")
        general = StageFactory.create(race=winner.race, kind="general")
        record_results(general, {winner: "won", loser: "lost"})
        page = sheet_of(client)
        assert names_on(page) == ["Ada Won"]
        assert "Ada Won</strong>, Democratic (Elected)" in page

    def test_says_once_a_race_that_its_result_is_not_recorded(self, client):
        run("Ada Quartz"), run("Bea Quartz")
        words = "result not recorded yet"
        with time_machine.travel("2026-11-03T12:00:00Z"):
            assert words not in sheet_of(client)
        with time_machine.travel("2026-11-04T12:00:00Z"):
            page = sheet_of(client)
            assert page.count(f"District 11 ({words})") == page.count(words) == 1

    def test_says_that_nobody_is_left_in_a_race(self, client):
        gone = run()
        ledger.runs.set_ballot_status(
            gone,
            Candidacy.BallotStatus.DIED,
            on=timezone.localdate(),
            source_url=SOURCE,
            now=timezone.now(),
        )
        assert "No one is in this race right now." in sheet_of(client)

    @time_machine.travel("2026-05-01T12:00:00Z", tick=False)
    def test_says_what_to_ask_while_somebody_is_left_to_ask(self, client):
        publish_answer(run())
        assert "Notes" in sheet_of(client)
        run()
        page = sheet_of(client)
        assert "I live in [your town], Michigan. I’m asking [candidate]" in page
        assert "What they said: campaign, who, day, answer" in page

    def test_says_who_does_not_vote(self, client):
        run(race=RaceFactory.create(delegate=True, jurisdiction=state("GU")))
        assert "Delegate (nonvoting)" in sheet_of(client, "gu")

    def test_says_on_paper_too_that_people_are_invented(self, client):
        Profile.neutral().save()
        ada = run()
        assert "This is a demo" not in sheet_of(client)
        ada.person.is_invented = True
        ada.person.save()
        assert "This is a demo. The people are invented" in sheet_of(client)

    def test_shows_nothing_that_is_private(self, client):
        ada = run("Ada <Quartz>", contact_email="secret@ada.example", contact_phone="202-555-0199")
        OutreachFactory.create(candidacy=ada, note="undisclosed")
        page = sheet_of(client)
        assert "Ada &lt;Quartz&gt;" in page
        for private in ("secret@", "555-0199", "undisclosed"):
            assert private not in page

    def test_marks_whom_neighbors_were_asked_not_to_call(self, client):
        ada = run("Ada Quartz", do_not_contact="organizers", do_not_contact_on="2026-05-01")
        assert "asked not to be called" not in sheet_of(client)
        ada.do_not_contact = "everybody"
        ada.save()
        assert "asked not to be called" in sheet_of(client)

    @pytest.mark.parametrize("code", ["mi", "pr"])
    def test_is_there_before_anything_is_on_record(self, client, code):
        assert "We don’t have any races here." in sheet_of(client, code)
        CycleFactory.create()
        assert "We don’t have any races here." in sheet_of(client, code)

    def test_is_at_its_small_letters(self, client):
        response = client.get("/tracker/MI/sheet/")
        assert (response.status_code, response.headers["Location"]) == (301, "/tracker/mi/sheet/")

    def test_explains_a_state_that_does_not_exist(self, client):
        response = client.get("/tracker/zz/sheet/")
        assert response.status_code == 404
        assert "/tracker/" in links_in(response.text)


class TestRacesOnPaper:
    def test_name_who_answered_and_count_the_others_in_a_state_of_many_races(self, client):
        for seat in range(1, 30):
            race = RaceFactory.create(district=f"{seat:02}")
            run(f"Silent {seat}", race=race)
            run(f"Quiet {seat}", race=race)
        publish_answer(run("Ada Quartz", race=race), "refused")
        page = sheet_of(client)
        assert "Ada Quartz" in page
        assert "Silent" not in page
        assert page.count("2 haven’t answered") == 29
        assert "we count the candidates who haven’t answered and leave out" in page

    def test_name_no_more_campaigns_than_fit_on_the_page(self, client, monkeypatch, subtests):
        everyone = ["Ada", "Bea", "Cai", "Dee", "Eve"]
        ada, *others, _eve = map(run, everyone)
        publish_answer(ada)
        for candidacy in others:
            publish_answer(candidacy, "refused")
        for most, named, counted, omission in (
            (7, everyone, "", ""),
            (6, everyone[:4], "1 hasn’t answered", "who haven’t answered and leave out"),
            (5, everyone[:1], "3 refused", "we name the candidates who signed and only count"),
            (3, [], "1 signed, 3 refused", "we count the candidates and leave out"),
            (0, [], "1 signed, 3 refused", "we count the candidates and leave out"),
        ):
            with subtests.test(most):
                monkeypatch.setattr(canvass_sheet, "MOST_LINES", {"close": most, "dense": most})
                page = sheet_of(client)
                assert names_on(page) == named
                assert counted in page
                assert omission in page
                assert ("To fit every race" in page) == bool(omission)
                assert ("1 hasn’t answered" in page) == ("Eve" not in named)


class TestDensity:
    @pytest.mark.parametrize(
        ("races", "step"),
        [(0, "roomy"), (4, "roomy"), (5, "even"), (12, "even"), (13, "close"), (22, "dense")],
    )
    def test_grows_with_the_lines_to_print(self, races, step):
        row = Candidacy(person=Person(full_name="Ada Quartz"))
        assert density([PaperRace(Race(), [(row, "")] * 2)] * races) == step

    def test_counts_two_lines_for_whoever_does_not_fit_on_one(self):
        row = Candidacy(person=Person(full_name="Ada Quartz"), party_name="Democratic")
        assert lines_of(row, CLOSE) == 1
        row.current_answer = Answer(
            kind="signed_with_changes",
            answered_on=datetime.date(2026, 9, 14),
            answered_on_precision="day",
        )
        assert lines_of(row, CLOSE) == 2
