"""What a page says of the job that works on its row: how far it is, or that it stopped."""

from typing import Any

from campaign.lib.progress import counted
from candidates.models import Act, SheetImport
from candidates.tasks import has_stopped


def job_context(row: SheetImport | Act) -> dict[str, Any]:
    """Return the context of `_job.html`. `row` is read again if its job may have just ended."""
    stopped = has_stopped(row)
    is_working = row.is_at_work and not stopped
    return {
        "has_stopped": stopped,
        "is_working": is_working,
        "progress": counted(row.progress_name) if is_working else None,
    }
