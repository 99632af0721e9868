"""Results that wait for a second person, and the list of election nights."""

import datetime

import pytest
import time_machine
from django.test import Client

from candidates.models import ResultDraft, StageResult
from tests.candidates.admin.nights import NIGHT, outcomes, save, typed

NIGHTS = "/admin/candidates/stage/nights/"


class TestTwoPeople:
    @pytest.fixture(autouse=True)
    def two_people(self, second: Client) -> None:
        """Have somebody else who may release."""

    def test_makes_results_wait_until_somebody_else_releases_them(
        self, admin_client, second, organizer, stages
    ):
        data = typed((stages[0], 0, "advanced"), (stages[1], 1, "advanced"))
        assert (
            "Send 6 results to a second person" in admin_client.post(NIGHT, data).content.decode()
        )
        assert save(admin_client, data).status_code == 302
        assert outcomes(stages[0]) == ["active"] * 3
        assert "You can still change them here." in admin_client.get(NIGHT).content.decode()
        assert "Review and release" in second.get(NIGHT).content.decode()
        page = second.get(f"{NIGHT}release/")
        assert "“Running” becomes “Won the primary.”" in page.content.decode()
        posted = {"seen": page.context["seen"], "step": "release"}
        assert second.post(f"{NIGHT}release/", posted).status_code == 422
        posted["elections"] = [stages[1].pk]
        assert second.post(f"{NIGHT}release/", posted).status_code == 302
        assert outcomes(stages[0]) == ["active"] * 3
        assert outcomes(stages[1]) == ["lost_primary", "won_primary", "lost_primary"]
        result = StageResult.objects.first()
        assert (result.recorded_by, result.released_by.username) == (organizer, "sasha")
        stale = second.post(f"{NIGHT}release/", {**posted, "elections": [stages[0].pk]})
        assert "changed since you opened the page" in stale.content.decode()

    def test_lets_nobody_release_their_own(self, admin_client, stages):
        save(admin_client, typed((stages[0], 0, "advanced")))
        page = admin_client.get(f"{NIGHT}release/")
        assert "that you entered yourself" in page.content.decode()
        posted = {"seen": page.context["seen"], "step": "release", "elections": [stages[0].pk]}
        assert admin_client.post(f"{NIGHT}release/", posted).status_code == 422
        assert not StageResult.objects.exists()

    def test_sends_back_with_a_note_and_takes_the_change(self, admin_client, second, stages):
        save(admin_client, typed((stages[0], 0, "advanced")))
        seen = second.get(f"{NIGHT}release/").context["seen"]
        posted = {"seen": seen, "step": "send_back", "elections": [stages[0].pk]}
        assert second.post(f"{NIGHT}release/", posted).status_code == 422
        posted["note"] = "The county page says Mica."
        assert second.post(f"{NIGHT}release/", posted).status_code == 302
        assert (
            "requested changes: The county page says Mica."
            in admin_client.get(NIGHT).content.decode()
        )
        assert not ResultDraft.objects.waiting().exists()
        fixed = typed((stages[0], 1, "advanced"))
        assert save(admin_client, fixed).status_code == 302
        drafts = ResultDraft.objects.waiting().order_by("candidacy__person__sort_key")
        assert [row.outcome for row in drafts] == ["lost", "advanced", "lost"]

    def test_replaces_and_takes_back_only_what_the_same_person_entered(
        self, admin_client, second, stages
    ):
        save(admin_client, typed((stages[0], 0, "advanced")))
        data = typed((stages[0], 1, "advanced"), (stages[1], 0, "advanced"))
        page = second.post(NIGHT, data)
        assert "robin entered this meanwhile: Mica 11, lost." in page.content.decode()
        assert save(second, data).status_code == 302
        assert ResultDraft.objects.filter(stage=stages[0]).count() == 3
        cleared = typed()
        assert save(admin_client, cleared).status_code == 302
        assert set(ResultDraft.objects.values_list("stage", flat=True)) == {stages[1].pk}

    def test_skips_the_second_person_where_the_rule_is_off(self, admin_client, settings, stages):
        settings.TWO_PERSON_RULE = False
        assert save(admin_client, typed((stages[0], 0, "advanced"))).status_code == 302
        assert outcomes(stages[0])[0] == "won_primary"


class TestNights:
    def test_lists_what_lacks_results_and_what_waits(self, admin_client, second, stages):
        with time_machine.travel(datetime.datetime(2026, 8, 4, 12, tzinfo=datetime.UTC)):
            text = admin_client.get(NIGHTS).content.decode()
        assert "2 elections" in text
        with time_machine.travel(datetime.datetime(2026, 8, 6, 12, tzinfo=datetime.UTC)):
            assert "2 elections are missing results" in admin_client.get(NIGHTS).content.decode()
            save(admin_client, typed((stages[0], 0, "advanced")))
            text = second.get(NIGHTS).content.decode()
        assert "3 results wait for a second person" in text
        assert f"{NIGHT}release/" in text
