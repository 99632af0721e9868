"""What answers and each kind of election make of a candidacy."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from candidates import ledger
from candidates.derivation import derive_outcome, phase_of_race
from candidates.ledger.refresh import refresh_people
from candidates.models import Answer, Candidacy, Stage, StageResult
from candidates.models.choices import Outcome, Status
from tests.factories import (
    SOURCE,
    PledgeTextFactory,
    RaceFactory,
    StageFactory,
    publish_answer,
    record_results,
    run,
    state,
)

pytestmark = pytest.mark.django_db
ELECTION_DAY = datetime.date(2026, 11, 3)


class TestVotes:
    def test_a_runoff_keeps_the_run_active_until_it_is_held(self):
        race = RaceFactory.create(jurisdiction=state("TX"), district="07")
        first, second, third = (run(race=race) for _ in range(3))
        primary = StageFactory.create(race=race, held_on=datetime.date(2026, 3, 3))
        record_results(primary, {first: "to_runoff", second: "to_runoff", third: "lost"})
        assert [first.outcome, second.outcome, third.outcome] == [
            Outcome.ACTIVE,
            Outcome.ACTIVE,
            Outcome.LOST_PRIMARY,
        ]
        runoff = StageFactory.create(
            race=race, kind="primary_runoff", held_on=datetime.date(2026, 5, 26)
        )
        record_results(runoff, {first: "won", second: "lost"})
        assert (first.outcome, second.outcome) == (Outcome.WON_PRIMARY, Outcome.LOST_PRIMARY)

    def test_two_advance_from_a_top_two_primary_of_one_party(self):
        race = RaceFactory.create(jurisdiction=state("CA"), district="12")
        first, second = run(race=race), run(race=race)
        primary = StageFactory.create(race=race, kind="top_two", advances=2)
        record_results(primary, {first: "advanced", second: "advanced"})
        assert {first.outcome, second.outcome} == {Outcome.WON_PRIMARY}

    def test_four_of_alaskas_primary_go_on_to_a_ranked_choice(self):
        race = RaceFactory.create(jurisdiction=state("AK"), district="00")
        field = [run(race=race, party_code=code) for code in ("DEM", "REP", "REP", "LIB", "GRE")]
        primary = StageFactory.create(race=race, kind="top_four", advances=4)
        outcomes = ["advanced"] * 4 + ["lost"]
        record_results(primary, dict(zip(field, outcomes, strict=True)))
        assert [row.outcome for row in field] == ["won_primary"] * 4 + ["lost_primary"]
        general = StageFactory.create(race=race, kind="general", held_on=ELECTION_DAY)
        outcomes = ["lost", "won", "lost", "withdrew"]
        record_results(general, dict(zip(field, outcomes, strict=False)))
        assert [row.outcome for row in field] == [
            "lost_general",
            "elected",
            "lost_general",
            "withdrew",
            "lost_primary",
        ]

    def test_a_place_of_alaskas_four_is_free_once_somebody_left_the_race(self):
        race = RaceFactory.create(jurisdiction=state("AK"), district="00")
        field = [run(race=race, party_code=code) for code in ("DEM", "REP", "REP", "LIB", "GRE")]
        sixth = run(race=race)
        primary = StageFactory.create(race=race, kind="top_four", advances=4)
        record_results(primary, dict.fromkeys(field[:4], "advanced"))
        with pytest.raises(ValidationError, match="at most 4"):
            record_results(primary, {field[4]: "advanced"})
        ledger.runs.set_ballot_status(
            field[0],
            Candidacy.BallotStatus.WITHDRAWN,
            on=datetime.date(2026, 8, 24),
            source_url=SOURCE,
            now=timezone.now(),
        )
        record_results(primary, {field[4]: "advanced"})
        with pytest.raises(ValidationError, match="at most 4"):
            record_results(primary, {sixth: "advanced"})
        field[1].person.died_on = datetime.date(2026, 9, 1)
        field[1].person.died_source_url = SOURCE
        field[1].person.save()
        refresh_people([field[1].person_id], now=timezone.now())
        record_results(primary, {sixth: "advanced"})
        with pytest.raises(ValidationError, match="advanced after this person left"):
            ledger.runs.set_ballot_status(
                field[0],
                Candidacy.BallotStatus.QUALIFIED,
                on=None,
                source_url="",
                now=timezone.now(),
            )
        outcomes = Candidacy.objects.order_by("pk").values_list("outcome", flat=True)
        assert list(outcomes) == ["withdrew", "died", *["won_primary"] * 4]

    def test_louisianas_election_without_a_primary_goes_to_a_runoff(self):
        race = RaceFactory.create(jurisdiction=state("LA"), district="02")
        first, second, third = (run(race=race) for _ in range(3))
        general = StageFactory.create(race=race, kind="general", held_on=ELECTION_DAY)
        record_results(general, {first: "to_runoff", second: "to_runoff", third: "lost"})
        assert (first.outcome, third.outcome) == (Outcome.ACTIVE, Outcome.LOST_GENERAL)
        runoff = StageFactory.create(
            race=race, kind="general_runoff", held_on=datetime.date(2026, 12, 12)
        )
        record_results(runoff, {first: "won", second: "lost"})
        assert (first.outcome, second.outcome) == (Outcome.ELECTED, Outcome.LOST_GENERAL)

    def test_a_void_primary_returns_everyone_on_it_and_is_held_again(self):
        race = RaceFactory.create(jurisdiction=state("AL"), district="02")
        first, second = run(race=race), run(race=race)
        void = StageFactory.create(race=race, held_on=datetime.date(2026, 5, 19))
        record_results(void, {first: "won", second: "lost"})
        ledger.stages.declare_void(void, source_url=SOURCE, now=timezone.now())
        for candidacy in (first, second):
            candidacy.refresh_from_db()
            assert candidacy.outcome == Outcome.ACTIVE
        again = ledger.stages.hold_again(
            void, on=datetime.date(2026, 8, 11), source_url=SOURCE, now=timezone.now()
        )
        record_results(again, {first: "lost", second: "won"})
        assert (first.outcome, second.outcome) == (Outcome.LOST_PRIMARY, Outcome.WON_PRIMARY)
        assert StageResult.objects.filter(stage=void).count() == 2
        with pytest.raises(ValidationError, match="was rescheduled"):
            ledger.stages.reinstate(void, source_url=SOURCE, now=timezone.now())

    def test_losing_one_partys_primary_ends_nothing_while_another_line_is_open(self):
        race = RaceFactory.create(jurisdiction=state("NY"), district="10")
        fusion = run(race=race, party_code="DEM", other_party_codes=["WFP"])
        plain = run(race=race, party_code="DEM")
        democratic = StageFactory.create(race=race, party="DEM")
        record_results(democratic, {fusion: "lost", plain: "lost"})
        assert (fusion.outcome, plain.outcome) == (Outcome.ACTIVE, Outcome.LOST_PRIMARY)
        other = StageFactory.create(race=race, party="WFP")
        [result] = record_results(other, {fusion: "lost"})
        assert fusion.outcome == Outcome.LOST_PRIMARY
        ledger.stages.retract_result(result, reason="Read the wrong column.", now=timezone.now())
        record_results(other, {fusion: "unopposed"})
        assert fusion.outcome == Outcome.WON_PRIMARY

    def test_a_line_is_lost_in_the_primary_that_all_parties_hold_as_one_entry(self):
        race = RaceFactory.create(jurisdiction=state("NY"), district="10")
        fusion = run(race=race, party_code="DEM", other_party_codes=["WFP"])
        record_results(StageFactory.create(race=race), {fusion: "lost"})
        assert fusion.outcome == Outcome.ACTIVE

    def test_no_line_outlives_a_top_two_primary(self):
        race = RaceFactory.create(jurisdiction=state("CA"), district="12")
        fusion = run(race=race, party_code="DEM", other_party_codes=["WFP"])
        record_results(StageFactory.create(race=race, kind="top_two"), {fusion: "lost"})
        assert fusion.outcome == Outcome.LOST_PRIMARY

    def test_withdrawing_from_one_line_ends_nothing_on_the_other(self):
        race = RaceFactory.create(jurisdiction=state("NY"), district="10")
        fusion = run(race=race, party_code="DEM", other_party_codes=["WFP"])
        record_results(StageFactory.create(race=race, party="WFP"), {fusion: "withdrew"})
        assert fusion.outcome == Outcome.ACTIVE
        record_results(StageFactory.create(race=race, party="DEM"), {fusion: "won"})
        assert fusion.outcome == Outcome.WON_PRIMARY
        general = StageFactory.create(race=race, kind="general", held_on=ELECTION_DAY)
        record_results(general, {fusion: "won"})
        assert fusion.outcome == Outcome.ELECTED

    def test_a_primary_decides_over_the_convention_before_it(self):
        candidacy = run(race__jurisdiction=state("UT"), race__district="01")
        convention = StageFactory.create(
            race=candidacy.race, kind="convention", party="DEM", held_on=datetime.date(2026, 4, 25)
        )
        record_results(convention, {candidacy: "won"})
        assert candidacy.outcome == Outcome.WON_PRIMARY
        record_results(StageFactory.create(race=candidacy.race), {candidacy: "lost"})
        assert candidacy.outcome == Outcome.LOST_PRIMARY

    def test_a_void_election_takes_no_results_and_is_ruled_on_once(self):
        candidacy = run()
        stage = StageFactory.create(race=candidacy.race)
        seen_before = Stage.objects.get(pk=stage.pk)
        ledger.stages.declare_void(stage, source_url=SOURCE, now=timezone.now())
        with pytest.raises(ValidationError, match="declared void"):
            record_results(seen_before, {candidacy: "won"})
        with pytest.raises(ValidationError, match="already void"):
            ledger.stages.declare_void(seen_before, source_url=SOURCE, now=timezone.now())
        assert stage.rulings.count() == 1
        ledger.stages.reinstate(stage, source_url=SOURCE, now=timezone.now())
        assert stage.status == "scheduled"
        with pytest.raises(ValidationError, match="isn’t void"):
            ledger.stages.reinstate(stage, source_url=SOURCE, now=timezone.now())

    def test_a_convention_that_sends_on_to_the_primary_decides_nothing(self):
        candidacy = run(race__jurisdiction=state("UT"), race__district="01")
        convention = StageFactory.create(
            race=candidacy.race, kind="convention", held_on=datetime.date(2026, 4, 25)
        )
        record_results(convention, {candidacy: "advanced"})
        assert candidacy.outcome == Outcome.ACTIVE

    def test_somebody_who_withdrew_before_the_election_did_not_lose_it(self):
        candidacy = run()
        record_results(StageFactory.create(race=candidacy.race), {candidacy: "withdrew"})
        assert candidacy.outcome == Outcome.WITHDREW


class TestTheDayThatDecides:
    RUNOFF_DAY = datetime.date(2026, 12, 1)

    def test_is_the_runoffs_only_for_who_was_sent_to_it(self):
        """A runoff that is on the calendar keeps no race open by itself."""
        race = RaceFactory.create(jurisdiction=state("GA"), senate=True)
        general = StageFactory.create(race=race, kind="general", held_on=ELECTION_DAY)
        runoff = StageFactory.create(race=race, kind="general_runoff", held_on=self.RUNOFF_DAY)
        first, second, third, unrecorded = (run(race=race) for _ in range(4))
        record_results(general, {first: "to_runoff", second: "to_runoff", third: "lost"})
        assert [row.decided_on for row in (first, second)] == [self.RUNOFF_DAY] * 2
        assert [row.decided_on for row in (third, unrecorded)] == [ELECTION_DAY] * 2
        record_results(runoff, {first: "won", second: "lost"})
        assert (first.outcome, second.outcome) == (Outcome.ELECTED, Outcome.LOST_GENERAL)

    def test_moves_with_a_void_election_that_is_held_again(self):
        moved = datetime.date(2026, 12, 15)
        race = RaceFactory.create(jurisdiction=state("GA"), senate=True)
        general = StageFactory.create(race=race, kind="general", held_on=ELECTION_DAY)
        runoff = StageFactory.create(race=race, kind="general_runoff", held_on=self.RUNOFF_DAY)
        candidacy = run(race=race)
        record_results(general, {candidacy: "to_runoff"})
        for void in (runoff, general):
            ledger.stages.declare_void(void, source_url=SOURCE, now=timezone.now())
            candidacy = Candidacy.objects.get()
            assert candidacy.decided_on == ELECTION_DAY
            ledger.stages.hold_again(void, on=moved, source_url=SOURCE, now=timezone.now())
            candidacy = Candidacy.objects.get()
            assert candidacy.decided_on == moved
        assert (candidacy.runoff_on, candidacy.race.election_on) == (None, moved)


class TestPhaseOfRace:
    BEFORE, AFTER = ELECTION_DAY, datetime.date(2026, 11, 4)
    RUNOFF_DAY = datetime.date(2026, 12, 1)

    def phase(self, day: datetime.date, *outcomes: str, in_runoff: int = 0) -> str:
        """Return the phase of a race; the first `in_runoff` of its candidates are in a runoff."""
        days = [self.RUNOFF_DAY] * in_runoff + [ELECTION_DAY] * (len(outcomes) - in_runoff)
        return phase_of_race(zip(outcomes, days, strict=True), ELECTION_DAY, day=day)

    def test_is_campaigning_until_the_election(self):
        assert self.phase(self.BEFORE, "active", "lost_primary") == "campaigning"
        assert self.phase(self.BEFORE, "lost_primary", "withdrew") == "campaigning"
        assert self.phase(self.BEFORE) == "campaigning"

    def test_waits_for_a_result(self):
        assert self.phase(self.AFTER, "active", "lost_general", "withdrew") == "waiting"

    def test_is_over_once_somebody_won_or_everybody_lost(self):
        assert self.phase(self.AFTER, "elected", "active") == "afterwards"
        assert self.phase(self.AFTER, "lost_general", "died") == "afterwards"

    def test_stays_open_for_a_runoff(self):
        assert self.phase(self.AFTER, "active", "active", "active", in_runoff=2) == "campaigning"
        late = datetime.date(2026, 12, 2)
        assert self.phase(late, "active", "lost_general", in_runoff=1) == "waiting"


class TestADeath:
    def test_before_a_runoff_of_the_general_election_ends_the_run(self):
        general = StageFactory.create(kind="general", held_on=datetime.date(2026, 11, 3))
        candidacy = run(race=general.race)
        record_results(general, {candidacy: "to_runoff"})
        person = candidacy.person
        person.died_on, person.died_source_url = datetime.date(2026, 11, 20), "https://example.org"
        person.save()
        candidacy.person = person
        results = candidacy.stage_results.select_related("stage")
        assert derive_outcome(candidacy, results) == Outcome.DIED


class TestAnswers:
    def test_an_older_text_signed_is_signed(self):
        old = PledgeTextFactory.create(version=1)
        PledgeTextFactory.create(version=2, effective_on=datetime.date(2026, 4, 1))
        candidacy = run()
        publish_answer(candidacy, pledge_text=old, answered_on=datetime.date(2026, 5, 1))
        assert candidacy.status == Status.SIGNED
        assert candidacy.current_answer.pledge_text.version == 1

    def test_an_altered_text_is_an_answer_and_not_a_signature(self):
        candidacy = run()
        publish_answer(candidacy, "signed_with_changes")
        assert candidacy.status == Status.PENDING
        assert candidacy.status_label == "Signed with changes"
        assert candidacy.status_on == datetime.date(2026, 3, 14)

    def test_signed_rescinded_and_signed_again(self):
        candidacy = run()
        publish_answer(candidacy, answered_on=datetime.date(2026, 2, 1))
        publish_answer(candidacy, "rescinded", answered_on=datetime.date(2026, 3, 1))
        assert (candidacy.status, candidacy.status_label) == (
            Status.REFUSED,
            "Signed, then took it back",
        )
        publish_answer(candidacy, answered_on=datetime.date(2026, 4, 1))
        assert candidacy.status == Status.SIGNED
        assert candidacy.answers.published().count() == 3

    def test_an_older_answer_found_later_does_not_win(self):
        candidacy = run()
        publish_answer(candidacy, answered_on=datetime.date(2026, 4, 1))
        publish_answer(candidacy, "refused", answered_on=datetime.date(2026, 1, 10))
        assert candidacy.status == Status.SIGNED

    def test_a_superseding_answer_wins_whatever_its_date_until_it_is_retracted(self):
        candidacy = run()
        wrong = publish_answer(candidacy, answered_on=datetime.date(2026, 4, 1))
        right = publish_answer(
            candidacy, "refused", answered_on=datetime.date(2026, 3, 1), supersedes=wrong
        )
        assert candidacy.status == Status.REFUSED
        ledger.answers.retract(
            right, reason="It was another campaign's letter.", now=timezone.now()
        )
        candidacy.refresh_from_db()
        assert candidacy.status == Status.SIGNED

    def test_retracting_the_only_answer_leaves_no_answer(self):
        candidacy = run()
        answer = publish_answer(candidacy, "refused")
        ledger.answers.retract(answer, reason="Recorded for the wrong person.", now=timezone.now())
        candidacy.refresh_from_db()
        assert (candidacy.status, candidacy.current_answer) == (Status.PENDING, None)
        assert Answer.objects.published().get().retraction_reason
