"""What is on a ballot, in which order, and where it leads."""

import datetime

import pytest

from candidates.ballots import Line, ballot_of, registration_url
from candidates.coverage import Asked
from candidates.models import Cycle
from tests.factories import (
    CycleFactory,
    PledgeTextFactory,
    RaceFactory,
    StageFactory,
    publish_answer,
    run,
    state,
)

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 5, 1)
REACHABLE = {"published_phone": "202-555-0100", "published_contact_source": "https://c.example/"}


def line_of(**attributes: object) -> Line:
    return Line(run(**attributes), Asked(), None, "#")


class TestBallotOf:
    def test_has_both_elections_for_the_senate_and_leaves_out_a_canceled_one(self):
        cycle = CycleFactory.create()
        special = {"senate": True, "senate_class": 3, "kind": "special"}
        races = [RaceFactory.create(senate=True), RaceFactory.create(**special)]
        canceled = RaceFactory.create(district="06")
        RaceFactory.create(district="07")
        RaceFactory.create(senate=True, jurisdiction=state("OH"))
        races.append(RaceFactory.create(district="06", kind="special", replaces=canceled))
        ballot = ballot_of(state("MI"), ["06"], cycle, DAY)
        assert [entry.race for entry in ballot.races] == races
        assert [entry.race.ballot_name for entry in ballot.races] == [
            "US Senate",
            "US Senate, special election",
            "US House, District 6, special election",
        ]

    def test_asks_nothing_before_there_is_a_pledge(self):
        race = run(**REACHABLE).race
        assert ballot_of(state("MI"), ["11"], race.cycle, DAY).to_call == []
        PledgeTextFactory.create()
        ballot = ballot_of(state("MI"), ["11"], race.cycle, DAY)
        assert [line.call_to_action.kind for line in ballot.to_call] == ["ask"]
        assert ballot.asks_for_answers

    def test_only_thanks_where_everybody_signed(self):
        candidacy = run(**REACHABLE)
        publish_answer(candidacy)
        ballot = ballot_of(state("MI"), ["11"], candidacy.race.cycle, DAY)
        assert not ballot.asks_for_answers
        assert ballot.after(ballot.to_call[0]) is None

    def test_calls_only_those_whose_number_or_address_is_known(self):
        PledgeTextFactory.create()
        known, unknown = run(**REACHABLE), run()
        ballot = ballot_of(state("MI"), ["11"], known.race.cycle, DAY)
        assert {line.candidacy for line in ballot.lines} == {known, unknown}
        assert [line.candidacy for line in ballot.to_call] == [known]
        assert ballot.after(ballot.to_call[0]) is None

    def test_finds_the_next_election_of_all_its_races(self):
        race, senate = run().race, RaceFactory.create(senate=True)
        days = [datetime.date(2026, *day) for day in ((3, 3), (8, 4), (11, 3))]
        first, primary, general = (
            StageFactory.create(race=race, kind=kind, held_on=day)
            for kind, day in zip(("convention", "primary", "general"), days, strict=True)
        )
        StageFactory.create(race=senate, kind="primary", held_on=days[1], status="void")
        later = StageFactory.create(race=senate, kind="general", held_on=days[2])

        def elections_on(day: datetime.date) -> tuple[object, object]:
            ballot = ballot_of(state("MI"), ["11"], race.cycle, day)
            return ballot.next_election, ballot.last_election

        assert elections_on(days[0]) == (first, later)
        assert elections_on(DAY) == (primary, later)
        assert elections_on(days[2]) == (later, later)
        assert elections_on(datetime.date(2027, 1, 1)) == (None, later)
        assert general.held_on == later.held_on


class TestLine:
    def test_quotes_a_refusal_in_short(self):
        refused = line_of()
        publish_answer(refused.candidacy, "refused", statement="No. " * 40)
        assert refused.note.startswith("“No. No.")
        assert refused.note.endswith("…”")
        assert len(refused.note) <= 62

    def test_says_when_on_one_line(self):
        line = Line(run(), Asked(1, DAY, DAY), None, "#")
        assert line.when == "since May\N{NO-BREAK SPACE}1"
        assert line_of().when == ""


class TestRegistrationUrl:
    def test_is_the_official_service_of_the_place(self):
        urls = {code: registration_url(state(code)) for code in ("MI", "NH", "DC", "GU")}
        assert urls == {
            "MI": "https://vote.gov/register/michigan",
            "NH": "https://vote.gov/register/new-hampshire",
            "DC": "https://vote.gov/register/district-of-columbia",
            "GU": "https://vote.gov/",
        }


def test_is_empty_without_a_cycle():
    assert not Cycle.objects.exists()
    ballot = ballot_of(state("MI"), [], None, DAY)
    assert (ballot.lines, ballot.next_election, ballot.is_left_open) == ([], None, True)
