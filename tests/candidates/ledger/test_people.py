import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from candidates import ledger
from candidates.ledger.people import (
    MOST_ALIKE,
    ComparedName,
    merge_people,
    say_not_the_same,
    suggest_links,
    which_to_keep,
)
from candidates.ledger.refresh import differences
from candidates.models import Candidacy, Cycle, LinkSuggestion, Person, Race
from candidates.models.choices import Status
from candidates.statistics import record_figures
from tests.candidates.filings import filed
from tests.factories import (
    SOURCE,
    CandidacyFactory,
    CycleFactory,
    OrganizerFactory,
    PersonFactory,
    RaceFactory,
    StageFactory,
    draft_answer,
    publish_answer,
    record_results,
    run,
    state,
)

NOW = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)


class TestComparedName:
    @pytest.mark.parametrize(
        ("first", "second", "may_be_one"),
        [
            (("Quartz, Ada", ""), ("Quartz, Ada", ""), True),
            (("QUARTZ, Ada", ""), ("Quartz, ada", ""), True),
            (("Nuñez, Zoë", ""), ("Nunez, Zoe", ""), True),
            (("Quartz-Stone, Ada", ""), ("Quartz Stone, Ada", ""), True),
            (("Quartz, Ada “Bud”", ""), ("Quartz, Ada", ""), True),
            (("Quartz, Ada Lee", ""), ("Quartz, Ada", ""), True),
            (("Quartz, Ada Lee", ""), ("Quartz, Ada L.", ""), True),
            (("Quartz, Ada L. M.", ""), ("Quartz, Ada Lee", ""), True),
            (("Quartz, Ada Lee", ""), ("Quartz, Ada Mae", ""), False),
            (("Quartz, Ada L.", ""), ("Quartz, Ada M.", ""), False),
            (("Quartz, Ada", ""), ("Quartz, Ida", ""), False),
            (("Quartz, Ada", ""), ("Stone, Ada", ""), False),
            (("Quartz, Ada", ""), ("Quartz", ""), False),
            (("Quartz, Abel", "Jr."), ("Quartz, Abel", ""), True),
            (("Quartz, Abel", "Jr."), ("Quartz, Abel", "JR"), True),
            (("Quartz, Abel", "Jr."), ("Quartz, Abel", "Sr."), False),
            (("Quartz, Abel", "II"), ("Quartz, Abel", "III"), False),
        ],
    )
    def test_may_name_one_person(self, first, second, may_be_one):
        one, other = ComparedName.of(*first), ComparedName.of(*second)
        assert one.may_be(other) is may_be_one
        assert other.may_be(one) is may_be_one


@pytest.mark.django_db
class TestSuggestLinks:
    @staticmethod
    def quartz(**attributes) -> Person:
        defaults = {"person__full_name": "Ada Quartz", "person__sort_name": "Quartz, Ada"}
        return run(**{**defaults, **attributes}).person

    @staticmethod
    def pairs() -> list[tuple[int, int]]:
        suggest_links(CycleFactory.create(), now=NOW)
        return list(LinkSuggestion.objects.order_by("pk").values_list("first_id", "second_id"))

    def test_pairs_people_of_one_name_in_one_state(self):
        first, second = self.quartz(), self.quartz(race__senate=True)
        self.quartz(race__jurisdiction=state("OH"))
        assert self.pairs() == [(first.pk, second.pk)]
        suggestion = LinkSuggestion.objects.get()
        assert (suggestion.reason, suggestion.decision) == ("Same name in the same state", "")
        assert suggestion.suggested_at == NOW

    def test_says_when_they_are_in_one_race(self):
        self.quartz(), self.quartz()
        self.pairs()
        assert LinkSuggestion.objects.get().reason == "Same name in the same race"

    def test_leaves_father_and_son_alone(self):
        self.quartz(person__suffix="Sr.")
        self.quartz(person__suffix="Jr.")
        assert self.pairs() == []

    def test_leaves_other_cycles_alone(self):
        self.quartz()
        self.quartz(race__cycle=CycleFactory.create(year=2028))
        assert self.pairs() == []

    def test_leaves_merged_people_and_one_persons_rows_alone(self):
        person = self.quartz()
        CandidacyFactory.create(person=person, race=RaceFactory.create(senate=True))
        other = self.quartz()
        Person.objects.filter(pk=other.pk).update(merged_into=person)
        assert self.pairs() == []

    def test_remembers_what_was_decided(self):
        self.quartz(), self.quartz()
        self.pairs()
        say_not_the_same(LinkSuggestion.objects.get(), by=OrganizerFactory.create(), now=NOW)
        self.pairs()
        assert LinkSuggestion.objects.get().decision == "not_same"
        assert not LinkSuggestion.objects.undecided().exists()

    def test_takes_a_crowd_of_one_name_for_a_fault(self):
        for _ in range(MOST_ALIKE + 1):
            self.quartz()
        assert self.pairs() == []

    @pytest.mark.parametrize("count", [1, 15])
    def test_asks_twice_whatever_the_number_of_people(self, django_assert_num_queries, count):
        cycle = CycleFactory.create()
        for _ in range(count + 1):
            self.quartz()
        with django_assert_num_queries(2):
            suggest_links(cycle, now=NOW)


@pytest.mark.django_db
class TestWhichToKeep:
    def test_keeps_the_older_page(self):
        first, second = PersonFactory.create(), PersonFactory.create()
        assert which_to_keep(second, first) == (first, second)

    def test_keeps_the_page_with_an_answer(self):
        first, second = run().person, run()
        publish_answer(second)
        assert which_to_keep(first, second.person) == (second.person, first)


@pytest.mark.django_db
class TestMergePeople:
    @pytest.fixture
    def organizer(self):
        return OrganizerFactory.create()

    @pytest.fixture
    def merge(self, organizer):
        def merge(kept: Person, merged: Person) -> None:
            merge_people(kept, merged, by=organizer, now=NOW)
            assert not list(differences(Candidacy.objects.all()))

        return merge

    def test_moves_every_candidacy_and_leads_the_page_on(self, merge):
        house, senate = run(), run(race__senate=True)
        merge(house.person, senate.person)
        senate.refresh_from_db()
        assert senate.person == house.person
        assert Person.objects.get(pk=house.person.pk).merged_into is None
        assert Person.objects.filter(merged_into=house.person).count() == 1
        assert senate.updated_at == NOW

    def test_counts_the_person_once(self, merge):
        house, senate = run(), run(race__senate=True)
        publish_answer(senate)
        before = record_figures(house.race.cycle)
        merge(house.person, senate.person)
        after = record_figures(house.race.cycle)
        assert (before.tracked, after.tracked) == (2, 1)
        assert (after.signed, after.pending) == (1, 0)

    @pytest.mark.parametrize("swapped", [False, True])
    def test_links_two_rows_in_one_race(self, merge, swapped):
        first, second = run(fec_id="H6MI11001"), run(fec_id="H6MI11002")
        people = [first.person, second.person]
        merge(*(reversed(people) if swapped else people))
        first.refresh_from_db()
        second.refresh_from_db()
        assert first.person == second.person
        assert (first.duplicate_of, second.duplicate_of) == (None, first)
        assert (first.is_current, second.is_current) == (True, False)

    @pytest.mark.parametrize("swapped", [False, True])
    @pytest.mark.parametrize(
        "staying",
        ["with_answer", "with_result", "still_running", "incumbent", "with_an_id"],
    )
    def test_keeps_the_row_with_more_to_it(self, merge, staying, swapped):
        other = run(fec_id=None if staying == "with_an_id" else "H6MI11001")
        kept = run(fec_id="H6MI11002", incumbency="I" if staying == "incumbent" else "")
        if staying == "with_answer":
            draft_answer(kept)
        if staying == "with_result":
            record_results(StageFactory.create(race=kept.race), {kept: "lost"})
        if staying == "still_running":
            ledger.runs.set_ballot_status(
                other,
                Candidacy.BallotStatus.WITHDRAWN,
                on=datetime.date(2026, 2, 1),
                source_url=SOURCE,
                now=timezone.now(),
            )
        people = [other.person, kept.person]
        merge(*(reversed(people) if swapped else people))
        other.refresh_from_db()
        assert other.duplicate_of == kept

    def test_links_what_was_linked_before(self, merge):
        first, second = run(fec_id="H6MI11001"), run(fec_id="H6MI11002")
        third = CandidacyFactory.create(
            person=second.person, race=second.race, duplicate_of=second, is_current=False
        )
        merge(first.person, second.person)
        third.refresh_from_db()
        assert (third.person, third.duplicate_of) == (first.person, first)

    @pytest.mark.parametrize("records", ["answers", "results", "one of each"])
    def test_refuses_two_records_in_one_race(self, merge, records):
        first, second = run(), run()
        stage = StageFactory.create(race=first.race)
        if records == "results":
            record_results(stage, {first: "lost", second: "advanced"})
        else:
            draft_answer(first)
            draft_answer(second) if records == "answers" else record_results(
                stage, {second: "lost"}
            )
        with pytest.raises(ValidationError, match="answers or results in the same race"):
            merge(first.person, second.person)
        second.refresh_from_db()
        assert second.person != first.person
        assert second.person.merged_into is None

    def test_merges_records_in_two_races(self, merge):
        house, senate = run(), run(race__senate=True)
        publish_answer(house)
        publish_answer(senate, "refused")
        merge(house.person, senate.person)
        assert Candidacy.objects.filter(person=house.person).count() == 2

    def test_leads_every_earlier_page_to_the_last(self, merge):
        first, second, third = (run(race__district=f"0{number}").person for number in (1, 2, 3))
        merge(second, third)
        merge(first, second)
        assert set(Person.objects.filter(merged_into=first)) == {second, third}

    def test_refuses_people_who_were_merged(self, merge):
        first, second, third = (run(race__district=f"0{number}").person for number in (1, 2, 3))
        merge(first, second)
        for pair in [(third, second), (second, third), (first, second), (first, first)]:
            with pytest.raises(ValidationError, match="already merged"):
                merge(*pair)

    def test_moves_no_run_of_an_archived_cycle(self, merge):
        archived = run()
        later = run(race__cycle=CycleFactory.create(year=2028))
        Cycle.objects.filter(year=2026).update(archived_at=NOW)
        with pytest.raises(IntegrityError, match="archived"):
            merge(later.person, archived.person)
        merge(archived.person, later.person)
        stored = Candidacy.objects.get(pk=archived.pk)
        assert stored.updated_at == archived.updated_at
        assert Candidacy.objects.filter(person=archived.person).count() == 2

    def test_carries_a_death_over(self, merge):
        kept = run().person
        merged = run(
            race__senate=True,
            person__died_on=datetime.date(2026, 1, 2),
            person__died_source_url=SOURCE,
        ).person
        merge(kept, merged)
        kept.refresh_from_db()
        assert (kept.died_on, kept.died_source_url) == (datetime.date(2026, 1, 2), SOURCE)

    def test_remembers_who_decided(self, merge, organizer):
        first, second = run().person, run(race__senate=True).person
        merge(second, first)
        suggestion = LinkSuggestion.objects.get()
        assert (suggestion.first, suggestion.second) == (first, second)
        assert (suggestion.decision, suggestion.decided_by) == ("same", organizer)
        assert suggestion.decided_at == NOW

    @pytest.mark.parametrize("decision", ["", "not_same"])
    def test_hands_over_what_was_said_about_the_other(self, merge, organizer, decision):
        kept, merged, other = (run(race__district=f"0{number}").person for number in (1, 2, 3))
        LinkSuggestion.objects.create(
            first=merged, second=other, decision=decision, decided_at=NOW if decision else None
        )
        merge(kept, merged)
        handed = LinkSuggestion.objects.get(first=kept, second=other)
        assert handed.decision == decision
        assert list(LinkSuggestion.objects.undecided()) == ([handed] if not decision else [])

    def test_keeps_what_was_decided_about_the_one_that_stays(self, merge, organizer):
        kept, merged, other = (run(race__district=f"0{number}").person for number in (1, 2, 3))
        LinkSuggestion.objects.create(first=merged, second=other)
        denied = LinkSuggestion.objects.create(first=kept, second=other)
        say_not_the_same(denied, by=organizer, now=NOW)
        merge(kept, merged)
        assert LinkSuggestion.objects.get(first=kept, second=other).decision == "not_same"
        assert not LinkSuggestion.objects.undecided().exists()

    def test_leaves_nothing_half_when_it_is_refused(self, merge):
        first, second = run(), run()
        RaceFactory.create(senate=True)
        senate = Race.objects.get(chamber="S")
        elsewhere = [
            CandidacyFactory.create(person=row.person, race=senate) for row in (first, second)
        ]
        draft_answer(first), draft_answer(second)
        with pytest.raises(ValidationError):
            merge(first.person, second.person)
        assert not Candidacy.objects.exclude(duplicate_of=None).exists()
        elsewhere[1].refresh_from_db()
        assert elsewhere[1].person == second.person


@pytest.mark.django_db
class TestOneName:
    def test_two_candidates_of_one_name_keep_their_own_answers(self):
        first, second = filed("WILLOW, NOOR", "WILLOW, NOOR")
        publish_answer(first)
        second.refresh_from_db()
        assert (first.status, second.status) == (Status.SIGNED, Status.PENDING)
        assert first.person.slug != second.person.slug

    def test_father_and_son_are_two_people(self):
        father, son = filed("FERN, ABEL SR", "FERN, ABEL JR")
        publish_answer(son, "refused")
        father.refresh_from_db()
        assert father.status == Status.PENDING
        assert record_figures(father.race.cycle).tracked == 2
        assert not LinkSuggestion.objects.exists()
