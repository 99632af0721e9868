"""Do what the worker does with sheets and acts, without a worker, and see who waits for whom."""

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from candidates.tasks import apply_sheet, check_sheet, undo_act

TASKS = {task.name: task for task in (check_sheet, apply_sheet, undo_act)}


def work() -> None:
    """Run the jobs that wait."""
    for job in ProcrastinateJob.objects.filter(status="todo").order_by("pk"):
        TASKS[job.task_name](**job.args)
    end_jobs("succeeded")


def end_jobs(status: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = %s", [status])


def waiting_for(table: str) -> int:
    """Return how many sessions wait for one row of a table, or for a lock of all of it."""
    with connection.cursor() as cursor:
        # The first that waits for a row holds its tuple lock, and the others wait for that.
        cursor.execute(
            "SELECT count(*) FROM pg_locks"
            " WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            " AND relation = %s::regclass AND (locktype = 'tuple' OR NOT granted)",
            [table],
        )
        [count] = cursor.fetchone()
    return int(count)
