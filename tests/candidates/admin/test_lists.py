"""Every list of the record: quick, searchable, and never with a way to delete."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from candidates import ledger
from candidates.models import Correction, LinkSuggestion
from tests.candidates.admin.pages import list_of
from tests.candidates.desk.desks import a_link, a_submission
from tests.factories import (
    OutreachFactory,
    PledgeTextFactory,
    RaceFactory,
    StageFactory,
    publish_answer,
    record_results,
    run,
    state,
)

BUDGET_OF_A_LIST = 14
LISTS_BY_DAY = [
    pytest.param(model, model_admin.date_hierarchy, id=model.__name__)
    for model, model_admin in admin.site._registry.items()
    if model_admin.date_hierarchy
]
LISTS = [
    "answer",
    "auditsample",
    "candidacy",
    "correction",
    "cycle",
    "desklink",
    "desksubmission",
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
    ledger.samples.draw(f"{number}", now=timezone.now(), size=1)
    OutreachFactory.create(candidacy=candidacy)
    Correction.objects.create(candidacy=candidacy, field="party", claimed_value="none")
    record_results(StageFactory.create(race=race), {candidacy: "advanced"})
    a_submission(a_link(candidacy))


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
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        assert admin_client.get(path, asked).url == f"{path}?e=1"

    def test_is_covered_here(self):
        shown = {model._meta.model_name for model in admin.site._registry}
        record = {
            model._meta.model_name
            for model in admin.site._registry
            if model._meta.app_label == "candidates"
        }
        assert (
            {*LISTS} <= record <= {*LISTS, "act", "fecimport", "linksuggestion", "sheetimport"}
        ), shown

    def test_offers_no_deletion(self, organizer):
        request = RequestFactory().get("/")
        request.user = organizer
        for model, model_admin in admin.site._registry.items():
            if model._meta.app_label == "candidates":
                assert not model_admin.has_delete_permission(request), model
                assert "delete_selected" not in model_admin.get_actions(request), model
