import pytest
import time_machine
from django.http import QueryDict

from candidates import sorting
from candidates.current_record import CurrentRecord
from candidates.forms import tracker
from candidates.forms.tracker import TrackerForm
from tests.factories import CycleFactory, RaceFactory, publish_answer, run, state

pytestmark = pytest.mark.django_db


def asked(query: str = "") -> TrackerForm:
    form = TrackerForm(QueryDict(query), record=CurrentRecord(CycleFactory.create()))
    form.is_valid()
    return form


def names(query: str) -> list[str]:
    return [candidacy.person.full_name for candidacy in asked(query).found()]


@pytest.fixture
def record() -> None:
    """Four runs, each of which differs from the others in several columns."""
    senate = RaceFactory.create(senate=True, jurisdiction=state("CA"), senate_class=3)
    publish_answer(run("Ada Signed", race=senate, incumbency="I"))
    publish_answer(run("Bea Refused", party_code="REP", party_name="Republican"), "refused")
    run("Cai Pending", race=RaceFactory.create(district="07"), incumbency="C")
    run("Dee O'Signed", party_code="", party_name="", incumbency="O")


class TestTrackerForm:
    @pytest.mark.usefixtures("record")
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", ["Ada Signed", "Bea Refused", "Dee O'Signed", "Cai Pending"]),
            ("state=CA", ["Ada Signed"]),
            ("chamber=H&status=refused", ["Bea Refused"]),
            ("status=pending", ["Dee O'Signed", "Cai Pending"]),
            ("party=REP", ["Bea Refused"]),
            ("outcome=active&incumbency=C", ["Cai Pending"]),
            ("incumbency=O", ["Dee O'Signed"]),
            ("q=SIGNED", ["Ada Signed", "Dee O'Signed"]),
            ("q=signed+ada", ["Ada Signed"]),
            ("state=&status=&q=&sort=&party=DEM", ["Ada Signed", "Cai Pending"]),
            ("state=CA&chamber=H", []),
            ("state=MI&state=CA", ["Ada Signed"]),
            ("utm_source=mail&fbclid=1&state=CA", ["Ada Signed"]),
        ],
    )
    def test_finds_what_passes_every_filter(self, query, found):
        assert names(query) == found

    @pytest.mark.usefixtures("record")
    def test_numbers_what_it_finds_in_the_same_order(self):
        for sort in sorting.LABELS:
            for query in ("", "&state=MI", "&status=pending", "&outcome=active", "&q=signed"):
                form = asked(f"sort={sort}{query}")
                numbers = [candidacy.pk for candidacy in form.found()]
                assert form.numbers()[0:9] == numbers, (sort, query)
                assert form.numbers()[1:3] == numbers[1:3]
                assert len(form.numbers()) == form.count == len(numbers) > 0
                assert [row.pk for part in form.parts() for row in part] == numbers

    @pytest.mark.usefixtures("record")
    @pytest.mark.parametrize(
        "text", ["%25", "_", "'%20OR%201=1", '"', "\\", "%EF%BF%BD", "x" * 3000]
    )
    def test_takes_a_searched_name_literally(self, text):
        assert names(f"q={text}") == []

    def test_cuts_a_long_name(self):
        form = asked(f"q={'x' * 3000}")
        assert form.chosen == {"q": "x" * 200}
        assert form["q"].value() == "x" * 200

    def test_lists_a_person_once_for_each_campaign_but_no_duplicates(self):
        first = run("Ada Quartz")
        run(person=first.person, race=RaceFactory.create(district="07"))
        run(person=first.person, race=first.race, duplicate_of=first, is_current=False)
        assert names("") == ["Ada Quartz", "Ada Quartz"]

    def test_lists_the_cycle_it_is_asked_for(self):
        past = CycleFactory.create(year=2024)
        run(race=RaceFactory.create(cycle=past, election_on=past.general_election_on))
        assert names("") == []

    @pytest.mark.parametrize(
        "query",
        [
            "state=XX",
            "state=ca",
            "chamber=X",
            "status=won",
            "party=XYZ",
            "party=dem",
            "outcome=lost",
            "incumbency=i",
            "sort=contact_email",
            "sort=--name",
            "sort=-",
        ],
    )
    def test_refuses_what_it_does_not_know_in_a_sentence(self, query):
        name = query.split("=")[0]
        form = asked(query)
        assert not form.is_valid()
        assert f"“{name}” filter takes " in form.refusal

    def test_offers_the_parties_on_record_by_name(self):
        run(party_code="REP")
        run(party_code="GRE")
        run(party_code="ZZZ")
        run(party_code="")
        choices = dict(asked().fields["party"].choices)
        assert list(choices) == ["", "GRE", "REP", "ZZZ"]
        assert choices["GRE"] == "Green"

    def test_knows_a_party_that_nobody_runs_for(self):
        assert asked("party=GRE").is_valid()
        assert names("party=GRE") == []


class TestQuery:
    def test_is_empty_without_a_choice(self):
        assert asked("state=&sort=status&q=+").query() == ""

    def test_keeps_the_filters_and_the_order(self):
        query = "?q=nu%C3%B1ez&state=CA&sort=-name"
        assert asked(f"page=2&utm_source=x&{query[1:]}").query() == query

    def test_takes_another_order(self):
        assert asked("state=CA&sort=name").query(order="-name") == "?state=CA&sort=-name"
        assert asked("state=CA&sort=name").query(order=sorting.DEFAULT) == "?state=CA"


class TestSentence:
    def test_counts_campaigns(self):
        assert asked().sentence() == "0 campaigns in the 2026 cycle. Signers first."

    @pytest.mark.usefixtures("record")
    def test_counts_what_they_answered(self):
        publish_answer(run("Eve Changed"), "signed_with_changes")
        sentence = asked("chamber=H&sort=name").sentence().replace("\N{NO-BREAK SPACE}", " ")
        assert sentence == (
            "4 campaigns match: 1 refused, 2 no answer, 1 signed with changes. Name, A to Z."
        )
        assert "1 campaign matches" in asked("status=signed").sentence()

    def test_says_that_nothing_was_found(self):
        advice = "No campaigns match. Remove a filter or check the spelling."
        assert asked("state=MI").sentence() == advice

    @pytest.mark.usefixtures("record")
    def test_asks_for_more_of_a_name_where_a_search_finds_too_many(self, client, monkeypatch):
        monkeypatch.setattr(tracker, "MOST_FOUND", 1)
        assert asked("q=ada").sentence().startswith("1 campaign matches")
        form = asked("q=signed")
        assert form.sentence() == "More than 1 campaigns match. Type more of the name."
        assert form.numbers()[0:9] == []
        assert form.count_all() == client.get("/tracker.json?q=signed").json()["count"] == 2
        assert len(client.get("/tracker.json?q=signed").json()["rows"]) == 2
        assert "Type more of the name" in client.get("/tracker/?q=signed").text
        assert "Ada Signed" in client.get("/tracker/?chamber=S").text


class TestActiveFilters:
    @time_machine.travel("2026-05-01T12:00:00Z", tick=False)
    def test_are_in_words_with_the_query_that_leaves_each_out(self):
        query = "q=ada&state=MI&status=signed&chamber=S&party=DEM&outcome=active&incumbency=I"
        filters = asked(query).active_filters()
        assert [words for words, _query in filters] == [
            "“ada”",
            "Michigan",
            "Signed",
            "Senate",
            "Democratic",
            "Running",
            "Incumbents",
        ]
        assert filters[0][1] == f"?{query.removeprefix('q=ada&')}"
        assert asked().active_filters() == []
