"""Situations that trackers get wrong, each built from invented people."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from candidates.calendar import open_cycle
from candidates.models import Answer, Candidacy, Cycle, Jurisdiction, Race, Stage, StageResult
from candidates.standing import Outcome, Status
from candidates.statistics import record_figures
from tests.factories import (
    SOURCE,
    CandidacyFactory,
    CycleFactory,
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


class TestSeats:
    @pytest.fixture
    def cycle(self) -> Cycle:
        return open_cycle(2026)

    def test_there_are_470_that_vote_and_five_delegates(self, cycle):
        assert Race.objects.filter(voting=True).count() == 470
        assert Race.objects.filter(voting=True, chamber="H").count() == 435
        delegates = Race.objects.filter(voting=False)
        assert {race.jurisdiction_id for race in delegates} == {"AS", "DC", "GU", "MP", "VI"}
        assert {race.title for race in delegates} == {"delegate"}

    def test_at_large_districts_are_00(self, cycle):
        at_large = Race.objects.filter(chamber="H", district="00", voting=True)
        assert {race.jurisdiction_id for race in at_large} == {"AK", "DE", "ND", "SD", "VT", "WY"}

    def test_puerto_rico_is_on_the_ballot_every_four_years(self, cycle):
        assert not Race.objects.filter(jurisdiction="PR").exists()
        open_cycle(2028)
        race = Race.objects.get(jurisdiction="PR")
        assert (race.title, race.voting) == ("resident_commissioner", False)

    def test_the_senate_elects_33_regularly_and_two_in_special_elections(self, cycle):
        senate = Race.objects.filter(chamber="S")
        assert senate.filter(kind="regular", senate_class=2).count() == 33
        special = senate.filter(kind="special")
        assert {(race.jurisdiction_id, race.senate_class) for race in special} == {
            ("FL", 3),
            ("OH", 3),
        }

    def test_the_method_belongs_to_the_race(self, cycle):
        def kinds(code: str, chamber: str) -> list[str]:
            race = Race.objects.filter(jurisdiction=code, chamber=chamber).first()
            return [stage.kind for stage in race.stages.order_by("held_on")]

        assert kinds("CA", "H") == ["top_two", "general"]
        assert kinds("AK", "S") == ["top_four", "general"]
        assert kinds("LA", "H") == ["general", "general_runoff"]
        assert kinds("GA", "S") == ["primary", "primary_runoff", "general", "general_runoff"]
        assert kinds("OH", "S") == ["primary", "special"]
        assert kinds("GU", "H") == ["general"]

    def test_opening_a_cycle_again_changes_nothing(self, cycle):
        before = (Race.objects.count(), Stage.objects.count())
        open_cycle(2026)
        assert (Race.objects.count(), Stage.objects.count()) == before

    def test_a_seat_has_one_race_even_where_columns_are_empty(self, cycle):
        race = Race.objects.get(jurisdiction="MI", district="11")
        race.pk = None
        with pytest.raises(IntegrityError, match="race_is_the_only_one_for_its_seat"):
            race.save(force_insert=True)

    def test_a_cancelled_race_may_be_replaced_once(self, cycle):
        cancelled = Race.objects.get(jurisdiction="MI", district="11")
        fields = {
            "cycle": cycle,
            "jurisdiction_id": "MI",
            "chamber": "H",
            "district": "11",
            "election_on": datetime.date(2026, 12, 8),
            "replaces": cancelled,
        }
        replacement = Race.objects.create(**fields)
        assert list(Race.objects.filter(jurisdiction="MI", district="11").standing()) == [
            replacement
        ]
        with pytest.raises(IntegrityError, match="replaces"):
            Race.objects.create(**fields)


class TestOnePersonTwoElections:
    def test_special_and_regular_election_on_one_day_count_one_person(self):
        regular = RaceFactory.create(jurisdiction=state("TX"), district="18")
        special = RaceFactory.create(jurisdiction=state("TX"), district="18", kind="special")
        first = run(race=regular)
        second = CandidacyFactory.create(person=first.person, race=special)
        publish_answer(second)
        figures = record_figures(regular.cycle)
        assert (figures.tracked, figures.signed, figures.pending) == (1, 1, 0)
        assert Candidacy.objects.listed().count() == 2

    def test_one_run_registered_twice_is_linked_and_counted_once(self):
        kept = run("Ines Basalt", fec_id="H6MI11001")
        twin = CandidacyFactory.create(fec_id="H6MI11002", race=kept.race)
        twin.person, twin.duplicate_of, twin.is_current = kept.person, kept, False
        twin.save()
        publish_answer(kept)
        assert record_figures(kept.race.cycle).total.tracked == 1
        assert list(Candidacy.objects.listed()) == [kept]

    def test_two_rows_of_one_person_in_one_race_need_the_link(self):
        kept = run()
        with pytest.raises(IntegrityError, match="candidacy_is_one_per_person_and_race"):
            CandidacyFactory.create(person=kept.person, race=kept.race)

    def test_a_duplicate_with_a_record_of_its_own_cannot_be_hidden(self):
        kept = run(fec_id="H6MI11001")
        other = run(race__district="12", person=kept.person)
        with pytest.raises(ValidationError, match="rows in one race"):
            other.link_as_duplicate_of(kept, now=timezone.now())


class TestOneName:
    def test_two_candidates_of_one_name_keep_their_own_answers(self):
        first, second = run("Noor Willow"), run("Noor Willow")
        publish_answer(first)
        second.refresh_from_db()
        assert (first.status, second.status) == (Status.SIGNED, Status.PENDING)
        assert first.person.slug != second.person.slug

    def test_father_and_son_are_two_people(self):
        father = run("Abel Fern", person__suffix="Sr.")
        son = run("Abel Fern", person__suffix="Jr.")
        publish_answer(son, "refused")
        father.refresh_from_db()
        assert father.status == Status.PENDING
        assert record_figures(father.race.cycle).tracked == 2


class TestSwitchedRace:
    @pytest.fixture
    def moved(self) -> tuple[Candidacy, Candidacy]:
        """A signed House run that was given up for the Senate."""
        house = run(incumbency="I")
        publish_answer(house)
        senate = house.switch_race(
            RaceFactory.create(senate=True, jurisdiction=state("MI")),
            on=datetime.date(2026, 3, 1),
            source_url=SOURCE,
            now=timezone.now(),
        )
        house.refresh_from_db()
        return house, senate

    def test_the_pledge_does_not_follow(self, moved):
        house, senate = moved
        assert (house.status, house.is_current) == (Status.SIGNED, False)
        assert (senate.status, senate.is_current) == (Status.PENDING, True)
        figures = record_figures(house.race.cycle)
        assert (figures.tracked, figures.signed, figures.pending) == (1, 0, 1)

    def test_an_organizer_carries_it_over_with_a_note(self, moved):
        house, senate = moved
        organizer, verifier = (publish_answer(run()).recorded_by for _ in range(2))
        answer = house.answers.get()
        draft = answer.carry_over(senate, by=organizer, note="Said so on 2 March.")
        assert not draft.is_published
        draft.verify(verifier)
        draft.publish(now=timezone.now())
        senate.refresh_from_db()
        assert senate.status == Status.SIGNED
        assert draft.carried_from == answer
        assert draft.lead_evidence.url == answer.lead_evidence.url
        assert draft.lead_evidence != answer.lead_evidence

    def test_leaving_a_race_is_not_losing_it(self, moved):
        house, _senate = moved
        assert house.outcome == Outcome.WITHDREW


class TestEndsWithoutAVote:
    @pytest.mark.parametrize(
        ("ballot_status", "outcome"),
        [
            ("died", Outcome.DIED),
            ("withdrawn", Outcome.WITHDREW),
            ("replaced", Outcome.WITHDREW),
            ("disqualified", Outcome.DISQUALIFIED),
        ],
    )
    def test_says_how_the_run_ended(self, ballot_status, outcome):
        candidacy = run()
        publish_answer(candidacy)
        candidacy.set_ballot_status(
            Candidacy.BallotStatus(ballot_status),
            on=datetime.date(2026, 9, 1),
            source_url=SOURCE,
            now=timezone.now(),
        )
        assert (candidacy.status, candidacy.outcome) == (Status.SIGNED, outcome)
        figures = record_figures(candidacy.race.cycle)
        assert figures.outcomes[outcome] == figures.signed == 1

    def test_an_end_without_a_source_is_refused_by_the_database(self):
        candidacy = run()
        with pytest.raises(IntegrityError, match="candidacy_that_ended_has_date_and_source"):
            candidacy.set_ballot_status(
                Candidacy.BallotStatus.DIED, on=None, source_url="", now=timezone.now()
            )

    def test_a_nominee_and_the_replacement_are_both_on_record(self):
        nominee = run()
        record_results(StageFactory.create(race=nominee.race), {nominee: "advanced"})
        nominee.set_ballot_status(
            Candidacy.BallotStatus.REPLACED,
            on=datetime.date(2026, 9, 1),
            source_url=SOURCE,
            now=timezone.now(),
        )
        replacement = run(race=nominee.race)
        assert (nominee.outcome, replacement.outcome) == (Outcome.WITHDREW, Outcome.ACTIVE)
        assert Candidacy.objects.listed().count() == 2


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

    def test_ranked_choice_leads_to_the_same_words(self):
        race = RaceFactory.create(jurisdiction=state("ME"), district="02")
        winner, loser = run(race=race), run(race=race)
        general = StageFactory.create(race=race, kind="general", held_on=ELECTION_DAY)
        record_results(general, {winner: "won", loser: "lost"})
        assert (winner.outcome, loser.outcome) == (Outcome.ELECTED, Outcome.LOST_GENERAL)

    def test_louisianas_vote_without_a_primary_goes_to_a_runoff(self):
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
        void.declare_void(source_url=SOURCE, now=timezone.now())
        for candidacy in (first, second):
            candidacy.refresh_from_db()
            assert candidacy.outcome == Outcome.ACTIVE
        again = void.hold_again(on=datetime.date(2026, 8, 11), source_url=SOURCE)
        record_results(again, {first: "lost", second: "won"})
        assert (first.outcome, second.outcome) == (Outcome.LOST_PRIMARY, Outcome.WON_PRIMARY)
        assert StageResult.objects.filter(stage=void).count() == 2
        with pytest.raises(ValidationError, match="set again"):
            void.reinstate(source_url=SOURCE, now=timezone.now())

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
        result.retract(reason="Read the wrong column.", now=timezone.now())
        record_results(other, {fusion: "unopposed"})
        assert fusion.outcome == Outcome.WON_PRIMARY

    def test_a_convention_that_sends_on_to_the_primary_decides_nothing(self):
        candidacy = run(race__jurisdiction=state("UT"), race__district="01")
        convention = StageFactory.create(
            race=candidacy.race, kind="convention", held_on=datetime.date(2026, 4, 25)
        )
        record_results(convention, {candidacy: "advanced"})
        assert candidacy.outcome == Outcome.ACTIVE

    def test_somebody_who_withdrew_before_the_vote_did_not_lose_it(self):
        candidacy = run()
        record_results(StageFactory.create(race=candidacy.race), {candidacy: "withdrew"})
        assert candidacy.outcome == Outcome.WITHDREW


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
        assert candidacy.status_label == "Answered, not signed as written"
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
        right.retract(reason="It was another campaign's letter.", now=timezone.now())
        candidacy.refresh_from_db()
        assert candidacy.status == Status.SIGNED

    def test_retracting_the_only_answer_leaves_no_answer(self):
        candidacy = run()
        answer = publish_answer(candidacy, "refused")
        answer.retract(reason="Recorded for the wrong person.", now=timezone.now())
        candidacy.refresh_from_db()
        assert (candidacy.status, candidacy.current_answer) == (Status.PENDING, None)
        assert Answer.objects.published().get().retraction_reason


class TestStatesAndTerritories:
    def test_the_district_and_territories_are_counted_apart_from_states(self):
        for code in ("MI", "DC", "GU"):
            trait = {"delegate": True} if code != "MI" else {}
            candidacy = run(race=RaceFactory.create(jurisdiction=state(code), **trait))
            publish_answer(candidacy)
        figures = record_figures(CycleFactory.create())
        assert (figures.signed, figures.states, figures.districts_and_territories) == (3, 1, 2)

    def test_56_jurisdictions_are_seeded_with_435_seats(self):
        assert Jurisdiction.objects.count() == 56
        assert Jurisdiction.objects.states().count() == 50
        assert sum(place.house_seats for place in Jurisdiction.objects.all()) == 435


class TestDatabase:
    def test_a_result_of_another_race_is_refused(self):
        candidacy = run()
        elsewhere = StageFactory.create(race=RaceFactory.create(district="12"))
        with (
            pytest.raises(IntegrityError, match="another race"),
            transaction.atomic(),
        ):
            record_results(elsewhere, {candidacy: "lost"})
        assert not StageResult.objects.exists()
