import datetime

import pytest
import time_machine

from candidates import ledger
from candidates.decision_times import DecisionTimes, Times, decision_times, in_words, next_late
from candidates.models import Correction
from candidates.models.corrections import due_at
from tests.factories import OrganizerFactory, RaceFactory, run

ELECTION = datetime.date(2026, 11, 3)
DAY, HOUR = datetime.timedelta(days=1), datetime.timedelta(hours=1)


def at(month: int, day: int, hour: int = 12) -> datetime.datetime:
    return datetime.datetime(2026, month, day, hour, tzinfo=datetime.UTC)


def a_report(received_at: datetime.datetime, **values: object) -> Correction:
    race = RaceFactory.create(election_on=ELECTION)
    return Correction.objects.create(
        candidacy=run(race=race), field="name", received_at=received_at, **values
    )


class TestDueAt:
    @pytest.mark.parametrize(
        ("received_at", "due"),
        [
            (at(6, 1), at(6, 8)),
            # Two weeks before the election begin on Oct. 20 at 4 a.m. in UTC.
            (at(10, 14), at(10, 21)),
            (at(10, 19), at(10, 22, 4)),
            (at(10, 25), at(10, 27)),
            (at(11, 3, 23), at(11, 5, 23)),
            # Here it's the day after.
            (at(11, 4, 6), at(11, 11, 6)),
        ],
    )
    def test_is_seven_days_and_48_hours_in_the_two_weeks_before_the_election(
        self, received_at, due
    ):
        assert due_at(received_at, ELECTION) == due


@pytest.mark.django_db
class TestOverdue:
    def test_keeps_what_is_past_its_moment_and_nothing_else(self):
        reports = [a_report(at(10, 1) + number * 7 * HOUR) for number in range(140)]
        for moment in (at(10, 8), at(10, 20), at(10, 22, 5), at(11, 2), at(11, 5), at(11, 20)):
            late = {each.pk for each in reports if each.due_at <= moment}
            found = Correction.objects.filter(received_at__lte=moment).overdue(moment)
            assert set(found.values_list("pk", flat=True)) == late

    def test_leaves_out_what_is_decided_or_held_for_review(self):
        a_report(at(6, 1), decision="accepted", decided_at=at(6, 20))
        a_report(at(6, 1), quarantine="limit")
        assert not Correction.objects.overdue(at(7, 1)).exists()


@pytest.mark.django_db
class TestDecisionTimes:
    def test_says_nothing_before_something_was_decided(self):
        nothing = Times(0, None, None)
        assert decision_times(at(7, 1)) == DecisionTimes(nothing, nothing, 0, 0)

    def test_are_the_middle_and_the_longest_of_a_year_and_what_is_overdue(self):
        for days in (1, 2, 9):
            received_at = at(6, 1)
            a_report(received_at, decision="rejected", decided_at=received_at + days * DAY)
        a_report(at(6, 1) - 400 * DAY, decision="accepted", decided_at=at(6, 1))
        waiting = a_report(at(6, 1))
        decided = Times(3, 2 * DAY, 9 * DAY)
        assert decision_times(at(7, 1)) == DecisionTimes(decided, decided, unread=1, overdue=1)
        read_at, by = at(6, 1) + 5 * HOUR, OrganizerFactory.create()
        ledger.corrections.acknowledge(waiting, by=by, now=read_at)
        slow = Correction.objects.get(decided_at=at(6, 10))
        Correction.objects.filter(pk=slow.pk).update(acknowledged_at=read_at, acknowledged_by=by)
        read = Times(4, (5 * HOUR + DAY) / 2, 2 * DAY)
        assert decision_times(at(7, 1)) == DecisionTimes(read, decided, unread=0, overdue=1)

    def test_change_when_the_next_report_is_late(self):
        early = a_report(at(6, 1))
        a_report(at(6, 3))
        assert next_late(at(6, 1, 13)) == at(6, 2)
        ledger.corrections.acknowledge(early, by=OrganizerFactory.create(), now=at(6, 1, 13))
        assert next_late(at(6, 1, 13)) == at(6, 4)
        assert next_late(at(6, 5)) == at(6, 8)
        assert next_late(at(6, 8)) == at(6, 10)
        assert next_late(at(6, 10)) is None

    @pytest.mark.parametrize(
        ("time", "words"),
        [
            (datetime.timedelta(0), "1 hour"),
            (HOUR, "1 hour"),
            (HOUR + datetime.timedelta(seconds=1), "2 hours"),
            (48 * HOUR, "48 hours"),
            (49 * HOUR, "3 days"),
            (9 * DAY, "9 days"),
        ],
    )
    def test_are_never_made_shorter_by_their_words(self, time, words):
        assert in_words(time) == words


@pytest.mark.django_db
class TestPages:
    def test_say_how_fast_we_decide_and_what_is_overdue(self, client):
        with time_machine.travel(at(7, 1), tick=False):
            page = " ".join(client.get("/corrections/").text.split())
            assert "0 reports are overdue right now." in page
            a_report(at(6, 1), decision="rejected", decided_at=at(6, 3))
            a_report(at(6, 1))
            page = " ".join(client.get("/corrections/").text.split())
        assert "we decided 1 report. It took 48 hours." in page
        assert "We read one report, and that took 48 hours." in page
        assert "1 report has waited for more than 24 hours to be read." in page
        assert "1 report is overdue right now." in page

    def test_tell_who_reports_something_by_when_we_decide(self, client):
        campaign = run(race=RaceFactory.create(election_on=ELECTION))
        with time_machine.travel(at(6, 1), tick=False):
            thanks = client.get(f"{campaign.get_absolute_url()}report/thanks/").text
        assert "decide by June 8, 2026" in thanks
