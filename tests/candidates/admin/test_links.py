import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from candidates.linking import say_not_the_same
from candidates.models import Candidacy, Cycle, LinkSuggestion, Person
from tests.candidates.admin.pages import add_to, list_of, page_of
from tests.factories import OrganizerFactory, PersonFactory, draft_answer, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> LinkSuggestion:
    house = run("Ada Quartz", fec_id="H6MI11001")
    senate = run("Ada Lee Quartz", fec_id="S6MI00001", race__senate=True)
    return LinkSuggestion.objects.create(
        first=house.person, second=senate.person, reason="One name in one state"
    )


@pytest.fixture
def archived_pair(pair: LinkSuggestion) -> LinkSuggestion:
    """Return a pair of which the second, whose run would move, ran in an archived cycle."""
    Cycle.objects.update(archived_at=timezone.now())
    return pair


def decide(client: Client, pair: LinkSuggestion, word: str, seen: str = "") -> HttpResponse:
    address = reverse(f"admin:candidates_linksuggestion_{word}", args=[pair.pk])
    return client.post(address, {"seen": seen})


def said(response: HttpResponse) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


class TestList:
    def test_shows_both_people_with_their_runs(self, admin_client, pair):
        page = admin_client.get(list_of("linksuggestion")).content.decode()
        for part in ("Ada Quartz", "H6MI11001", "MI-11", "Ada Lee Quartz", "S6MI00001", "MI-Sen"):
            assert part in page

    def test_shows_what_waits_unless_everything_is_asked_for(self, admin_client, organizer, pair):
        say_not_the_same(pair, by=organizer, now=pair.suggested_at)
        merged = LinkSuggestion.objects.create(
            first=pair.first, second=PersonFactory.create(merged_into=pair.second)
        )
        waiting = admin_client.get(list_of("linksuggestion"))
        every = admin_client.get(list_of("linksuggestion"), {"state": "all"})
        assert list(waiting.context["cl"].queryset) == []
        assert set(every.context["cl"].queryset) == {pair, merged}

    @pytest.mark.parametrize("count", [1, 20])
    def test_takes_as_many_queries_for_one_pair_as_for_many(
        self, admin_client, pair, count, django_assert_max_num_queries
    ):
        for number in range(count):
            other = run(f"Ada {number}").person
            LinkSuggestion.objects.create(first=pair.first, second=other)
        with django_assert_max_num_queries(20):
            admin_client.get(list_of("linksuggestion"))

    def test_merges_chosen_pairs(self, admin_client, pair):
        chosen = {"action": "merge_pairs", "_selected_action": [pair.pk]}
        response = admin_client.post(list_of("linksuggestion"), chosen)
        assert said(response) == ["The same person. 1 pair decided."]
        assert Candidacy.objects.filter(person=pair.first).count() == 2

    def test_keeps_chosen_pairs_apart(self, admin_client, pair):
        chosen = {"action": "keep_pairs_apart", "_selected_action": [pair.pk]}
        response = admin_client.post(list_of("linksuggestion"), chosen)
        assert said(response) == ["Not the same. 1 pair decided."]
        pair.refresh_from_db()
        assert pair.decision == "not_same"

    def test_says_which_chosen_pair_could_not_be_merged(self, admin_client, pair):
        Candidacy.objects.update(race=Candidacy.objects.first().race)
        for candidacy in Candidacy.objects.all():
            draft_answer(candidacy)
        chosen = {"action": "merge_pairs", "_selected_action": [pair.pk]}
        refusal, summary = said(admin_client.post(list_of("linksuggestion"), chosen))
        assert "Both have answers or results in one race" in refusal
        assert "0 pairs decided" in summary

    def test_says_that_a_run_of_an_archived_cycle_cannot_be_merged(
        self, admin_client, archived_pair
    ):
        chosen = {"action": "merge_pairs", "_selected_action": [archived_pair.pk]}
        refusal, summary = said(admin_client.post(list_of("linksuggestion"), chosen))
        assert "This cycle is archived" in refusal
        assert "0 pairs decided" in summary


class TestPage:
    def test_shows_both_people_next_to_each_other(self, admin_client, pair):
        page = admin_client.get(page_of(pair)).content.decode()
        for part in ("H6MI11001", "S6MI00001", "Same person", "Not the same"):
            assert part in page

    def test_merges(self, admin_client, organizer, pair):
        response = decide(admin_client, pair, "same")
        assert response.url == list_of("linksuggestion")
        pair.refresh_from_db()
        assert (pair.decision, pair.decided_by) == ("same", organizer)
        assert Person.objects.get(pk=pair.second_id).merged_into == pair.first

    def test_keeps_apart(self, admin_client, organizer, pair):
        decide(admin_client, pair, "apart")
        pair.refresh_from_db()
        assert (pair.decision, pair.decided_by) == ("not_same", organizer)
        assert not Person.objects.exclude(merged_into=None).exists()

    def test_merges_after_a_no_that_the_organizer_saw(self, admin_client, organizer, pair):
        say_not_the_same(pair, by=organizer, now=pair.suggested_at)
        page = admin_client.get(page_of(pair)).content.decode()
        assert 'value="Not the same"' not in page
        decide(admin_client, pair, "same", seen="not_same")
        pair.refresh_from_db()
        assert pair.decision == "same"

    def test_does_not_merge_over_a_no_that_came_meanwhile(self, admin_client, pair):
        say_not_the_same(pair, by=OrganizerFactory.create(), now=pair.suggested_at)
        response = decide(admin_client, pair, "same")
        assert said(response) == ["Somebody decided this pair meanwhile."]
        assert not Person.objects.exclude(merged_into=None).exists()

    def test_says_that_a_run_of_an_archived_cycle_stays(self, admin_client, archived_pair):
        response = decide(admin_client, archived_pair, "same")
        assert response.url == page_of(archived_pair)
        assert "This cycle is archived" in said(response)[0]
        archived_pair.refresh_from_db()
        assert archived_pair.decision == ""
        assert not Person.objects.exclude(merged_into=None).exists()

    @pytest.mark.parametrize("word", ["same", "apart"])
    def test_decides_nothing_twice(self, admin_client, pair, word):
        decide(admin_client, pair, "same")
        response = decide(admin_client, pair, word)
        assert said(response)[-1] == "Somebody decided this pair meanwhile."
        pair.refresh_from_db()
        assert pair.decision == "same"

    def test_has_no_button_for_a_pair_that_was_merged_otherwise(self, admin_client, pair):
        Person.objects.filter(pk=pair.second_id).update(merged_into=PersonFactory.create())
        page = admin_client.get(page_of(pair)).content.decode()
        assert 'value="Same person"' not in page
        assert "merged into somebody else" in page

    @pytest.mark.parametrize("word", ["same", "apart"])
    def test_needs_a_button(self, admin_client, pair, word):
        address = reverse(f"admin:candidates_linksuggestion_{word}", args=[pair.pk])
        assert admin_client.get(address).status_code == 405

    def test_is_for_organizers_who_may_change_links(self, client, pair):
        client.force_login(OrganizerFactory.create())
        assert client.get(page_of(pair)).status_code == 403
        assert decide(client, pair, "same").status_code in {403, 404}


class TestPairByHand:
    def test_is_put_in_order_and_shown(self, admin_client, pair):
        other = run("Ada Kwartz").person
        people = {"first": other.pk, "second": pair.first_id}
        response = admin_client.post(add_to("linksuggestion"), people)
        added = LinkSuggestion.objects.latest("pk")
        assert response.url == page_of(added)
        assert (added.first, added.second) == (pair.first, other)
        assert added.reason == "Suggested by an organizer"

    def test_is_of_two_people(self, admin_client, pair):
        people = {"first": pair.first_id, "second": pair.first_id}
        assert admin_client.post(add_to("linksuggestion"), people).status_code == 422

    def test_is_made_once(self, admin_client, pair):
        people = {"first": pair.second_id, "second": pair.first_id}
        response = admin_client.post(add_to("linksuggestion"), people)
        assert response.status_code == 422
        assert "suggested before" in response.content.decode()
