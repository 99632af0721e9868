from collections.abc import Iterator
from itertools import chain, count

import pytest
from django.contrib import admin
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from candidates.calendar import open_cycle
from candidates.models import Candidacy, Race
from tests.factories import (
    RaceFactory,
    draft_answer,
    run,
    state,
)

SEARCH_BOXES = [
    (model, name)
    for model, model_admin in admin.site._registry.items()
    for name in model_admin.autocomplete_fields
]


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

    def test_shows_each_row_once_from_page_to_page(
        self, admin_client: Client, subtests: pytest.Subtests
    ):
        for model, name in SEARCH_BOXES:
            with subtests.test(f"{model.__name__}.{name}"):
                pages = list(self.pages(admin_client, model, name))
                related = model._meta.get_field(name).related_model
                assert len(pages) > 2
                assert sorted(chain(*pages)) == sorted(
                    map(str, related.objects.values_list("pk", flat=True))
                )


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
