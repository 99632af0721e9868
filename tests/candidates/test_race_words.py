import datetime

from candidates.models import Candidacy, Cycle, Race
from candidates.race_words import outcome_label

ELECTION_DAY = datetime.date(2026, 11, 3)
DAY_AFTER = datetime.date(2026, 11, 4)


def label(today: datetime.date, pinned_on: datetime.date | None = None, **fields: object) -> str:
    """Return the words for an unsaved candidacy: nothing is asked of a database."""
    race = Race(cycle=Cycle(year=2026, pinned_on=pinned_on), election_on=ELECTION_DAY)
    return outcome_label(Candidacy(race=race, **fields), today)


class TestOutcomeLabel:
    def test_says_of_nobody_that_they_run_once_people_have_voted(self):
        assert label(ELECTION_DAY) == "Running"
        assert label(ELECTION_DAY, outcome="won_primary") == "Won the primary"
        for outcome in ("active", "won_primary"):
            assert label(DAY_AFTER, outcome=outcome) == "Result not recorded yet"

    def test_follows_a_runoff(self):
        runoff = datetime.date(2026, 12, 1)
        assert label(runoff, runoff_on=runoff) == "Running"
        assert label(datetime.date(2026, 12, 2), runoff_on=runoff) == "Result not recorded yet"

    def test_stands_still_where_the_cycle_is_pinned(self):
        assert label(DAY_AFTER, pinned_on=datetime.date(2026, 5, 25)) == "Running"

    def test_keeps_a_result_that_is_recorded(self):
        assert label(DAY_AFTER, outcome="elected") == "Elected"
        assert label(DAY_AFTER, outcome="lost_primary") == "Lost the primary"

    def test_says_that_a_switch_of_races_is_no_withdrawal(self):
        switched = label(DAY_AFTER, ballot_status="switched_race", outcome="withdrew")
        assert switched == "Running in another race"
        assert label(DAY_AFTER, ballot_status="withdrawn", outcome="withdrew") == "Withdrew"
