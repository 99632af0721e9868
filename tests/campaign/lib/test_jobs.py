"""The job queue's upkeep, with a real worker that is killed."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from campaign.lib.jobs import (
    FAILED_KEPT_HOURS,
    MOST_ATTEMPTS,
    RETRIES,
    SUCCEEDED_KEPT_HOURS,
    UPKEEP_QUEUE,
    delete_old_jobs,
    retry_stalled_jobs,
)
from tests.campaign.lib.workers import PATIENCE_SECONDS, StartWorker, wait_for

pytestmark = pytest.mark.django_db(transaction=True)


def query(statement: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


class TestRetryStalledJobs:
    def test_runs_the_job_of_a_killed_worker_again(
        self, start_worker: StartWorker, tmp_path: Path
    ) -> None:
        story = tmp_path / "story"
        job_id = app.configure_task("hang_once").defer(path=str(story))
        worker = start_worker()
        wait_for(story.exists)
        worker.kill()
        worker.wait()
        start_worker()
        wait_for(lambda: ProcrastinateJob.objects.get(id=job_id).status == "succeeded")
        assert story.read_text().splitlines() == ["attempt 0", "attempt 1"]

    def test_fails_a_job_that_takes_its_worker_down_every_time(
        self, start_worker: StartWorker
    ) -> None:
        job_id = app.configure_task("kill_the_worker").defer()
        attempts = MOST_ATTEMPTS - 1
        query("UPDATE procrastinate_jobs SET attempts = %s WHERE id = %s", attempts, job_id)
        worker = start_worker()
        worker.wait(PATIENCE_SECONDS)
        start_worker()
        wait_for(lambda: ProcrastinateJob.objects.get(id=job_id).status == "failed")

    @pytest.mark.parametrize(
        ("tries", "status"),
        [
            (6, "todo"),
            (RETRIES.max_attempts + MOST_ATTEMPTS - 2, "todo"),
            (RETRIES.max_attempts + MOST_ATTEMPTS - 1, "failed"),
        ],
    )
    def test_lets_a_job_that_failed_before_lose_its_worker_as_often_as_any(
        self, tries: int, status: str
    ) -> None:
        job_id = app.configure_task("go_on_with_invalidation").defer(invalidation_id=5000)
        query(
            "UPDATE procrastinate_jobs SET status = 'doing', attempts = %s WHERE id = %s",
            tries,
            job_id,
        )
        retry_stalled_jobs.defer(timestamp=0)
        run_here(UPKEEP_QUEUE)
        assert ProcrastinateJob.objects.get(id=job_id).status == status

    def test_ends_a_stalled_job_whose_like_is_queued_already(
        self, start_worker: StartWorker, tmp_path: Path
    ) -> None:
        story = tmp_path / "story"
        first = app.configure_task("hang_once", queueing_lock="one").defer(path=str(story))
        worker = start_worker()
        wait_for(story.exists)
        worker.kill()
        worker.wait()
        tomorrow = datetime.now(tz=UTC) + timedelta(days=1)
        like_it = app.configure_task("hang_once", queueing_lock="one", schedule_at=tomorrow)
        second = like_it.defer(path="")
        start_worker()
        wait_for(lambda: ProcrastinateJob.objects.get(id=first).status == "aborted")
        assert ProcrastinateJob.objects.get(id=second).status == "todo"


class TestDeleteOldJobs:
    def test_goes_by_status_and_age(self) -> None:
        jobs = [
            ("succeeded", SUCCEEDED_KEPT_HOURS - 1),
            ("succeeded", SUCCEEDED_KEPT_HOURS + 1),
            ("failed", FAILED_KEPT_HOURS - 1),
            ("failed", FAILED_KEPT_HOURS + 1),
            ("todo", FAILED_KEPT_HOURS + 1),
        ]
        ids = [finished_job(status, hours) for status, hours in jobs]
        delete_old_jobs.defer(timestamp=0)
        run_here(UPKEEP_QUEUE)
        kept = ProcrastinateJob.objects.in_bulk(ids)
        assert [job_id in kept for job_id in ids] == [True, False, True, False, True]


def finished_job(status: str, hours: int) -> int:
    """Make a job that got its status so many hours ago."""
    job_id = app.configure_task("hang_once").defer(path="")
    query("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", status, job_id)
    age = "UPDATE procrastinate_events SET at = now() - %s * interval '1 hour' WHERE job_id = %s"
    query(age, hours, job_id)
    return job_id


def run_here(queue: str) -> None:
    """Run the jobs of `queue` in this process."""
    with app.replace_connector(app.connector.get_worker_connector()):
        in_a_thread_of_its_own(work_off(queue))


def in_a_thread_of_its_own(work: Coroutine[None, None, None]) -> None:
    """Run `work` where no other event loop runs: an open browser keeps one in this thread."""
    with ThreadPoolExecutor(max_workers=1) as threads:
        threads.submit(asyncio.run, work).result()


async def work_off(queue: str) -> None:
    """Run the jobs of `queue` in this process, and leave no connection in another thread."""
    async with app.open_async():
        await app.run_worker_async(queues=[queue], wait=False, listen_notify=False)
    await sync_to_async(connections.close_all)()
