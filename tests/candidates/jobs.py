"""Do what the worker does with sheets and acts, without a worker."""

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
