import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from candidates.ledger.people import say_not_the_same
from candidates.models import Act, Candidacy, Cycle, LinkSuggestion, Person
from tests.candidates.admin.pages import list_of, page_of
from tests.factories import OrganizerFactory, draft_answer, publish_answer, run

pytestmark = pytest.mark.django_db


@pytest.fixture
def archived_pair(pair: LinkSuggestion) -> LinkSuggestion:
    """Return a pair. The second ran in an archived cycle, and that run would move."""
    Cycle.objects.update(archived_at=timezone.now())
    return pair


def confirmed(client: Client, pair: LinkSuggestion) -> dict[str, object]:
    """Return what the button of the confirmation posts."""
    page = client.get(reverse("admin:candidates_linksuggestion_same", args=[pair.pk]))
    [shown] = page.context["pairs"]
    return {"pair": [pair.pk], f"seen_{pair.pk}": shown["seen"]}


def merge(client: Client, posted: dict[str, object]) -> HttpResponse:
    return client.post(reverse("admin:candidates_linksuggestion_merge"), posted)


def said(response: HttpResponse) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


class TestMerge:
    def test_asks_with_both_sides_and_then_merges(self, admin_client, organizer, pair):
        page = admin_client.get(page_of(pair)).content.decode()
        ask = reverse("admin:candidates_linksuggestion_same", args=[pair.pk])
        assert f'href="{ask}"' in page
        for part in ("H6MI11001", "S6MI00001", pair.first.slug, pair.second.slug):
            assert part in admin_client.get(ask).content.decode()
        assert not Person.objects.exclude(merged_into=None).exists()
        response = merge(admin_client, confirmed(admin_client, pair))
        assert response.url == page_of(Act.objects.get())
        pair.refresh_from_db()
        assert (pair.decision, pair.decided_by) == ("same", organizer)
        assert Person.objects.get(pk=pair.second_id).merged_into == pair.first

    @pytest.mark.parametrize("posted", [{}, {"pair": ["x", "٣", "9" * 5000]}, {"pair": "1"}])
    def test_merges_nothing_that_was_not_confirmed(self, admin_client, pair, posted):
        assert merge(admin_client, posted).status_code == 302
        assert merge(admin_client, {"pair": [pair.pk]}).status_code == 422
        assert not Person.objects.exclude(merged_into=None).exists()

    def test_merges_nothing_that_changed_since(self, admin_client, pair):
        posted = confirmed(admin_client, pair)
        publish_answer(pair.second.candidacies.get())
        assert "changed since you opened the page" in merge(admin_client, posted).text
        assert not Person.objects.exclude(merged_into=None).exists()

    def test_says_that_both_have_a_record_in_one_race(self, admin_client, pair):
        Candidacy.objects.update(race=Candidacy.objects.first().race)
        for candidacy in Candidacy.objects.all():
            draft_answer(candidacy)
        refused = merge(admin_client, confirmed(admin_client, pair))
        assert refused.status_code == 422
        assert "Both have answers or results in the same race" in refused.text
        assert 'type="submit" value="Merge' not in refused.text
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
        assert "changed since you opened the page" in merge(admin_client, posted).text
        assert not Person.objects.exclude(merged_into=None).exists()

    def test_says_that_a_run_of_an_archived_cycle_stays(self, admin_client, archived_pair):
        response = merge(admin_client, confirmed(admin_client, archived_pair))
        assert response.status_code == 422
        assert "This cycle is archived" in response.text
        archived_pair.refresh_from_db()
        assert archived_pair.decision == ""
        assert not Person.objects.exclude(merged_into=None).exists()

    def test_asks_before_it_merges_chosen_pairs(self, admin_client, pair):
        other = LinkSuggestion.objects.create(first=pair.first, second=run("Ada Onyx").person)
        chosen = {"action": "merge_pairs", "_selected_action": [pair.pk, other.pk]}
        page = admin_client.post(list_of("linksuggestion"), chosen)
        assert not Person.objects.exclude(merged_into=None).exists()
        for part in (
            "H6MI11001",
            "Ada Lee Quartz",
            "S6MI00001",
            "Ada Onyx",
            "Merge the checked pairs",
        ):
            assert part in page.content.decode()
        posted = {f"seen_{each['row'].pk}": each["seen"] for each in page.context["pairs"]}
        publish_answer(other.second.candidacies.get())
        refused = merge(admin_client, posted | {"pair": [pair.pk, other.pk]})
        assert "Ada Quartz = Ada Onyx?: changed since you opened the page" in refused.text
        assert not Person.objects.exclude(merged_into=None).exists()
        merge(admin_client, posted | {"pair": [pair.pk]})
        assert Candidacy.objects.filter(person=pair.first).count() == 2

    def test_is_undone_from_the_page_it_leads_to(self, admin_client, pair):
        response = merge(admin_client, confirmed(admin_client, pair))
        assert "Undo all of it…" in admin_client.get(response.url).text
        undo = reverse("admin:candidates_act_undo", args=[Act.objects.get().pk])
        assert "Merged into: <del>Ada Quartz</del> → <ins>—</ins>" in admin_client.get(undo).text
        admin_client.post(undo)
        assert not Person.objects.exclude(merged_into=None).exists()
        pair.refresh_from_db()
        assert pair.decision == ""

    def test_decides_nothing_twice(self, admin_client, pair):
        posted = confirmed(admin_client, pair)
        merge(admin_client, posted)
        assert "changed since" in merge(admin_client, posted).text
        apart = reverse("admin:candidates_linksuggestion_apart", args=[pair.pk])
        response = admin_client.post(apart)
        assert said(response)[-1] == "Someone else just decided this pair."
        pair.refresh_from_db()
        assert pair.decision == "same"
