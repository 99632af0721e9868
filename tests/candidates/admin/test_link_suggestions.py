import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from candidates.ledger.people import say_not_the_same
from candidates.models import Candidacy, Cycle, LinkSuggestion, Person
from tests.candidates.admin.pages import add_to, list_of, page_of
from tests.factories import OrganizerFactory, PersonFactory, draft_answer, publish_answer, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> LinkSuggestion:
    house = run("Ada Quartz", fec_id="H6MI11001")
    senate = run("Ada Lee Quartz", fec_id="S6MI00001", race__senate=True)
    return LinkSuggestion.objects.create(
        first=house.person, second=senate.person, reason="Same name in the same state"
    )


@pytest.fixture
def archived_pair(pair: LinkSuggestion) -> LinkSuggestion:
    """Return a pair of which the second, whose run would move, ran in an archived cycle."""
    Cycle.objects.update(archived_at=timezone.now())
    return pair


def confirmed(client: Client, pair: LinkSuggestion) -> dict[str, object]:
    """Return what the button of the confirmation posts."""
    page = client.get(reverse("admin:candidates_linksuggestion_same", args=[pair.pk]))
    [shown] = page.context["pairs"]
    return {"pair": [pair.pk], f"seen_{pair.pk}": shown["seen"]}


def merge(client: Client, posted: dict[str, object]) -> HttpResponse:
    return client.post(reverse("admin:candidates_linksuggestion_merge"), posted)


def keep_apart(client: Client, pair: LinkSuggestion) -> HttpResponse:
    return client.post(reverse("admin:candidates_linksuggestion_apart", args=[pair.pk]))


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

    def test_asks_before_it_merges_chosen_pairs(self, admin_client, pair):
        other = LinkSuggestion.objects.create(first=pair.first, second=run("Ada Onyx").person)
        chosen = {"action": "merge_pairs", "_selected_action": [pair.pk, other.pk]}
        page = admin_client.post(list_of("linksuggestion"), chosen)
        assert not Person.objects.exclude(merged_into=None).exists()
        for part in ("H6MI11001", "Ada Lee Quartz", "S6MI00001", "Ada Onyx", "Merge 2 pairs"):
            assert part in page.content.decode()
        posted = {f"seen_{each['row'].pk}": each["seen"] for each in page.context["pairs"]}
        changed, summary = said(merge(admin_client, posted | {"pair": [pair.pk, other.pk]}))
        assert "changed since you opened the page" in changed
        assert summary == "Merged 1 pair."
        assert Candidacy.objects.filter(person=pair.first).count() == 2

    def test_keeps_chosen_pairs_apart(self, admin_client, pair):
        chosen = {"action": "keep_pairs_apart", "_selected_action": [pair.pk]}
        response = admin_client.post(list_of("linksuggestion"), chosen)
        assert said(response) == ["Not the same person. 1 pair decided."]
        pair.refresh_from_db()
        assert pair.decision == "not_same"


class TestPage:
    def test_shows_both_people_next_to_each_other(self, admin_client, pair):
        page = admin_client.get(page_of(pair)).content.decode()
        for part in ("H6MI11001", "S6MI00001", "Same person", "Not the same"):
            assert part in page

    def test_asks_with_both_sides_and_then_merges(self, admin_client, organizer, pair):
        page = admin_client.get(page_of(pair)).content.decode()
        ask = reverse("admin:candidates_linksuggestion_same", args=[pair.pk])
        assert f'href="{ask}"' in page
        for part in ("H6MI11001", "S6MI00001", pair.first.slug, pair.second.slug):
            assert part in admin_client.get(ask).content.decode()
        assert not Person.objects.exclude(merged_into=None).exists()
        response = merge(admin_client, confirmed(admin_client, pair))
        assert response.url == list_of("linksuggestion")
        pair.refresh_from_db()
        assert (pair.decision, pair.decided_by) == ("same", organizer)
        assert Person.objects.get(pk=pair.second_id).merged_into == pair.first

    @pytest.mark.parametrize("posted", [{}, {"pair": ["x", "٣", "9" * 5000]}, {"pair": "1"}])
    def test_merges_nothing_that_was_not_confirmed(self, admin_client, pair, posted):
        assert merge(admin_client, posted).status_code == 302
        assert merge(admin_client, {"pair": [pair.pk]}).status_code == 302
        assert not Person.objects.exclude(merged_into=None).exists()

    def test_merges_nothing_that_changed_since(self, admin_client, pair):
        posted = confirmed(admin_client, pair)
        publish_answer(pair.second.candidacies.get())
        assert "changed since you opened the page" in said(merge(admin_client, posted))[0]
        assert not Person.objects.exclude(merged_into=None).exists()

    def test_says_that_both_have_a_record_in_one_race(self, admin_client, pair):
        Candidacy.objects.update(race=Candidacy.objects.first().race)
        for candidacy in Candidacy.objects.all():
            draft_answer(candidacy)
        refusal, summary = said(merge(admin_client, confirmed(admin_client, pair)))
        assert "Both have answers or results in the same race" in refusal
        assert summary == "Merged 0 pairs."

    def test_keeps_apart(self, admin_client, organizer, pair):
        keep_apart(admin_client, pair)
        pair.refresh_from_db()
        assert (pair.decision, pair.decided_by) == ("not_same", organizer)
        assert not Person.objects.exclude(merged_into=None).exists()

    def test_merges_after_a_no_that_the_organizer_saw(self, admin_client, organizer, pair):
        say_not_the_same(pair, by=organizer, now=pair.suggested_at)
        page = admin_client.get(page_of(pair)).content.decode()
        assert 'value="Not the same"' not in page
        merge(admin_client, confirmed(admin_client, pair))
        pair.refresh_from_db()
        assert pair.decision == "same"

    def test_does_not_merge_over_a_no_that_came_meanwhile(self, admin_client, pair):
        posted = confirmed(admin_client, pair)
        say_not_the_same(pair, by=OrganizerFactory.create(), now=pair.suggested_at)
        assert "changed since you opened the page" in said(merge(admin_client, posted))[0]
        assert not Person.objects.exclude(merged_into=None).exists()

    def test_says_that_a_run_of_an_archived_cycle_stays(self, admin_client, archived_pair):
        response = merge(admin_client, confirmed(admin_client, archived_pair))
        assert response.url == page_of(archived_pair)
        assert "This cycle is archived" in said(response)[0]
        archived_pair.refresh_from_db()
        assert archived_pair.decision == ""
        assert not Person.objects.exclude(merged_into=None).exists()

    def test_decides_nothing_twice(self, admin_client, pair):
        posted = confirmed(admin_client, pair)
        merge(admin_client, posted)
        assert "changed since" in said(merge(admin_client, posted))[1]
        response = keep_apart(admin_client, pair)
        assert said(response)[-1] == "Someone else just decided this pair."
        pair.refresh_from_db()
        assert pair.decision == "same"

    def test_has_no_button_for_a_pair_that_was_merged_otherwise(self, admin_client, pair):
        Person.objects.filter(pk=pair.second_id).update(merged_into=PersonFactory.create())
        page = admin_client.get(page_of(pair)).content.decode()
        assert "Same person" not in page
        assert "merged into someone else" in page

    def test_needs_a_button(self, admin_client, pair):
        apart = reverse("admin:candidates_linksuggestion_apart", args=[pair.pk])
        for address in (apart, reverse("admin:candidates_linksuggestion_merge")):
            assert admin_client.get(address).status_code == 405

    def test_is_for_organizers_who_may_change_links(self, client, pair):
        client.force_login(OrganizerFactory.create())
        assert client.get(page_of(pair)).status_code == 403
        assert keep_apart(client, pair).status_code in {403, 404}
        assert merge(client, {"pair": [pair.pk]}).status_code == 403


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
        assert "already suggested" in response.content.decode()
