"""When the clock alone changes a page."""

from __future__ import annotations

import datetime

import pytest

from campaign.lib.cache.generation import next_change
from pledges.models import Update
from tests.factories import ArticleFactory
from tests.pledges.people import a_petition

# At noon in Michigan; the day ends twelve hours later.
NOON = datetime.datetime(2026, 11, 29, 17, tzinfo=datetime.UTC)
MIDNIGHT = NOON + datetime.timedelta(hours=12)


def after(**time: float) -> datetime.datetime:
    return NOON + datetime.timedelta(**time)


@pytest.mark.django_db
class TestNextChange:
    def test_is_midnight_where_nothing_is_due_before(self):
        a_petition(opens_at=after(hours=-1), closes_at=after(days=3))
        ArticleFactory.create(published_at=None)
        ArticleFactory.create(published_at=after(days=-90))
        ArticleFactory.create(published_at=datetime.datetime.max.replace(tzinfo=datetime.UTC))
        assert next_change(NOON) == MIDNIGHT
        assert next_change(MIDNIGHT) == MIDNIGHT + datetime.timedelta(days=1)
        clocks_go_back = datetime.datetime(2026, 11, 1, 4, tzinfo=datetime.UTC)
        assert next_change(clocks_go_back) == clocks_go_back + datetime.timedelta(hours=25)

    def test_is_when_something_comes_out_opens_or_closes(self):
        """Each is due before the one before it."""
        ArticleFactory.create(published_at=after(days=-30, hours=5))
        assert next_change(NOON) == after(hours=5), "comments close"
        petition = a_petition(closes_at=after(hours=4))
        assert next_change(NOON) == after(hours=4), "a petition closes"
        a_petition(opens_at=after(hours=3))
        assert next_change(NOON) == after(hours=3), "a petition opens"
        news = {"title": "News", "body": "Text", "published_at": after(hours=2)}
        Update.objects.create(petition=petition, **news)
        assert next_change(NOON) == after(hours=2), "a petition's news"
        ArticleFactory.create(published_at=after(hours=1))
        assert next_change(NOON) == after(hours=1), "an article"
        assert next_change(after(hours=1)) == after(hours=2)
