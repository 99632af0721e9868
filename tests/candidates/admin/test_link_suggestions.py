import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from candidates.ledger.people import say_not_the_same
from candidates.models import Act, LinkSuggestion, Person
from tests.bulk_actions import act
from tests.candidates.admin.pages import add_to, list_of, page_of
from tests.factories import OrganizerFactory, PersonFactory, run

pytestmark = pytest.mark.django_db


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

    def test_keeps_chosen_pairs_apart(self, admin_client, pair):
        response = act(admin_client, list_of("linksuggestion"), "keep_pairs_apart", pair)
        assert "Not the same person. 1 pair decided." in response.text
        pair.refresh_from_db()
        assert pair.decision == "not_same"
        assert response.redirect_chain[-1][0] == page_of(Act.objects.get())


class TestPage:
    def test_shows_both_people_next_to_each_other(self, admin_client, pair):
        page = admin_client.get(page_of(pair)).content.decode()
        for part in ("H6MI11001", "S6MI00001", "Same person", "Not the same"):
            assert part in page

    def test_keeps_apart(self, admin_client, organizer, pair):
        keep_apart(admin_client, pair)
        pair.refresh_from_db()
        assert (pair.decision, pair.decided_by) == ("not_same", organizer)
        assert not Person.objects.exclude(merged_into=None).exists()

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
        merge = reverse("admin:candidates_linksuggestion_merge")
        assert client.post(merge, {"pair": [pair.pk]}).status_code == 403


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
