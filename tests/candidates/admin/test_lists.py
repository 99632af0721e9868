"""Every list of the record: quick, searchable, and never with a way to delete."""

from collections.abc import Iterator
from itertools import chain, count

import pytest
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from candidates.calendar import open_cycle
from candidates.models import Candidacy, Correction, LinkSuggestion, Race
from tests.candidates.admin.pages import list_of
from tests.factories import (
    OutreachFactory,
    PledgeTextFactory,
    RaceFactory,
    StageFactory,
    draft_answer,
    publish_answer,
    record_results,
    run,
    state,
)

BUDGET_OF_A_LIST = 14
LISTS_BY_DAY = [
    pytest.param(model._meta.model_name, model_admin.date_hierarchy, id=model.__name__)
    for model, model_admin in admin.site._registry.items()
    if model_admin.date_hierarchy
]
SEARCH_BOXES = [
    pytest.param(model, name, id=f"{model.__name__}.{name}")
    for model, model_admin in admin.site._registry.items()
    for name in model_admin.autocomplete_fields
]
LISTS = [
    "answer",
    "candidacy",
    "correction",
    "cycle",
    "evidence",
    "jurisdiction",
    "outreach",
    "person",
    "pledgetext",
    "race",
    "stage",
    "stageresult",
]


def build_record(number: int) -> None:
    """Add one candidacy in a race of its own with a row in every other list."""
    race = RaceFactory.create(jurisdiction=state("CA"), district=f"{number:02}")
    candidacy = run(f"Rowan Agate {number}", race=race)
    publish_answer(candidacy, pledge_text=PledgeTextFactory.create(version=number))
    OutreachFactory.create(candidacy=candidacy)
    Correction.objects.create(candidacy=candidacy, field="party", claimed_value="none")
    record_results(StageFactory.create(race=race), {candidacy: "advanced"})


class TestEveryList:
    def test_asks_as_many_queries_for_50_rows_as_for_one(self, admin_client: Client):
        def queries(model: str) -> int:
            with CaptureQueriesContext(connection) as captured:
                assert admin_client.get(list_of(model)).status_code == 200
            return len(captured)

        build_record(1)
        for model in LISTS:
            admin_client.get(list_of(model))
        for_one = {model: queries(model) for model in LISTS}
        for number in range(2, 51):
            build_record(number)
        assert {model: queries(model) for model in LISTS} == for_one
        assert max(for_one.values()) <= BUDGET_OF_A_LIST

    @pytest.mark.parametrize("model", LISTS)
    def test_can_be_searched_with_anything(self, admin_client: Client, model):
        build_record(1)
        for text in ("Rowan", "CA-01", "%_'\"", "x" * 3000, "MI"):
            assert admin_client.get(list_of(model), {"q": text}).status_code == 200

    def test_finds_names_without_regard_to_punctuation_accents_and_order(
        self, admin_client: Client, subtests
    ):
        candidacy = run("Lucía “Lu” Nuñez-O’Brien", race=RaceFactory.create(district="07"))
        publish_answer(candidacy)
        OutreachFactory.create(candidacy=candidacy)
        Correction.objects.create(candidacy=candidacy, field="party", claimed_value="none")
        record_results(StageFactory.create(race=candidacy.race), {candidacy: "advanced"})
        pair = sorted([candidacy.person, run("Somebody Else").person], key=lambda each: each.pk)
        LinkSuggestion.objects.create(first=pair[0], second=pair[1], reason="alike")
        lists = "answer candidacy correction evidence linksuggestion outreach person stageresult"
        for model in lists.split():
            for text in ("nunez–obrien, Rep. lucia", '"Lu" O\u02bcBrien'):
                with subtests.test(f"{model}: {text}"):
                    found = admin_client.get(list_of(model), {"q": text}).context["cl"]
                    assert found.result_count == 1

    @pytest.mark.parametrize(
        "day",
        [
            {"year": "9" * 14},
            {"year": "9999"},
            {"year": "9999", "month": "12"},
            {"year": "0"},
            {"year": "2026", "month": "9" * 14},
            {"year": "2026", "month": "2", "day": "31"},
            {"year": "x"},
        ],
        ids=lambda day: "-".join(day.values()),
    )
    @pytest.mark.parametrize(("model", "hierarchy"), LISTS_BY_DAY)
    def test_leads_back_from_a_day_that_no_calendar_has(
        self, admin_client: Client, model, hierarchy, day
    ):
        asked = {f"{hierarchy}__{part}": value for part, value in day.items()}
        assert admin_client.get(list_of(model), asked).url == f"{list_of(model)}?e=1"

    def test_is_covered_here(self):
        shown = {model._meta.model_name for model in admin.site._registry}
        record = {
            model._meta.model_name
            for model in admin.site._registry
            if model._meta.app_label == "candidates"
        }
        assert {*LISTS} <= record <= {*LISTS, "fecimport", "linksuggestion"}, shown

    def test_offers_no_deletion(self, organizer):
        request = RequestFactory().get("/")
        request.user = organizer
        for model, model_admin in admin.site._registry.items():
            if model._meta.app_label == "candidates":
                assert not model_admin.has_delete_permission(request), model
                assert "delete_selected" not in model_admin.get_actions(request), model


class TestEverySearchBox:
    COUNT = 45

    @pytest.fixture(autouse=True)
    def record(self, db) -> None:
        """Fill more than two pages of every box, with people of one name."""
        open_cycle(2026)
        for race in Race.objects.order_by("pk")[: self.COUNT]:
            draft_answer(run("Rowan Agate", race=race))

    def pages(self, client: Client, model: type[Model], name: str) -> Iterator[list[str]]:
        asked = {
            "app_label": model._meta.app_label,
            "model_name": model._meta.model_name,
            "field_name": name,
        }
        for number in count(1):
            found = client.get(reverse("admin:autocomplete"), {**asked, "page": number}).json()
            yield [row["id"] for row in found["results"]]
            if not found["pagination"]["more"]:
                return

    @pytest.mark.parametrize(("model", "name"), SEARCH_BOXES)
    def test_shows_each_row_once_from_page_to_page(self, admin_client: Client, model, name):
        pages = list(self.pages(admin_client, model, name))
        rows = model._meta.get_field(name).related_model.objects.values_list("pk", flat=True)
        assert len(pages) > 2
        assert sorted(chain(*pages)) == sorted(map(str, rows))


class TestAutocompleteOfCandidacies:
    @pytest.fixture
    def address(self) -> str:
        return reverse("admin:autocomplete")

    def found(self, client: Client, term: str) -> list[str]:
        answer = client.get(
            reverse("admin:autocomplete"),
            {
                "term": term,
                "app_label": "candidates",
                "model_name": "outreach",
                "field_name": "candidacy",
            },
        )
        return [row["text"] for row in answer.json()["results"]]

    @pytest.fixture(autouse=True)
    def candidacies(self, db) -> None:
        run("Inés Basalt", fec_id="H6MI11001")
        run("Rowan Agate", race=RaceFactory.create(senate=True))
        run(
            "Mica Fern",
            race=RaceFactory.create(jurisdiction=state("CA"), district="01"),
        )

    @pytest.mark.parametrize(
        "term", ["ines", "Basalt Inés", "MI-11", "mi-11 bas", "h6mi11001", "MI basalt"]
    )
    def test_finds_by_name_seat_state_and_fec_id(self, admin_client: Client, term):
        assert self.found(admin_client, term) == ["Inés Basalt — MI-11 (House, 2026)"]

    def test_names_the_senate_as_such(self, admin_client: Client):
        assert self.found(admin_client, "MI-Sen") == ["Rowan Agate — MI-Sen (Senate, 2026)"]

    def test_takes_odd_text_literally(self, admin_client: Client):
        for term in ("%", "_", "MI-99", "'"):
            assert self.found(admin_client, term) == []

    def test_asks_as_many_queries_for_20_rows_as_for_one(self, admin_client: Client):
        def queries(term: str) -> int:
            with CaptureQueriesContext(connection) as captured:
                self.found(admin_client, term)
            return len(captured)

        for number in range(20):
            run(f"Onyx Reed {number}")
        assert (Candidacy.objects.count(), Race.objects.count()) == (23, 3)
        assert queries("onyx") == queries("ines")


class TestListOfCandidacies:
    def test_shows_the_answer_as_a_badge_with_its_day(self, admin_client: Client):
        publish_answer(run("Inés Basalt"))
        page = admin_client.get(list_of("candidacy")).content.decode()
        assert '<span class="badge badge--signed">Signed · Mar 14, 2026</span>' in page
        assert '<span class="badge badge--active">Running</span>' in page

    def test_filters_by_what_waits(self, admin_client: Client):
        run("Inés Basalt", missing_from_fec_since=timezone.localdate())
        run("Rowan Agate")
        page = admin_client.get(list_of("candidacy"), {"look": "missing"})
        assert [row.person.full_name for row in page.context["cl"].result_list] == ["Inés Basalt"]
