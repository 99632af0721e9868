import datetime
from operator import attrgetter

import pytest
from django.template.loader import render_to_string

from candidates.coverage import times_asked
from candidates.models import Answer, Candidacy, Evidence
from candidates.templatetags.record import (
    answered_on,
    drawn_rows,
    party_names,
    publisher_named,
    without_scheme,
)
from tests.factories import OutreachFactory, publish_answer, run

TRACKER_ROW = "candidates/_tracker_row.html"
# Of each value that a row shows: where it is, and another that it may have.
OTHER_VALUES = {
    "fec_id": "H0AL01055",
    "incumbency": "I",
    "outcome": "elected",
    "party_name": "Green",
    "status": "refused",
    "ballot_status": "switched_race",
    "person.full_name": "Bea Basalt",
    "person.slug": "bea-basalt",
    "race.district": "07",
    "race.chamber": "S",
    "race.jurisdiction_id": "OH",
    "race.kind": "special",
    "race.cycle.year_in_addresses": True,
    "race.cycle.year": 2030,
    "current_answer.answered_on": datetime.date(2026, 1, 2),
    "current_answer.answered_on_precision": "year",
    "current_answer.kind": "rescinded",
    "current_answer.lead_evidence_id": 700_000,
}


class TestDrawnRows:
    @pytest.mark.django_db
    def test_are_drawn_anew_when_anything_that_they_show_changes(self, subtests):
        publish_answer(run("Ada Quartz"))
        row = Candidacy.objects.with_row().get()
        seen = set(drawn_rows([row], TRACKER_ROW))
        for path, value in OTHER_VALUES.items():
            with subtests.test(path):
                *owner, name = path.split(".")
                setattr(attrgetter(".".join(owner))(row) if owner else row, name, value)
                [drawn] = drawn_rows([row], TRACKER_ROW)
                assert drawn not in seen
                assert drawn == render_to_string(TRACKER_ROW, {"row": row})
                seen.add(drawn)

    @pytest.mark.django_db
    def test_say_how_often_and_since_when_those_without_an_answer_were_asked(self):
        ada = run("Ada Quartz")
        OutreachFactory.create(candidacy=ada, done_on=datetime.date(2026, 1, 5))
        OutreachFactory.create(candidacy=ada, done_on=datetime.date(2026, 2, 9))
        [row] = drawn_rows(Candidacy.objects.with_row(), TRACKER_ROW, times_asked([ada.pk]))
        assert "since Jan.\N{NO-BREAK SPACE}5" in row
        assert '<span class="ledger__asked">Asked twice</span>' in row


class TestAnsweredOn:
    @pytest.mark.parametrize(
        ("precision", "markup"),
        [
            ("day", '<time datetime="2026-09-14">Sept. 14, 2026</time>'),
            ("month", '<time datetime="2026-09">September 2026</time>'),
            ("year", '<time datetime="2026">2026</time>'),
        ],
    )
    def test_says_no_more_than_is_known(self, precision, markup):
        day = datetime.date(2026, 9, 14)
        assert answered_on(Answer(answered_on=day, answered_on_precision=precision)) == markup


class TestPartyNames:
    def test_puts_codes_in_words(self):
        assert party_names(["GRE", "ZZZ"]) == ["Green", "ZZZ"]


class TestPublisherNamed:
    @pytest.mark.parametrize(
        ("evidence", "name"),
        [
            (Evidence(publisher="The Paper", url="https://a.example/"), "The Paper"),
            (Evidence(url="https://www.a.example/b"), "a.example"),
            (Evidence(kind="letter"), "letter"),
        ],
    )
    def test_names_somebody_or_something(self, evidence, name):
        assert publisher_named(evidence) == name


class TestWithoutScheme:
    def test_reads_as_a_person_says_it(self):
        assert without_scheme("https://www.social.example/ada/") == "social.example/ada"
