"""An election as a whole: its results retracted, declared void, held again."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from candidates.ledger.refresh import differences
from candidates.models import Candidacy, Stage, StageResult
from tests.factories import (
    SOURCE,
    OrganizerFactory,
    StageFactory,
    record_results,
    run,
)


def page(name: str, stage: Stage) -> str:
    return reverse(f"admin:candidates_stage_{name}", args=[stage.pk])


@pytest.fixture
def stage(db) -> Stage:
    return StageFactory.create(party="DEM")


@pytest.fixture
def field(stage: Stage) -> list[Candidacy]:
    """Return three who stand in one party’s election."""
    return [run(name, race=stage.race) for name in ("Ada Quartz", "Mica Fern", "Onyx Reed")]


def outcomes(field: list[Candidacy]) -> list[str]:
    for row in field:
        row.refresh_from_db()
    assert not list(differences(Candidacy.objects.all()))
    return [row.outcome for row in field]


class TestResults:
    def test_needs_its_permission(self, client: Client, stage, field):
        helper = OrganizerFactory.create()
        codes = ["view_stage", "change_stage"]
        helper.user_permissions.set(Permission.objects.filter(codename__in=codes))
        client.force_login(helper)
        assert client.get(page("results", stage)).status_code == 403
        assert client.post(page("take_back", stage), {}).status_code == 403


class TestTakeBack:
    def test_undoes_what_was_recorded_by_mistake(self, admin_client, stage, field):
        first, second = record_results(stage, {field[0]: "lost", field[1]: "advanced"})
        response = admin_client.post(
            page("take_back", stage), {"results": [first.pk, second.pk], "reason": "Mixed up."}
        )
        assert response.status_code == 302
        assert outcomes(field) == ["active", "active", "active"]
        assert "Mixed up." in admin_client.get(page("results", stage)).content.decode()
        record_results(stage, {field[0]: "advanced", field[1]: "lost"})
        assert outcomes(field)[:2] == ["won_primary", "lost_primary"]

    def test_asks_which_and_why(self, admin_client, stage, field):
        [result] = record_results(stage, {field[0]: "lost"})
        for typed in ({"results": [result.pk]}, {"reason": "Mixed up."}):
            assert admin_client.post(page("take_back", stage), typed).status_code == 422
        assert StageResult.objects.unretracted().count() == 1


class TestDeclareVoid:
    def test_returns_everybody_to_where_they_stood(self, admin_client, stage, field):
        record_results(stage, {field[0]: "advanced", field[1]: "lost"})
        response = admin_client.post(page("declare_void", stage), {"source_url": SOURCE})
        assert response.status_code == 302
        assert outcomes(field) == ["active", "active", "active"]
        assert admin_client.get(page("results", stage)).status_code == 200

    def test_can_be_undone(self, admin_client, stage, field):
        record_results(stage, {field[0]: "advanced", field[1]: "lost"})
        admin_client.post(page("declare_void", stage), {"source_url": SOURCE})
        admin_client.post(page("reinstate", stage), {"source_url": SOURCE})
        assert outcomes(field)[:2] == ["won_primary", "lost_primary"]

    def test_can_be_followed_by_a_new_election(self, admin_client, stage, field):
        record_results(stage, {field[0]: "advanced", field[1]: "lost"})
        admin_client.post(page("declare_void", stage), {"source_url": SOURCE})
        early = {"on": "2026-08-01", "source_url": SOURCE}
        assert admin_client.post(page("hold_again", stage), early).status_code == 422
        again = {"on": "2026-09-01", "source_url": SOURCE}
        assert admin_client.post(page("hold_again", stage), again).status_code == 302
        stage.refresh_from_db()
        again = {row: "advanced" if row == field[1] else "lost" for row in field}
        record_results(stage.superseded_by, again)
        assert outcomes(field) == ["lost_primary", "won_primary", "lost_primary"]
        refused = admin_client.post(page("reinstate", stage), {"source_url": SOURCE})
        assert refused.status_code == 422

    @pytest.mark.parametrize("name", ["declare_void", "reinstate", "hold_again", "results"])
    def test_is_never_done_by_looking(self, admin_client, stage, field, name):
        record_results(stage, {field[0]: "advanced"})
        before = list(Stage.objects.values())
        assert admin_client.get(page(name, stage)).status_code == 200
        assert list(Stage.objects.values()) == before

    def test_says_that_an_election_that_counts_is_not_held_again(self, admin_client, stage):
        again = {"on": "2026-09-01", "source_url": SOURCE}
        assert admin_client.post(page("hold_again", stage), again).status_code == 422
        assert Stage.objects.count() == 1
