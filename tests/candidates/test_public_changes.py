import datetime
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from candidates import ledger
from candidates.changelog import Changelog
from candidates.models import Answer, Candidacy, Correction
from candidates.public_changes import Kind
from tests.candidates.changes import NOON, decide_correction, hours, only_change, publish, told
from tests.factories import (
    SOURCE,
    OrganizerFactory,
    StageFactory,
    record_results,
    run,
)

pytestmark = pytest.mark.django_db


class TestStatusChanges:
    def test_say_the_first_answer(self):
        candidacy = run("Ines Basalt")
        publish(candidacy, "signed", NOON)
        change = only_change()
        assert (change.kind, change.at, change.candidacy) == (Kind.STATUS, NOON, candidacy)
        assert change.about == "Ines Basalt, MI-11"
        assert change.sentence == (
            "The status is now “Signed.” The answer is dated March 14, 2026."
        )
        assert change.url == candidacy.get_absolute_url()

    def test_say_what_an_answer_took_the_place_of(self):
        candidacy = run()
        publish(candidacy, "refused", NOON)
        publish(candidacy, "signed", hours(1), answered_on=datetime.date(2026, 4, 1))
        assert [sentence for _kind, sentence in told()] == [
            "The status changed from “Refused” to “Signed.” The answer is dated April 1, 2026.",
            "The status is now “Refused.” The answer is dated March 14, 2026.",
        ]

    def test_tell_signed_rescinded_and_signed_again(self):
        candidacy = run()
        for number, kind in enumerate(["signed", "rescinded", "signed"]):
            publish(candidacy, kind, hours(number), answered_on=datetime.date(2026, 3, 1 + number))
        words = [change.sentence.partition("The answer")[0].strip() for change in Changelog()]
        assert words == [
            "The status changed from “Signed, then took it back” to “Signed.”",
            "The status changed from “Signed” to “Signed, then took it back.”",
            "The status is now “Signed.”",
        ]

    def test_do_not_repeat_a_status_that_stays(self):
        candidacy = run()
        publish(candidacy, "signed", NOON)
        publish(candidacy, "signed", hours(1), answered_on=datetime.date(2026, 4, 1))
        publish(candidacy, "refused", hours(2), answered_on=datetime.date(2026, 2, 1))
        assert len(Changelog()) == 1

    def test_know_a_day_only_as_far_as_the_record_does(self):
        publish(run(), "signed", NOON, answered_on_precision="month")
        assert only_change().sentence.endswith("The answer is dated March 2026.")

    def test_tell_the_past_as_it_was_although_the_answer_was_retracted_since(self):
        candidacy = run()
        ledger.answers.retract(
            publish(candidacy, "signed", NOON), reason="A mistake.", now=hours(2)
        )
        publish(candidacy, "refused", hours(3))
        assert [kind for kind, _sentence in told()] == [
            Kind.STATUS,
            Kind.RETRACTION,
            Kind.STATUS,
        ]
        assert told()[0][1].startswith("The status is now “Refused.”")

    def test_are_told_of_two_campaigns_at_one_moment(self):
        publish(run(), "signed", NOON)
        publish(run(), "refused", NOON)
        assert len(Changelog()) == 2


class TestRetractions:
    def test_of_an_answer_say_why_and_how_the_campaign_stands_now(self):
        answer = publish(run(), "signed", NOON)
        ledger.answers.retract(answer, reason="Another person of that name.", now=hours(1))
        change = Changelog()[:1][0]
        assert (change.kind, change.at) == (Kind.RETRACTION, hours(1))
        assert change.sentence == (
            "We retracted the answer “Signed” (March 14, 2026). The status is now "
            "“No answer.” Reason: Another person of that name."
        )

    def test_of_an_answer_that_was_not_in_force_say_that_the_status_stays(self):
        candidacy = run()
        earlier = publish(candidacy, "refused", NOON, answered_on=datetime.date(2026, 2, 1))
        publish(candidacy, "signed", hours(1))
        ledger.answers.retract(earlier, reason="Misread.", now=hours(2))
        assert "The status is still “Signed.” Reason: Misread." in Changelog()[:1][0].sentence

    def test_of_a_result_say_which_and_why(self):
        candidacy = run()
        stage = StageFactory.create(race=candidacy.race, party="DEM")
        [result] = record_results(stage, {candidacy: "lost"})
        ledger.stages.retract_result(result, reason="Counted wrongly.", now=NOON)
        assert told() == [
            (
                Kind.RETRACTION,
                "We retracted the result “lost” (Primary, Democratic, Aug. 4, 2026). "
                "Reason: Counted wrongly.",
            )
        ]


class TestReviews:
    """An answer under review doesn’t count, whatever happens meanwhile, and the page says so."""

    def test_say_what_the_status_is_meanwhile_and_after(self):
        answer = publish(run(), "signed", NOON)
        by, second = OrganizerFactory.create_batch(2)
        hold = ledger.holds.hold(answer, reason="A doubt.", by=by, now=hours(1))
        ledger.holds.propose(
            hold, outcome="stands", explanation="It’s theirs.", by=by, now=hours(2)
        )
        ledger.holds.confirm(hold, by=second, now=hours(2))
        assert [sentence for _kind, sentence in told()][:2] == [
            "The review of the answer “Signed” (March 14, 2026) ended: the answer stands. "
            "The status is now “Signed.” It’s theirs.",
            "We took the answer “Signed” (March 14, 2026) out of view to check it. "
            "The status is now “Under review.” Reason: A doubt.",
        ]

    def test_of_an_answer_that_did_not_count_leave_the_status_out(self):
        candidacy = run()
        earlier = publish(candidacy, "refused", NOON, answered_on=datetime.date(2026, 2, 1))
        publish(candidacy, "signed", hours(1))
        ledger.holds.dispute(earlier, reason="No.", by=OrganizerFactory.create(), now=hours(2))
        assert told()[0][1].endswith("is disputed and under review. Reason: No.")

    def test_stay_while_an_earlier_answer_is_retracted(self):
        candidacy = run()
        earlier = publish(candidacy, "refused", NOON, answered_on=datetime.date(2026, 2, 1))
        current = publish(candidacy, "signed", hours(1))
        ledger.holds.hold(current, reason="A doubt.", by=OrganizerFactory.create(), now=hours(2))
        ledger.answers.retract(earlier, reason="Misread.", now=hours(3))
        assert "The status is still “Under review.”" in told()[0][1]

    def test_are_over_once_a_later_answer_counts_even_with_the_same_word(self):
        candidacy = run()
        held = publish(candidacy, "signed", NOON)
        ledger.holds.hold(held, reason="A doubt.", by=OrganizerFactory.create(), now=hours(1))
        publish(candidacy, "signed", hours(2), answered_on=datetime.date(2026, 4, 1))
        assert told()[0][1] == (
            "The status changed from “Under review” to “Signed.” The answer is dated April 1, 2026."
        )
        assert len(Changelog()) == len(told()) == 3


class TestVotes:
    def test_are_told_when_they_are_declared_void_and_when_reinstated(self):
        candidacy = run()
        stage = StageFactory.create(race=candidacy.race)
        record_results(stage, {candidacy: "lost"})
        ledger.stages.declare_void(stage, source_url="https://court.example/void", now=NOON)
        ledger.stages.reinstate(stage, source_url=SOURCE, now=hours(1))
        after, before = Changelog()
        assert (before.kind, before.candidacy, before.about) == (Kind.ELECTION, None, "MI-11")
        assert before.url == candidacy.race.get_absolute_url()
        assert before.sentence == (
            "Primary (Aug. 4, 2026): declared void. Its results no longer count."
        )
        assert before.source.url == "https://court.example/void"
        assert "valid after all" in after.sentence


class TestRuns:
    @pytest.mark.parametrize(
        ("status", "word"),
        [
            ("withdrawn", "Withdrew"),
            ("died", "Died"),
            ("disqualified", "Disqualified"),
            ("replaced", "Replaced as nominee"),
        ],
    )
    def test_are_told_when_they_end_before_the_election(self, status, word):
        candidacy = run()
        ledger.runs.set_ballot_status(
            candidacy,
            Candidacy.BallotStatus(status),
            on=datetime.date(2026, 5, 3),
            source_url=SOURCE,
            now=NOON,
        )
        change = only_change()
        assert (change.kind, change.sentence) == (Kind.RUN, f"{word}, May 3, 2026.")
        assert change.at == NOON
        assert change.source.url == SOURCE

    def test_are_told_for_ever_and_also_when_they_go_on_after_all(self):
        candidacy = run()
        for hour, status in enumerate(["withdrawn", "withdrawn", "qualified"]):
            day = datetime.date(2026, 5, 3) if status == "withdrawn" else None
            ledger.runs.set_ballot_status(
                candidacy,
                Candidacy.BallotStatus(status),
                on=day,
                source_url=SOURCE,
                now=hours(hour),
            )
        assert told() == [
            (Kind.RUN, "Back in the race: On the ballot."),
            (Kind.RUN, "Withdrew, May 3, 2026."),
        ]

    def test_are_not_told_while_they_go_on(self):
        ledger.runs.set_ballot_status(
            run(), Candidacy.BallotStatus.QUALIFIED, on=None, source_url=SOURCE, now=NOON
        )
        assert len(Changelog()) == 0


class TestCorrections:
    def test_are_told_once_accepted_without_the_words_of_whoever_reported(self):
        decide_correction("accepted", "It is Green.")
        change = only_change()
        assert (change.kind, change.at) == (Kind.CORRECTION, NOON)
        assert change.sentence == "We corrected the party after a report. It is Green."

    def test_are_not_told_when_rejected_or_waiting(self):
        decide_correction("rejected", "No.")
        Correction.objects.create(candidacy=run(), field="name", claimed_value="X")
        Correction.objects.create(
            candidacy=run(), field="name", claimed_value="X", quarantine="honeypot"
        )
        assert told() == []


class TestStatusTold(TestCase):
    """Whatever happens in whatever order, the last word of the page is where a campaign stands."""

    @given(
        st.lists(
            st.tuples(
                st.sampled_from(Answer.Kind.values),
                st.integers(min_value=1, max_value=4),
                st.booleans(),
            ),
            min_size=1,
            max_size=5,
        )
    )
    @settings(max_examples=25, deadline=None)
    def test_equals_the_stored_status(self, story: list[tuple[str, int, bool]]) -> None:
        candidacy = run()
        answers: list[Answer] = []
        for number, (kind, day, takes_back_one) in enumerate(story):
            answers.append(
                publish(candidacy, kind, hours(number), answered_on=datetime.date(2026, 3, day))
            )
            if takes_back_one:
                ledger.answers.retract(answers.pop(0), reason="A mistake.", now=hours(number + 0.5))
        candidacy.refresh_from_db()
        everything = list(Changelog())
        assert len(Changelog()) == len(everything)
        assert Changelog()[:1] == everything[:1]
        words = re.findall(r"(?:is now|to|is still) “(.+?)[.]”", everything[0].sentence)
        assert words[0] == candidacy.status_label
