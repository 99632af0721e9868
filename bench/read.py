"""How quickly the site sends pages, beside a bare WSGI application and nginx with files.

    .venv/bin/python bench/read.py
    .venv/bin/python bench/read.py --long          # more pages, more rounds

The bare application is served by the same gunicorn, with one worker each, and sends the same bytes
and headers: plain, gzip, and 304. Then nginx by deploy/nginx.conf in front of the site is compared
with an nginx that sends the same bytes and headers from files, one process each. All take turns
within one run, asked by wrk on one core, and each figure is of the best round, because what else
the machine does only takes away. Then pages are made again for each request, by CPU of the worker.
What pages share until something public changes is kept, as the site does. At last the cache is
filled, for the memory of the worker.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from asking import Answer, Headers, Reader, Round, Server
from figures import Figures, wants_long
from served import Site, children, cpu_seconds, own_cpu_seconds, process_id, throwaway_site

from tests.nginx import PROGRAM, free_port, nginx, wait_for

PETITION = "/petitions/investigate-ice/"
STATE = "/tracker/ca/"
SHORT_PATHS = ("/", "/tracker/", PETITION)
LONG_PATHS = (*SHORT_PATHS, STATE, "{candidate}", "/tracker.json", "/tracker.csv", "{css}")
# Rounds of a second.
LONG, SHORT = 7, 2
LEAST_CPU, LEAST_RATE, LEAST_OF_NGINX = 0.70, 0.60, 0.60
MOST_MEMORY_MIB = 150
# Milliseconds and queries.
MOST_WHEN_COLD = {
    "/tracker/": (None, 8),
    PETITION: (10, 5),
    STATE: (40, None),
    "/tracker.csv": (35, None),
    "/tracker.json": (35, None),
    "/": (None, None),
    "{candidate}": (None, None),
}
COLD_ROUNDS = 3
MOST_BARE_CPUS = 220  # of a cold tracker
CACHE_MIB = 32
SORTS = ("name", "state", "-updated")
# What a file says for itself.
OF_A_FILE = {"content-length", "content-type", "etag", "last-modified", "accept-ranges"}


def kinds(ours: Server, path: str) -> Iterator[tuple[str, Headers, Answer]]:
    """Yield how a page is asked for once it is finished, and what it is answered with."""
    for kind, headers in (("plain", {}), ("gzip", {"Accept-Encoding": "gzip"})):
        answer = ours.answer(path, headers)
        assert answer.status == "200 OK", f"{path} was answered with {answer.status}."
        yield kind, headers, answer
    if etag := dict(answer.headers).get("ETag"):
        had = {**headers, "If-None-Match": etag}
        answer = ours.answer(path, had)
        assert answer.status.startswith("304"), f"{path} was answered with {answer.status}."
        yield "304", had, answer


def served_by(site: Site, *options: str, **more: str) -> Server:
    """Serve the site, or what `options` name, by one worker."""
    settings = {**site.settings, "WEB_CONCURRENCY": "1", **more}
    address, web = site.serve(*options, settings=settings)
    return Server(address, process_id(web), lambda: cpu_seconds(process_id(web)))


def of_nginx(folder: Path, port: int) -> Server:
    process = int((folder / "pid").read_text())
    return Server(f"http://127.0.0.1:{port}", process, lambda: own_cpu_seconds(process))


@contextlib.contextmanager
def nginx_with_files(folder: Path, answers: dict[str, Answer]) -> Iterator[Server]:
    """Send answers from files, by path."""
    port, locations = free_port(), ""
    for number, (path, answer) in enumerate(answers.items()):
        (folder / str(number)).write_bytes(answer.body.encode("latin-1"))
        kind = dict(answer.headers)["Content-Type"]
        added = "".join(
            f'add_header {name} "{value}"; '
            for name, value in answer.headers
            if name.lower() not in OF_A_FILE
        )
        locations += (
            f"location = {path} {{ rewrite ^ /{number} break; root {folder}; "
            f'default_type "{kind}"; {added}}}\n'
        )
    file = folder / "nginx.conf"
    file.write_text(
        f"daemon off; master_process off; pid {folder}/pid; events {{}} http {{ access_log off; "
        f"sendfile on; server {{ listen 127.0.0.1:{port}; {locations} }} }}"
    )
    command = [PROGRAM, "-p", str(folder), "-e", f"{folder}/error.log", "-c", str(file)]
    with subprocess.Popen(command) as process:
        try:
            wait_for(process, port)
            yield of_nginx(folder, port)
        finally:
            process.terminate()


def best(rounds: Sequence[Round]) -> Round:
    rates, *others = zip(*rounds, strict=True)
    return Round(max(rates), *map(min, others))


def compared(
    ours: Server, other: Server, path: str, headers: Headers, count: int
) -> tuple[Round, Round]:
    """Return the best of so many rounds, in turns."""
    pairs = [(ours.round(path, headers), other.round(path, headers)) for _round in range(count)]
    own, others = zip(*pairs, strict=True)
    return best(own), best(others)


def described(own: Round, other: Round) -> str:
    return (
        f"{own.rate:,.0f} req/s by {other.rate:,.0f}, p50 {own.p50 * 1e3:.2f} by "
        f"{other.p50 * 1e3:.2f} ms, p99 {own.p99 * 1e3:.1f} by {other.p99 * 1e3:.1f} ms, "
        f"{own.cpu * 1e6:.0f} by {other.cpu * 1e6:.0f} µs"
    )


def beside_bare(site: Site, ours: Server, paths: list[str], count: int, figures: Figures) -> float:
    """Compare finished pages with a bare application; return the CPU of its tracker."""
    asked = {(path, kind): rest for path in paths for kind, *rest in kinds(ours, path)}
    answers = Path(site.settings["VAR"], "answers.json")
    keyed = {
        f"{path} {headers.get('Accept-Encoding', '')} {'If-None-Match' in headers}": answer
        for (path, _kind), (headers, answer) in asked.items()
    }
    answers.write_text(json.dumps(keyed))
    bare = served_by(site, "--pythonpath=bench", "bare:application", BARE_ANSWERS=str(answers))
    of_tracker = 0.0
    for (path, kind), (headers, answer) in asked.items():
        assert bare.answer(path, headers) == answer, path
        own, other = compared(ours, bare, path, headers, count)
        if (path, kind) == ("/tracker/", "plain"):
            of_tracker = other.cpu
        # Django itself sends what is static.
        least = (None, None) if path.startswith("/static/") else (LEAST_CPU, LEAST_RATE)
        figures.explain(f"{path}, {kind}: {described(own, other)}")
        figures.at_least(f"{path}, {kind}: bare CPU ÷ ours", other.cpu / own.cpu, least[0])
        figures.at_least(f"{path}, {kind}: our req/s ÷ bare", own.rate / other.rate, least[1])
    return of_tracker


def through_nginx(ours: Server, paths: list[str], count: int, figures: Figures) -> None:
    """Compare nginx in front of the site with nginx alone."""
    headers = {"Accept-Encoding": "gzip"}
    port = urlsplit(ours.address).port
    assert port
    with contextlib.ExitStack() as stack:
        folders = [
            Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="nnn-nginx-")))
            for _nginx in range(2)
        ]
        for folder in folders:
            folder.chmod(0o755)  # nginx reads it as another account
        front = of_nginx(folders[0], stack.enter_context(nginx(folders[0], port)))
        answers = {path: front.answer(path, headers) for path in paths}
        files = stack.enter_context(nginx_with_files(folders[1], answers))
        for path in paths:
            assert files.answer(path, headers).body == answers[path].body, path
            own, other = compared(front, files, path, headers, count)
            figures.explain(f"{path}, gzip: {described(own, other)}")
            what = f"{path}, gzip, through our nginx ÷ nginx with files"
            figures.at_least(f"{what}: requests a CPU second", other.cpu / own.cpu, LEAST_OF_NGINX)
            figures.at_least(f"{what}: req/s", own.rate / other.rate, None)


def when_cold(site: Site, candidate: str, bare_cpu: float, figures: Figures) -> None:
    """Say what pages cost that aren't finished."""
    reader = Reader(site)
    for name, (milliseconds, queries) in MOST_WHEN_COLD.items():
        path = name.format(candidate=candidate)
        reader.ask(path)
        costs = [reader.cost(path) for _round in range(COLD_ROUNDS)]
        cost = min(costs, key=lambda cost: cost.web)
        of_database = f"and {cost.database:.1f} ms of PostgreSQL"
        figures.at_most(f"{path}, cold: CPU {of_database}", cost.web, milliseconds, "ms")
        figures.at_most(f"{path}, cold: queries", cost.queries, queries)
        if name == "/tracker/":
            times = cost.web / 1000 / bare_cpu
            figures.at_most("/tracker/, cold: CPU ÷ bare CPU", times, MOST_BARE_CPUS)


def memory(ours: Server, figures: Figures) -> None:
    """Fill the cache, and say what memory the worker has then."""
    from candidates.models import Candidacy

    reports = [f"{each.get_absolute_url()}report/" for each in Candidacy.objects.order_by("pk")]
    filters = [f"/tracker/?page={page}&sort={sort}" for page in range(1, 77) for sort in SORTS]
    for paths, mib in ((reports, CACHE_MIB * 3 / 4), (filters, CACHE_MIB / 4)):
        size = 0
        for path in paths:
            for encoding in ("identity", "gzip", "br"):
                size += len(ours.answer(path, {"Accept-Encoding": encoding}).body)
            if size > mib * 2**20:
                break
        else:
            raise AssertionError(f"{size} bytes don't fill the cache.")
    [worker] = children(ours.process)
    pages = int(Path(f"/proc/{worker}/statm").read_text().split()[1])
    mib = pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    figures.at_most("memory of the worker, its cache full", mib, MOST_MEMORY_MIB, "MiB")


def main() -> int:
    is_long = wants_long(__doc__)
    os.environ["WEB_CONCURRENCY"] = "1"
    with throwaway_site(is_durable=False, has_demo=True) as site:
        from django.templatetags.static import static

        from candidates.models import Candidacy

        candidate = Candidacy.objects.earliest("pk").get_absolute_url()
        some = {"candidate": candidate, "css": static("css/site.css")}
        paths = [path.format(**some) for path in (LONG_PATHS if is_long else SHORT_PATHS)]
        count = LONG if is_long else SHORT
        figures = Figures("What it takes to send a page, and to make one")
        ours = served_by(site)
        bare_cpu = beside_bare(site, ours, paths, count, figures)
        through_nginx(ours, paths, count, figures)
        when_cold(site, candidate, bare_cpu, figures)
        memory(ours, figures)
    return figures.exit_code


if __name__ == "__main__":
    sys.exit(main())
