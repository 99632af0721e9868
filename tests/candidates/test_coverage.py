import datetime
from collections import Counter

import pytest

from candidates.coverage import (
    Asked,
    Coverage,
    coverage,
    large_parties,
    last_asked,
    times_asked,
)
from candidates.models import Candidacy, Cycle, Outreach
from candidates.statistics import record_figures
from tests.factories import OutreachFactory, RaceFactory, publish_answer, run

pytestmark = pytest.mark.django_db
FIRST = datetime.date(2026, 3, 1)
Channel, Outcome = Outreach.Channel, Outreach.Outcome


def ask(campaign, *, days: int = 0, outcome: str = Outcome.SPOKE) -> None:
    Outreach.objects.create(
        candidacy=campaign,
        channel=Channel.PHONE,
        done_on=FIRST + datetime.timedelta(days=days),
        outcome=outcome,
    )


def asked() -> list[Coverage]:
    return coverage(Cycle.objects.current(), ["DEM", "REP"])


class TestCoverage:
    def test_is_empty_without_a_cycle(self):
        assert coverage(None, ["DEM"]) == []

    def test_counts_each_campaign_once_and_each_time_we_reached_it(self):
        often, never, other = (run(party_code=code) for code in ("DEM", "DEM", "GRE"))
        duplicate = run(person=often.person, race=often.race, duplicate_of=often, is_current=False)
        senator = run(party_code="REP", race=RaceFactory.create(senate=True))
        ask(often)
        ask(often, days=1, outcome=Outcome.VOICEMAIL)
        ask(never, outcome=Outcome.NO_ANSWER)
        ask(other)
        assert duplicate.pk
        assert asked() == [
            Coverage("H", "DEM", campaigns=2, asked=1, times=2, answered=0, median_days=None),
            Coverage("H", "", campaigns=1, asked=1, times=1, answered=0, median_days=None),
            Coverage("S", "REP", campaigns=1, asked=0, times=0, answered=0, median_days=None),
        ]
        assert senator.pk
        assert (
            sum(row.campaigns for row in asked()) == record_figures(Cycle.objects.current()).tracked
        )

    def test_takes_the_middle_of_the_days_from_the_first_time_to_the_answer(self):
        for days in (2, 4, 30):
            campaign = run(party_code="DEM")
            ask(campaign)
            ask(campaign, days=1)
            publish_answer(campaign, answered_on=FIRST + datetime.timedelta(days=days))
        early = run(party_code="DEM")
        publish_answer(early, answered_on=FIRST - datetime.timedelta(days=9))
        ask(early)
        [row] = asked()
        assert (row.answered, row.median_days, row.days_shown) == (4, 4, "4")

    def test_rounds_the_share_down_so_that_all_means_all(self):
        assert Coverage("H", "DEM", 1000, 999, 1, 0, None).asked_percent == 99


class TestLargeParties:
    def test_leave_out_the_small_ones_and_campaigns_without_one(self):
        assert large_parties(Counter({"REP": 10, "DEM": 99, "GRE": 9, "": 50})) == ["DEM", "REP"]


class TestTimesAsked:
    def test_counts_what_went_to_a_registration_twice(self, django_assert_num_queries):
        ada, bea, cal = run(), run(), run()
        again = run(race=RaceFactory.create(district="07"), person=ada.person)
        first, last = datetime.date(2026, 1, 5), datetime.date(2026, 2, 16)
        OutreachFactory.create(candidacy=ada, done_on=last)
        OutreachFactory.create(candidacy=again, done_on=first)
        OutreachFactory.create(candidacy=bea, done_on=last)
        Candidacy.objects.filter(pk=again.pk).update(duplicate_of=ada, is_current=False)
        with django_assert_num_queries(2):
            asked = times_asked([ada.pk, cal.pk])
            in_short = last_asked([ada.pk, cal.pk])
        assert asked == {ada.pk: Asked(2, last, first, (last, first)), cal.pk: Asked()}
        assert in_short == {ada.pk: (2, str(last))}
        assert last_asked([]) == {}
