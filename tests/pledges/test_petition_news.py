from __future__ import annotations

import datetime

import pytest

from pledges.admin.petition_pages import names_of
from pledges.models import Invalidation, Milestone, Petition
from pledges.moderation import names_waiting
from tests.pledges.people import a_paper_batch, a_petition
from tests.pledges.shown_names import correct, decide, page, shown
from tests.pledges.views.test_petitions import main, words

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 9, 1, 16, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
State = Petition.State


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
        assert [rows.count() for rows in names_waiting()] == [0, 1]
        decide(admin_client, "approved", "waiting")
        assert "Jane" in page(petition)
        assert [rows.count() for rows in names_waiting()] == [0, 0]


class TestTimeline:
    def test_tells_what_happened_when(self, client):
        petition = a_petition(
            opens_at=NOW - 90 * DAY, state=State.WON, state_since=NOW, state_note="Seven to two."
        )
        Milestone.objects.create(petition=petition, size=10, reached_at=NOW - 60 * DAY)
        Milestone.objects.create(petition=petition, size=1000, reached_at=NOW - 30 * DAY)
        taken_out = {"petition": petition, "postal_code": "00000", "public_reason": "A robot."}
        Invalidation.objects.create(
            **taken_out, counted_count=14, applied_at=NOW - 20 * DAY, reverted_at=NOW - 10 * DAY,
            reverted_count=12, state=Invalidation.State.REVERTED,
        )  # fmt: skip
        a_paper_batch(
            petition, 900, taken_back_at=NOW - 15 * DAY, taken_back_reason="Counted twice."
        )
        for size in (250, 500):
            Milestone.objects.create(
                petition=petition, size=size, reached_at=NOW, taken_back_at=NOW - 15 * DAY
            )
        unreleased = {"awaits_release": True, "taken_back_reason": "Typo."}
        a_paper_batch(petition, 900_000, taken_back_at=NOW, **unreleased)
        Invalidation.objects.create(**taken_out, counted_count=3)
        Invalidation.objects.create(**taken_out, counted_count=0, applied_at=NOW)
        shown = main(client, petition.get_absolute_url())
        assert words(shown.partition('<ol class="timeline">')[2].partition("</ol>")[0]) == (
            "Sept. 1, 2026 Won Seven to two. "
            "Aug. 22, 2026 12 signatures restored "
            "Aug. 17, 2026 900 paper signatures removed Counted twice. "
            "The milestones from 250 to 500 no longer count. "
            "Aug. 12, 2026 14 signatures removed as fraudulent A robot. "
            "Aug. 2, 2026 1,000 signatures July 3, 2026 10 signatures June 3, 2026 Opened"
        )
