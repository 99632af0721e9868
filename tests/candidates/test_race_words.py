import datetime

from candidates.models import Candidacy, Cycle, Race
from candidates.race_words import outcome_label, results_in_words, signed_in_short
from candidates.statistics import Tally

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

    def test_says_that_the_election_was_canceled_while_its_outcome_is_unknown(self):
        race = Race(cycle=Cycle(year=2026), election_on=ELECTION_DAY)
        race.replaced_by = Race()
        for today in (ELECTION_DAY, DAY_AFTER):
            assert outcome_label(Candidacy(race=race), today) == "Election canceled"
        withdrew = Candidacy(race=race, outcome="withdrew")
        assert outcome_label(withdrew, DAY_AFTER) == "Withdrew"

    def test_says_that_a_switch_of_races_is_no_withdrawal(self):
        switched = label(DAY_AFTER, ballot_status="switched_race", outcome="withdrew")
        assert switched == "Running in another race"
        assert label(DAY_AFTER, ballot_status="withdrawn", outcome="withdrew") == "Withdrew"


class TestResultsInWords:
    def test_says_of_no_signer_whose_election_is_open_that_they_lost(self):
        over = {"elected": 5, "defeated": 9}
        missing = "The result of 1 signer isn’t recorded yet."
        said = [
            (Tally(signed=1, signed_waiting=1, waiting=1, **over), missing),
            (Tally(signed=3, signed_waiting=1, waiting=1, **over), missing),
            (Tally(signed=1, signed_running=1, running=1, **over), ""),
            (Tally(signed=1, **over), "The one who signed wasn’t elected."),
            (Tally(signed=2, **over), "None of the 2 who signed were elected."),
        ]
        assert [results_in_words(tally) for tally, _words in said] == [words for _, words in said]

    def test_counts_those_elected_while_other_results_are_missing(self):
        tally = Tally(
            signed=3, signed_elected=1, signed_waiting=1, elected=5, defeated=9, waiting=1
        )
        elected = "1 of the 3 who signed was elected."
        assert results_in_words(tally) == f"{elected} The result of 1 signer isn’t recorded yet."


class TestSignedInShort:
    def test_waits_for_results_as_long_as_a_signer_may_have_won(self):
        over = {"elected": 5, "defeated": 9}
        for still_open in ({"signed_waiting": 1}, {"signed_running": 1}):
            short = signed_in_short(Tally(signed=1, **still_open, **over))
            assert short == "1 signed, results to come"
        assert signed_in_short(Tally(signed=1, **over)) == "The one who signed wasn’t elected"
