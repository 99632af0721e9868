"""Settings of the job worker that tests kill: impatient, and with tasks to be killed in."""

from campaign.settings import *  # noqa: F403
from campaign.settings import PROCRASTINATE_IMPORT_PATHS, PROCRASTINATE_WORKER_DEFAULTS

PROCRASTINATE_IMPORT_PATHS = [*PROCRASTINATE_IMPORT_PATHS, "tests.campaign.lib.worker_tasks"]
PROCRASTINATE_WORKER_DEFAULTS = {
    **PROCRASTINATE_WORKER_DEFAULTS,
    "shutdown_graceful_timeout": 2,
    "fetch_job_polling_interval": 0.5,
    "update_heartbeat_interval": 0.5,
    "stalled_worker_timeout": 2,
}
