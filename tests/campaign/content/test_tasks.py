import datetime

import pytest
from procrastinate.contrib.django import app

from campaign.lib.jobs import UPKEEP_QUEUE
from tests.factories import CommentFactory

NOW = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)


@pytest.mark.django_db
class TestPurge:
    def test_erases_and_notes_how_much(self, caplog):
        caplog.set_level("INFO")
        comment = CommentFactory.create(received_at=NOW - datetime.timedelta(days=180))
        app.tasks["purge"](timestamp=int(NOW.timestamp()))
        comment.refresh_from_db()
        assert comment.email is None
        sentence = "Erased 1: email addresses of people who commented on an article"
        assert sentence in [record.getMessage() for record in caplog.records]

    def test_runs_every_day_and_in_no_persons_way(self):
        periodic = {
            task.task.name: (task.cron, task.task.queue)
            for task in app.periodic_registry.periodic_tasks.values()
        }
        assert periodic["purge"] == ("29 4 * * *", UPKEEP_QUEUE)
        assert "forget_writers_of_comments" not in periodic
