import datetime

import pytest
from django.contrib.sessions.models import Session

from campaign.content.models import Comment
from campaign.content.retention import addresses_of_commenters, expired_sessions, unwanted_comments
from tests.campaign.content.commenting import removed, reply_to
from tests.factories import CommentFactory

NOW = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
LONG_AGO = NOW - 400 * DAY

pytestmark = pytest.mark.django_db


class TestAddressesOfCommenters:
    @pytest.mark.parametrize(
        ("received", "decided", "is_kept"),
        [(179, None, True), (180, None, False), (60, 29, True), (60, 30, False), (180, 29, False)],
    )
    def test_are_erased_when_nobody_has_to_write_to_them(self, received, decided, is_kept):
        decision = {"state": "approved", "decided_at": NOW - decided * DAY} if decided else {}
        comment = CommentFactory.create(received_at=NOW - received * DAY, **decision)
        assert addresses_of_commenters(NOW, is_dry_run=False) == (0 if is_kept else 1)
        comment.refresh_from_db()
        assert comment.email == ("fern@example.org" if is_kept else None)
        assert comment.name == "Fern Reader"

    def test_are_erased_once(self):
        CommentFactory.create(received_at=LONG_AGO)
        counts = [addresses_of_commenters(NOW, is_dry_run=False) for _time in range(2)]
        assert counts == [1, 0]

    def test_stay_in_a_dry_run_that_counts_them(self):
        comment = CommentFactory.create(received_at=LONG_AGO)
        assert addresses_of_commenters(NOW, is_dry_run=True) == 1
        comment.refresh_from_db()
        assert comment.email == "fern@example.org"


class TestExpiredSessions:
    def test_are_deleted_once_no_late_form_needs_them(self):
        for key, hours in (("valid", -1), ("lately", 11), ("long ago", 12)):
            expired = NOW - datetime.timedelta(hours=hours)
            Session.objects.create(session_key=key, session_data="", expire_date=expired)
        assert expired_sessions(NOW, is_dry_run=True) == 1
        assert expired_sessions(NOW, is_dry_run=False) == 1
        assert set(Session.objects.values_list("pk", flat=True)) == {"valid", "lately"}


class TestUnwantedComments:
    @pytest.mark.parametrize(("days", "is_kept"), [(29, True), (30, False)])
    def test_are_deleted_after_thirty_days(self, days, is_kept):
        then = NOW - days * DAY
        for state in ("rejected", "spam"):
            CommentFactory.create(state=state, received_at=then, decided_at=then)
        CommentFactory.create(quarantine="limit", received_at=then)
        assert unwanted_comments(NOW, is_dry_run=False) == (0 if is_kept else 3)
        assert Comment.objects.count() == (3 if is_kept else 0)

    def test_stay_where_an_organizer_replied(self):
        for state in ("rejected", "spam"):
            reply_to(CommentFactory.create(state=state, decided_at=LONG_AGO, received_at=LONG_AGO))
        assert unwanted_comments(NOW, is_dry_run=False) == 0
        assert Comment.objects.count() == 4

    def test_are_counted_without_the_replies_that_go_with_them(self):
        unwanted = CommentFactory.create(quarantine="honeypot", received_at=LONG_AGO)
        reply_to(unwanted, state="rejected", decided_at=NOW)
        assert unwanted_comments(NOW, is_dry_run=True) == 1
        assert unwanted_comments(NOW, is_dry_run=False) == 1
        assert not Comment.objects.exists()

    def test_need_no_key(self, other_keys):
        CommentFactory.create(quarantine="honeypot", received_at=LONG_AGO)
        other_keys()
        assert unwanted_comments(NOW, is_dry_run=False) == 1
        assert not Comment.objects.exists()

    def test_are_neither_what_waits_nor_what_is_shown_nor_stubs(self):
        CommentFactory.create(received_at=LONG_AGO)
        approved = CommentFactory.create(
            state="approved", received_at=LONG_AGO, decided_at=LONG_AGO
        )
        reply_to(approved, received_at=LONG_AGO, decided_at=LONG_AGO)
        removed(received_at=LONG_AGO, decided_at=LONG_AGO)
        assert unwanted_comments(NOW, is_dry_run=False) == 0
        assert Comment.objects.count() == 4

    def test_stay_in_a_dry_run_that_counts_them(self):
        CommentFactory.create(quarantine="honeypot", received_at=LONG_AGO)
        assert unwanted_comments(NOW, is_dry_run=True) == 1
        assert Comment.objects.count() == 1
