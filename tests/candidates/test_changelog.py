import datetime

import pytest
from django.utils import timezone

from candidates import ledger
from candidates.changelog import Changelog, newest_answers
from candidates.models import Candidacy, StageResult
from tests.candidates.changes import NOON, hours, only_change, publish, told
from tests.factories import (
    SOURCE,
    OutreachFactory,
    StageFactory,
    draft_answer,
    publish_answer,
    run,
)

pytestmark = pytest.mark.django_db
QUERIES = 7  # to count
QUERIES_FOR_A_SLICE = 8  # a moment, six that find the changes, their campaigns


class TestChanges:
    def test_show_nothing_that_is_not_public(self):
        candidacy = run()
        draft_answer(candidacy, note="PRIVATE")
        OutreachFactory.create(candidacy=candidacy, note="PRIVATE")
        StageResult.objects.create(
            candidacy=candidacy,
            stage=StageFactory.create(race=candidacy.race),
            outcome="lost",
            source_url=SOURCE,
        )
        assert told() == []

    def test_are_the_newest_first_and_each_has_a_name_of_its_own(self):
        for number in range(3):
            ledger.answers.retract(
                publish(run(), "signed", hours(number)), reason="No.", now=hours(10 - number)
            )
        changes = list(Changelog())
        assert [change.at for change in changes] == sorted(
            (change.at for change in changes), reverse=True
        )
        assert len({change.key for change in changes}) == 6

    def test_keep_their_names_and_words_when_more_happens(self):
        publish(run(), "signed", NOON)
        before = only_change()
        publish(run(), "refused", hours(1))
        again = next(change for change in Changelog() if change == before)
        assert again.sentence == before.sentence

    @pytest.mark.parametrize("count", [1, 12])
    def test_need_no_more_queries_for_more_rows(self, django_assert_num_queries, count):
        for _ in range(count):
            candidacy = run()
            ledger.answers.retract(publish_answer(candidacy), reason="No.", now=timezone.now())
        with django_assert_num_queries(QUERIES):
            assert len(Changelog()) == 2 * count
        with django_assert_num_queries(QUERIES_FOR_A_SLICE):
            assert len([change.about for change in Changelog()[:50]]) == min(2 * count, 50)

    def test_are_the_same_however_many_are_asked_for(self):
        runs = [run() for _number in range(4)]
        first = publish(runs[0], "refused", hours(0))
        publish(runs[0], "signed", hours(1), answered_on=datetime.date(2026, 4, 1))
        publish(runs[0], "signed", hours(2), answered_on=datetime.date(2026, 4, 2))
        ledger.answers.retract(first, reason="No.", now=hours(3))
        for number, candidacy in enumerate(runs[1:]):
            publish(candidacy, "signed", hours(number))
        for number, status in enumerate(["qualified", "withdrawn", "qualified"]):
            ledger.runs.set_ballot_status(
                runs[1],
                Candidacy.BallotStatus(status),
                on=NOON.date() if status == "withdrawn" else None,
                source_url=SOURCE,
                now=hours(number),
            )
        everything = Changelog()[:]
        assert len(Changelog()) == len(everything) == 8
        for number in range(1, 10):
            assert Changelog()[:number] == everything[:number]
            assert Changelog()[number : number + 2] == everything[number : number + 2]


class TestNewestAnswers:
    def test_are_those_in_public_by_the_moment_of_publication(self):
        draft_answer(run())
        first, second, third = (publish(run(), "signed", hours(n)) for n in range(3))
        ledger.answers.retract(first, reason="No.", now=hours(5))
        assert list(newest_answers(2)) == [third, second]
        assert list(newest_answers(9)) == [third, second, first]
