from __future__ import annotations

import pytest

from pledges.admin.petition_pages import names_of
from pledges.models import Petition
from pledges.moderation import names_waiting_count
from tests.pledges.shown_names import correct, decide, page, shown

pytestmark = pytest.mark.django_db


class TestPetitionPage:
    @pytest.mark.parametrize(
        ("name", "words"),
        [("Doe, Jane", "Jane</strong>, Mich"), ("Dr. Jane Doe", "Jane</strong>, Mich")],
    )
    def test_shows_no_wrong_part_of_a_name(self, petition, name, words):
        shown(petition, name)
        assert words in page(petition)

    def test_shows_a_neighbor_who_wants_no_name(self, petition):
        signature = shown(petition)
        correct(signature.supporter, shown_as="@neighbor")
        assert "A neighbor</strong> in Michigan" in page(petition)
        assert list(names_of(petition)) == ["<li>A neighbor in Michigan</li>\n"]

    def test_waits_for_approval_where_the_petition_asks_for_it(self, petition, admin_client):
        Petition.objects.update(approves_names=True)
        petition.refresh_from_db()
        shown(petition)
        assert "Jane" not in page(petition)
        assert list(names_of(petition)) == []
        assert names_waiting_count() == 1
        decide(admin_client, "approved", "waiting")
        assert "Jane" in page(petition)
        assert names_waiting_count() == 0
