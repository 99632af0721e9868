import datetime

import pytest
from django.utils import timezone

from candidates import ledger
from candidates.models import Answer
from candidates.timelines import Source, answer_day_within, course, elections, host
from tests.factories import SOURCE, StageFactory, record_results, run

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 5, 1)


class TestAnswerDayWithin:
    @pytest.mark.parametrize(
        ("year", "precision", "words"),
        [
            (2026, "day", "May\N{NO-BREAK SPACE}1"),
            (2028, "day", "May\N{NO-BREAK SPACE}1,\N{NO-BREAK SPACE}2026"),
            (2026, "month", "May 2026"),
            (2026, "year", "2026"),
        ],
    )
    def test_leaves_out_the_year_that_the_page_is_about(self, year, precision, words):
        answer = Answer(answered_on=DAY, answered_on_precision=precision)
        assert answer_day_within(year, answer) == words


class TestElections:
    def test_say_what_is_voted_on_and_whether_it_was_held(self):
        stage = StageFactory.create(party="DEM", source_url="https://www.sos.example/dates")
        [entry] = elections([stage], today=stage.held_on)
        assert (entry.on, entry.what, entry.detail) == (
            stage.held_on,
            "Primary, Democratic",
            "Scheduled.",
        )
        assert entry.source == Source("sos.example", "https://www.sos.example/dates")

    def test_say_when_a_void_election_is_held_again(self):
        stage = StageFactory.create()
        ledger.stages.declare_void(stage, source_url=SOURCE, now=timezone.now())
        ledger.stages.hold_again(
            stage, on=datetime.date(2026, 8, 11), source_url=SOURCE, now=timezone.now()
        )
        [entry] = elections([stage], today=stage.held_on)
        assert entry.detail == "Declared void. Rescheduled for Aug. 11, 2026."

    def test_say_that_a_past_election_has_no_result_on_record(self):
        stage = StageFactory.create()
        [entry] = elections([stage], today=stage.held_on + datetime.timedelta(days=1))
        assert entry.detail == "No results yet."


class TestCourse:
    def test_tells_the_latest_first(self):
        candidacy = run()
        primary = StageFactory.create(race=candidacy.race)
        general = StageFactory.create(
            race=candidacy.race, kind="general", held_on=DAY.replace(month=11)
        )
        record_results(primary, {candidacy: "won"})
        record_results(general, {candidacy: "lost"})
        told = course(candidacy, candidacy.stage_results.all())
        assert [entry.what for entry in told] == ["General election: lost", "Primary: won"]
        assert told[0].source == Source("example.org", SOURCE)

    def test_says_why_a_result_does_not_count(self):
        candidacy = run()
        stage = StageFactory.create(race=candidacy.race)
        [result] = record_results(stage, {candidacy: "lost"})
        ledger.stages.retract_result(result, reason="Wrong county.", now=timezone.now())
        assert course(candidacy, [result])[0].detail == "Retracted: Wrong county."
        [again] = record_results(stage, {candidacy: "won"})
        ledger.stages.declare_void(stage, source_url=SOURCE, now=timezone.now())
        again.refresh_from_db()
        assert "void" in course(candidacy, [again])[0].detail

    def test_tells_how_the_run_ended(self):
        candidacy = run()
        ledger.runs.set_ballot_status(
            candidacy, "withdrawn", on=DAY, source_url=SOURCE, now=timezone.now()
        )
        [entry] = course(candidacy, [])
        assert (entry.on, entry.what, entry.source) == (
            DAY,
            "Withdrew",
            Source("example.org", SOURCE),
        )

    def test_tells_of_a_death_once(self):
        candidacy = run(person__died_on=DAY, person__died_source_url=SOURCE)
        assert [entry.what for entry in course(candidacy, [])] == ["Died"]
        ledger.runs.set_ballot_status(
            candidacy, "died", on=DAY, source_url=SOURCE, now=timezone.now()
        )
        assert [entry.what for entry in course(candidacy, [])] == ["Died"]


class TestHost:
    @pytest.mark.parametrize(
        ("url", "name"),
        [("https://www.sos.example/a?b", "sos.example"), ("https://a.b:8/", "a.b"), ("", "")],
    )
    def test_names_where_a_link_leads(self, url, name):
        assert host(url) == name
