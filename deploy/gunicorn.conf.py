"""How gunicorn serves the site, in production and in `make run`. Command-line options win."""

import gc
import os
import select
import signal
import sys
import threading
import time
from typing import Any

from gunicorn.workers import gthread

from campaign.lib.processes import end_with_parent, share_one_heap
from campaign.lib.server_log import ServerLogger
from campaign.lib.wsgi import WAITS_SINCE

# Four threads per process (campaign/lib/request_limits.py says how many of them may work). Each
# keeps a connection; by default PostgreSQL allows 100.
THREADS = 4
MOST_WORKERS = 16
# A thread that answers at once waits no longer than this for one that renders a page.
SWITCH_SECONDS = 0.0001
# A connection on which nothing comes keeps a thread no longer than this, then waits without one.
# Browsers open some for later.
SILENCE_SECONDS = 0.05
# A visitor who takes longer to send more of a form, or to take an answer, loses the connection.
PATIENCE_SECONDS = 20
# How long new processes may take to load the site before old ones end all the same.
LOADING_SECONDS = 60
# How long a new process may make pages before it answers. After a start, visitors wait for it.
PREPARING_SECONDS, PREPARING_SECONDS_OF_A_RELOAD = 5, 25
# Where a process that a reload started says that it has loaded the site.
loaded: list[int] = []


class Worker(gthread.ThreadWorker):
    """Tells the site since when a request waits, so that it can refuse what would come late.

    While it ends, it gives visitors who have just connected a moment to ask. By itself, gunicorn
    drops them if they're silent for SILENCE_SECONDS.
    """

    def init_process(self) -> None:
        self.current = threading.local()
        super().init_process()

    def load_wsgi(self) -> None:
        super().load_wsgi()
        self.site = site = self.wsgi

        def application(environ: dict[str, Any], start_response: Any) -> Any:
            return site({**environ, WAITS_SINCE: self.current.since}, start_response)

        self.wsgi = application

    def enqueue_req(self, conn: Any) -> None:
        conn.since = time.monotonic()
        super().enqueue_req(conn)

    def finish_request(self, conn: Any, fs: Any) -> None:
        is_over = fs.cancelled() or fs.exception() or fs.result() is not gthread._DEFER  # noqa: SLF001
        is_silent = not self.alive and not is_over
        if is_silent and conn.timeout is None:
            conn.timeout = time.monotonic() + gthread.STOP_KEEPALIVE_LINGER
        if is_silent and time.monotonic() < conn.timeout:
            self.enqueue_req(conn)
        else:
            super().finish_request(conn, fs)

    def handle(self, conn: Any) -> Any:
        self.current.since = conn.since
        return super().handle(conn)


def usable_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def on_reload(server: Any) -> None:
    """Start new processes and wait until they answer. By itself, gunicorn ends the old ones first.

    If a new one doesn't start, the old ones go on. Otherwise gunicorn ends them next. It would also
    start `workers` more, so that's none.
    """
    answers, says_loaded = os.pipe()
    loaded[:] = [says_loaded]
    server.worker_age = before = max(worker.age for worker in server.WORKERS.values())
    new = [server.spawn_worker() for _worker in range(server.cfg.workers)]
    loaded.clear()
    os.close(says_loaded)
    missing, deadline = len(new), time.monotonic() + LOADING_SECONDS
    while missing and select.select([answers], [], [], max(0, deadline - time.monotonic()))[0]:
        said = os.read(answers, missing)
        if not said:  # the others have ended
            break
        missing -= len(said)
    os.close(answers)
    if missing:
        server.log.error("The new code doesn't start, so the old processes go on.")
        for process_id in new:
            os.kill(process_id, signal.SIGKILL)
            os.waitpid(process_id, 0)
            server.WORKERS.pop(process_id).tmp.close()
    server.cfg.set("workers", 0)
    # gunicorn then waits until nobody is left who is older.
    server.worker_age = 0 if missing else before


def post_fork(server: Any, worker: Any) -> None:
    """Let a process end with its master, even when that is killed, and load what's new on disk."""
    end_with_parent(signal.SIGKILL, parent=server.pid)()
    share_one_heap()
    sys.setswitchinterval(SWITCH_SECONDS)
    gthread.DEFAULT_WORKER_DATA_TIMEOUT = SILENCE_SECONDS
    os.environ["WEB_THREADS"] = str(worker.cfg.threads)
    if not worker.cfg.preload_app:
        for name in [each for each in sys.modules if each.partition(".")[0] == "campaign"]:
            del sys.modules[name]


def post_worker_init(worker: Any) -> None:
    """Make the pages that most people ask for, then say that a process has loaded the site."""
    # Only our site has any: tests serve a smaller one.
    prepare = getattr(worker.site, "prepare", lambda seconds: None)
    prepare(PREPARING_SECONDS_OF_A_RELOAD if loaded else PREPARING_SECONDS)
    # What is loaded by now stays. Looking through it for garbage took a twelfth of a page's time.
    gc.collect()
    gc.freeze()
    for descriptor in loaded:
        os.write(descriptor, b"1")
        os.close(descriptor)
    loaded.clear()


def pre_request(_worker: Any, request: Any) -> None:
    """Let no visitor keep a thread by sending nothing more or by reading nothing."""
    request.unreader.sock.settimeout(PATIENCE_SECONDS)


wsgi_app = "campaign.wsgi"
bind = "127.0.0.1:8000"
worker_class = Worker
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
