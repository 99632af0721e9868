"""Previews of actions on many rows, as the moderators' queue has them."""

import pytest

from campaign.content.models import Comment
from campaign.lib.admin import bulk
from campaign.lib.audit import Event
from campaign.lib.audit.models import AuditEvent
from tests.bulk_actions import act, ask, confirm
from tests.campaign.content.admin.comments import LIST, states
from tests.factories import CommentFactory

pytestmark = pytest.mark.django_db


class TestBulkPage:
    def test_shows_what_happens_to_which_rows_and_why_others_are_left_out(self, admin_client):
        waiting, decided = CommentFactory.create(), CommentFactory.create(state="spam")
        asked = ask(admin_client, f"{LIST}?state=all", "approve", waiting, decided)
        assert asked.status_code == 200
        for words in (waiting.text, "1 row is left out", "already decided", "Approve (1)"):
            assert words in asked.text
        assert states() == ["waiting", "spam"]
        assert not AuditEvent.objects.filter(event=Event.BULK).exists()

    def test_does_it_once_it_is_confirmed_and_keeps_one_event(self, admin_client):
        rows = [CommentFactory.create(), CommentFactory.create()]
        act(admin_client, f"{LIST}?state=all", "approve", *rows)
        assert states() == ["approved", "approved"]
        details = AuditEvent.objects.get(event=Event.BULK).details
        assert (details["did"], sorted(details["rows"])) == (
            "approve",
            sorted(str(row.pk) for row in rows),
        )

    def test_shows_the_page_again_if_something_changed_meanwhile(self, admin_client):
        rows = [CommentFactory.create(), CommentFactory.create()]
        for change in ({"state": "spam", "decided_at": rows[0].received_at}, {"text": "Edited."}):
            asked = ask(admin_client, f"{LIST}?state=all", "approve", *rows)
            Comment.objects.filter(pk=rows[0].pk).update(**change)
            again = confirm(admin_client, f"{LIST}?state=all", asked)
            assert again.status_code == 422
            assert "changed since you opened this page" in again.text
            assert "approved" not in states()

    def test_shows_the_page_again_if_a_row_is_no_longer_in_the_list(self, admin_client):
        row = CommentFactory.create()
        asked = ask(admin_client, LIST, "approve", row)
        Comment.objects.update(state="spam", decided_at=row.received_at)
        again = confirm(admin_client, LIST, asked)
        assert again.status_code == 422
        assert "None of the rows you chose are still in this list." in again.text

    def test_refuses_more_rows_than_it_can_show(self, admin_client, monkeypatch):
        monkeypatch.setattr(bulk, "MOST_ROWS", 1)
        rows = [CommentFactory.create(), CommentFactory.create()]
        asked = ask(admin_client, f"{LIST}?state=all", "approve", *rows)
        assert "Choose at most 1 rows at a time." in asked.text
        assert states() == ["waiting", "waiting"]

    def test_takes_no_rows_that_cannot_be(self, admin_client):
        asked = ask(admin_client, f"{LIST}?state=all", "approve", CommentFactory.create())
        for odd in ("x", "9" * 5000, "٣", ",,", "\0"):
            posted = asked.context["hidden"] | asked.context["seen"] | {"bulk_rows": odd}
            assert admin_client.post(f"{LIST}?state=all", posted).status_code in {422, 400}
        assert states() == ["waiting"]
