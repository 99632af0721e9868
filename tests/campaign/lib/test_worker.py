"""A real worker on a real queue, ended as systemd and Ctrl-C end it."""

import signal
import time
from pathlib import Path

import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from tests.campaign.lib.worker_settings import PROCRASTINATE_WORKER_DEFAULTS
from tests.campaign.lib.workers import PATIENCE_SECONDS, StartWorker, Worker, wait_for

pytestmark = pytest.mark.django_db(transaction=True)
GRACE_SECONDS = PROCRASTINATE_WORKER_DEFAULTS["shutdown_graceful_timeout"]


def end(worker: Worker, number: signal.Signals) -> float:
    """Send a signal to `worker` and return the seconds it took to end; fail if it doesn't end."""
    sent_at = time.monotonic()
    worker.send_signal(number)
    worker.wait(PATIENCE_SECONDS)
    return time.monotonic() - sent_at


class TestRunWorker:
    def test_begins_with_a_line_that_says_what_it_does(
        self, start_worker: StartWorker, worker_output: Path
    ) -> None:
        start_worker()
        wait_for(lambda: "\n" in worker_output.read_text())
        wait_for(ProcrastinateWorker.objects.exists)
        # A job of the clock may have said something meanwhile.
        line = worker_output.read_text().splitlines()[0]
        assert line.endswith(
            "The job worker runs up to 4 jobs at once. SIGTERM stops it within 3 seconds."
        )

    def test_runs_what_the_clock_asks_for(self, start_worker: StartWorker) -> None:
        start_worker()
        by_the_clock = ProcrastinateJob.objects.filter(task_name="retry_stalled_jobs")
        wait_for(by_the_clock.filter(status="succeeded").exists)

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    def test_ends_when_nothing_runs(
        self, start_worker: StartWorker, worker_output: Path, number: signal.Signals
    ) -> None:
        worker = start_worker()
        wait_for(ProcrastinateWorker.objects.exists)
        end(worker, number)
        assert worker.returncode == 0
        assert not ProcrastinateWorker.objects.exists()
        assert worker_output.read_text().endswith("The job worker has stopped.\n")
        assert "Traceback" not in worker_output.read_text()

    def test_lets_a_job_end_though_it_is_told_twice(
        self, start_worker: StartWorker, tmp_path: Path
    ) -> None:
        story = tmp_path / "story"
        job_id = app.configure_task("take_a_second").defer(path=str(story))
        worker = start_worker()
        wait_for(story.exists)
        worker.send_signal(signal.SIGINT)
        end(worker, signal.SIGTERM)
        assert worker.returncode == 0
        assert story.read_text().split() == ["begun", "ended"]
        assert ProcrastinateJob.objects.get(id=job_id).status == "succeeded"

    def test_leaves_a_job_that_takes_too_long_to_the_next_worker(
        self, start_worker: StartWorker, worker_output: Path, tmp_path: Path
    ) -> None:
        story = tmp_path / "story"
        job_id = app.configure_task("hang_once").defer(path=str(story))
        worker = start_worker()
        wait_for(story.exists)
        assert end(worker, signal.SIGTERM) > GRACE_SECONDS
        assert worker.returncode == 1
        assert "stopped before its jobs were done. They'll run again." in worker_output.read_text()
        start_worker()
        wait_for(lambda: ProcrastinateJob.objects.get(id=job_id).status == "succeeded")
        assert story.read_text().splitlines() == ["attempt 0", "attempt 1"]
