import datetime

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from procrastinate.contrib.django import app

from campaign.lib.backups.models import Backup
from campaign.lib.outbox.models import Lane, Message
from campaign.views.service import known_migrations


class TestHealthz:
    def test_answers_without_the_database(self, client):
        response = client.get("/healthz")
        assert (response.status_code, response.content) == (200, b"ok")
        assert response.headers["Content-Type"].startswith("text/plain")
        assert "no-store" in response.headers["Cache-Control"]


class TestReadyz:
    def test_is_ready_when_every_migration_ran(self, client, db, django_assert_max_num_queries):
        with django_assert_max_num_queries(5):
            response = client.get("/readyz")
        assert response.status_code == 200
        assert response.text.splitlines() == [
            "ready",
            "oldest_job_seconds: 0",
            "oldest_unsent_reply_seconds: 0",
            "unrenewed_pages_seconds: 0",
            "newest_verified_backup_seconds: none",
            "backups: too old",
        ]

    @pytest.mark.parametrize(("hours", "said"), [(25, "current"), (27, "too old")])
    def test_stays_ready_and_says_that_the_newest_verified_backup_is_old(
        self, client, db, hours, said
    ):
        now = timezone.now()
        Backup.objects.create(
            taken_at=now - datetime.timedelta(hours=hours), size_bytes=1, verified_at=now
        )
        response = client.get("/readyz")
        assert response.status_code == 200
        *_others, seconds, backups = response.text.splitlines()
        age = int(seconds.removeprefix("newest_verified_backup_seconds: "))
        assert age // 3600 == hours
        assert backups == f"backups: {said}"

    def test_says_how_long_the_oldest_job_and_the_oldest_reply_have_waited(self, client, db):
        now = timezone.now()
        job_id = app.configure_task("purge").defer(timestamp=0)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_events SET at = %s WHERE job_id = %s",
                [now - datetime.timedelta(minutes=5), job_id],
            )
        in_an_hour = {"hours": 1}
        app.configure_task("purge", schedule_in=in_an_hour).defer(timestamp=0)
        for lane, minutes in ((Lane.REPLY, 1), (Lane.REPLY, 2), (Lane.BULK, 9)):
            queued_at = now - datetime.timedelta(minutes=minutes)
            Message.objects.create(
                lane=lane, kind="test", object_id=minutes, queued_at=queued_at, due_at=now
            )
        _ready, job, reply, *_backups = client.get("/readyz").text.splitlines()
        assert int(job.removeprefix("oldest_job_seconds: ")) in range(300, 330)
        assert int(reply.removeprefix("oldest_unsent_reply_seconds: ")) in range(120, 150)

    def test_knows_every_migration_without_loading_it(self):
        assert known_migrations() == MigrationLoader(None).disk_migrations.keys()

    def test_says_that_a_migration_has_not_run(self, client, db):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE app = 'campaign'")
        response = client.get("/readyz")
        assert response.status_code == 503
        assert "haven’t run yet" in response.content.decode()
        assert response.headers["Retry-After"]

    def test_says_that_the_database_does_not_answer(self, client, database_away):
        response = client.get("/readyz")
        assert response.status_code == 503
        assert response.content.decode() == "The database isn’t responding."
        assert response.headers["Retry-After"]
