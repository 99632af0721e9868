"""How gunicorn serves the site, in production and in `make run`. Command-line options win."""

import os
import signal
from typing import Any

from campaign.lib.processes import end_with_parent
from campaign.lib.server_log import ServerLogger

# Four threads per process. Each thread keeps a connection; by default PostgreSQL allows 100.
THREADS = 4
MOST_WORKERS = 16


def usable_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def post_fork(server: Any, worker: Any) -> None:
    """Let a worker process end with its master, even when that is killed."""
    end_with_parent(signal.SIGKILL, parent=server.pid)()


wsgi_app = "campaign.wsgi"
bind = "127.0.0.1:8000"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or min(usable_cores(), MOST_WORKERS))
threads = THREADS
# It would put one socket for all of this user's sites in the home folder.
control_socket_disable = True

# Every URL on the site fits in 4 KB. Longer request lines are refused.
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190

timeout = 30
graceful_timeout = 8
keepalive = 5

# Trust only a proxy on this machine about https.
forwarded_allow_ips = "127.0.0.1,::1"
# Neither log has a visitor's address, a query or the token of an emailed link.
logger_class = ServerLogger
accesslog = None
access_log_format = '%(t)s "%(m)s %(U)s" %(s)s %(B)s %(M)sms'
errorlog = "-"
loglevel = "error"
