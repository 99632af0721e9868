"""Upkeep of the job queue: no job gets lost with its worker, and none is kept forever.

A worker that's killed leaves its job marked as running. Workers report every few seconds. If a
job's worker hasn't done so for `stalled_worker_timeout` seconds (see the settings), the job runs
again. So every job may run more than once.
"""

import datetime
import logging
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from procrastinate import App, JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.tasks import Task
from procrastinate.utils import utcnow

# A job that takes down its worker every time must stop at some point. A task's own tries for
# failures come on top, so a job that waited for a server doesn't fail over one lost worker.
MOST_ATTEMPTS = 5
# A failed job runs again after 4, 16, 64 … seconds. The tenth run is four days after the first.
RETRIES = RetryStrategy(max_attempts=9, exponential_wait=4)
UPKEEP_QUEUE = "upkeep"
UPKEEP_KEPT_HOURS = 1
SUCCEEDED_KEPT_HOURS = 3 * 24
FAILED_KEPT_HOURS = 30 * 24
STUCK_AFTER = datetime.timedelta(hours=1)

log = logging.getLogger(__name__)


def defer_once(task: Task[..., Any, Any], *, lock: str, **ids: int) -> bool:
    """Queue a task in the caller's transaction. Only one job at a time runs it.

    Return False if such a job is already waiting.
    """
    try:
        with transaction.atomic():
            task.configure(lock=lock, queueing_lock=lock).defer(**ids)
    except AlreadyEnqueued:
        return False
    return True


def is_queued(lock: str) -> bool:
    """Say whether a job with this lock waits or runs. One whose worker was killed runs again."""
    alive = (Status.TODO.value, Status.DOING.value)
    return ProcrastinateJob.objects.filter(lock=lock, status__in=alive).exists()


def waiting_jobs(now: datetime.datetime) -> QuerySet[Any]:
    """Return the jobs that should have begun by now, with `since` when they wait."""
    due = ProcrastinateJob.objects.filter(Q(scheduled_at=None) | Q(scheduled_at__lte=now))
    queued_at = Max("procrastinateevent__at", filter=Q(procrastinateevent__type="deferred"))
    return due.filter(status=Status.TODO.value).annotate(since=Coalesce("scheduled_at", queued_at))


def failed_or_stuck(now: datetime.datetime) -> QuerySet[ProcrastinateJob]:
    """Return the jobs that failed within the last day, or have been running for over an hour."""
    events = ProcrastinateEvent.objects.filter(job=OuterRef("pk"))
    failed = Exists(events.filter(type="failed", at__gt=now - datetime.timedelta(days=1)))
    begun = Exists(events.filter(type="started", at__gt=now - STUCK_AFTER))
    return ProcrastinateJob.objects.filter(
        Q(failed, status=Status.FAILED.value) | Q(~begun, status=Status.DOING.value)
    )


@app.periodic(cron="* * * * * */5")
@app.task(
    name="retry_stalled_jobs",
    queue=UPKEEP_QUEUE,
    queueing_lock="retry_stalled_jobs",
    priority=100,
    pass_context=True,
)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    manager = context.app.job_manager
    silence_seconds = settings.PROCRASTINATE_WORKER_DEFAULTS["stalled_worker_timeout"]
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=silence_seconds):
        await retry(context.app, job)


async def retry(app: App, job: Job) -> None:
    """Queue `job` again. Fail it after too many tries, or end it if the same work is queued."""
    manager = app.job_manager
    tries = job.attempts + 1
    if tries >= MOST_ATTEMPTS + own_retries(app, job):
        log.error("Job %s (%s) lost its worker after %d tries", job.id, job.task_name, tries)
        await manager.finish_job(job, status=Status.FAILED, delete_job=False)
        return
    try:
        await manager.retry_job(job, retry_at=utcnow())
    except UniqueViolation:
        # Its queueing lock is taken, so the same work is already queued.
        await manager.finish_job(job, status=Status.ABORTED, delete_job=False)


def own_retries(app: App, job: Job) -> int:
    task = app.tasks.get(job.task_name)
    strategy = task.retry_strategy if task else None
    return (strategy.max_attempts or 0) if isinstance(strategy, RetryStrategy) else 0


@app.periodic(cron="17 * * * *")
@app.task(name="delete_old_jobs", queue=UPKEEP_QUEUE, pass_context=True)
async def delete_old_jobs(context: JobContext, timestamp: int) -> None:
    """Delete finished jobs: upkeep after an hour, others after days, failures after a month."""
    manager = context.app.job_manager
    await manager.delete_old_jobs(nb_hours=UPKEEP_KEPT_HOURS, queue=UPKEEP_QUEUE)
    await manager.delete_old_jobs(nb_hours=SUCCEEDED_KEPT_HOURS)
    await manager.delete_old_jobs(
        nb_hours=FAILED_KEPT_HOURS,
        include_failed=True,
        include_cancelled=True,
        include_aborted=True,
    )
