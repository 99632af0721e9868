import datetime

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app

from campaign.content.waiting import comments, stuck_jobs
from campaign.lib.jobs import STUCK_AFTER
from tests.factories import CommentFactory, OrganizerFactory

pytestmark = pytest.mark.django_db


class TestComments:
    def test_wait_until_somebody_decides(self):
        CommentFactory.create(state="approved")
        waiting = CommentFactory.create()
        assert list(comments(OrganizerFactory.create(), timezone.now())) == [waiting]


class TestStuckJobs:
    def test_failed_today_or_have_run_for_over_an_hour(self):
        now = timezone.now()
        day, minute = datetime.timedelta(days=1), datetime.timedelta(minutes=1)
        for status, event, age in (
            ("failed", "failed", minute),
            ("failed", "failed", day + minute),
            ("doing", "started", minute),
            ("doing", "started", STUCK_AFTER + minute),
            ("todo", "deferred", day),
        ):
            job_id = app.configure_task(f"{status}_{age}").defer()
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [status, job_id]
                )
                cursor.execute("DELETE FROM procrastinate_events WHERE job_id = %s", [job_id])
                cursor.execute(
                    "INSERT INTO procrastinate_events (job_id, type, at) VALUES (%s, %s, %s)",
                    [job_id, event, now - age],
                )
        names = [job.task_name for job in stuck_jobs(OrganizerFactory.create(), now)]
        assert sorted(names) == [f"doing_{STUCK_AFTER + minute}", f"failed_{minute}"]
