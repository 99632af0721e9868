"""Check that a backup restores the site and that damage is noticed: `make restore-drill`.

    .venv/bin/python bench/restore_drill.py
    .venv/bin/python bench/restore_drill.py --long      # a backup of 5,000,000 signatures, instead

The site is the demo, on a server that writes to disk and is thrown away:

1. Backups are killed while they're taken. None leaves half a backup, and the next one succeeds.
2. Copies of a backup are damaged, each in another way. All have to be noticed.
3. A backup is restored into an empty database and empty folders. Pages of
   every kind are compared with what they were before.
4. People sign up, somebody drops their table, and the archive brings back the second before.
"""

from __future__ import annotations

import contextlib
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from figures import Figures, wants_long
from served import CHECKOUT, SLUG, Site, Visitor, children, someone_new, throwaway_site
from sizes import fill, use

from campaign.devserver.embedded_postgres import EmbeddedPostgres

LONG = 5_000_000
KILLS, SIGN_UPS, LEAST_PAGES = 5, 20, 500
MOST_MINUTES, MOST_MEGABYTES, ENDING_SECONDS = 10, 200, 5
AS_OF = re.compile(r'"as_of": *"[^"]*"')
# No filters, feeds and forms, and one in ten of the candidates.
NOT_COMPARED = re.compile(r"\?|/feed/|/report/|^/candidates/\d*[1-9]-")
AGE_CHUNK = 2**16 + 16  # how much of a file age authenticates at once
Pages = dict[str, tuple[int, str]]


class Backups:
    """The backups of a site, in a folder of their own, and the key that opens them."""

    def __init__(self, site: Site, folder: Path) -> None:
        from pyrage.x25519 import Identity

        key = Identity.generate()
        self.folder = folder / "backups"
        self.key_file = folder / "backup-key.txt"
        self.key_file.write_text(str(key))
        self.settings = {**site.settings, "BACKUP_PUBLIC_KEYS": str(key.to_public())}

    @property
    def names(self) -> list[str]:
        found = self.folder.iterdir() if self.folder.exists() else []
        return sorted(path.name for path in found if path.name != ".lock")

    def start(self, *arguments: object, **settings: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "manage.py", *map(str, arguments)],
            cwd=CHECKOUT,
            env={**self.settings, **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *arguments: object, **settings: str) -> tuple[int, str]:
        """Run a management command; return its exit code and what it said."""
        process = self.start(*arguments, **settings)
        said, _nothing = process.communicate()
        return process.returncode, said

    def take(self) -> Path:
        code, said = self.run("backup", self.folder)
        assert code == 0, said
        return self.folder / self.names[-1]

    def verify(self, path: Path) -> tuple[int, str]:
        return self.run("backup", "--verify", path, "--key-file", self.key_file)


def kill_while_taken(backups: Backups, figures: Figures) -> None:
    """Kill a backup as soon as it writes its database, and see what it leaves."""
    half = left = 0
    for _time in range(KILLS):
        process = backups.start("backup", backups.folder)
        while not (dumps := [each for each in children(process.pid) if is_dump(each)]):
            assert process.poll() is None, process.communicate()[0]
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        half += sum(not name.endswith(".part") for name in backups.names)
        deadline = time.monotonic() + ENDING_SECONDS
        while any(map(is_dump, dumps)) and time.monotonic() < deadline:
            time.sleep(0.05)
        left += sum(map(is_dump, dumps))
    figures.at_most(f"half backups after {KILLS} were killed", half, 0)
    figures.at_most("pg_dump that goes on without them", left, 0)
    backups.take()
    figures.at_most("unfinished files after the next backup", len(backups.names) - 1, 0)


def is_dump(process_id: int) -> bool:
    with contextlib.suppress(OSError):
        return b"pg_dump\0" in Path(f"/proc/{process_id}/cmdline").read_bytes()
    return False


def damaged(whole: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield copies of a backup, each damaged in one way that a disk might."""
    body = len(whole) - len(whole) % AGE_CHUNK
    start, first, second, end = (
        whole[: body - 2 * AGE_CHUNK],
        whole[body - 2 * AGE_CHUNK : body - AGE_CHUNK],
        whole[body - AGE_CHUNK : body],
        whole[body:],
    )
    middle = len(whole) // 2
    yield "one byte short", whole[:-1]
    yield "cut in the middle", whole[:middle]
    yield "a flipped bit", whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    yield (
        "two parts in another order",
        start + second + first + end,
    )
    yield "something behind it", whole + b"\0"


def damage(backups: Backups, path: Path, folder: Path, figures: Figures) -> None:
    """Damage copies of a backup, and count those that still pass."""
    copy, unnoticed = folder / "damaged", []
    for name, content in damaged(path.read_bytes()):
        copy.write_bytes(content)
        code, said = backups.verify(copy)
        figures.explain(f"{name}: {said.strip().rpartition('damaged')[2].strip(' :')}")
        unnoticed += [] if code == 1 and "is damaged" in said else [name]
    figures.at_most("damaged copies that pass for a backup", len(unnoticed), 0)


def restore(site: Site, backups: Backups, path: Path, folder: Path, figures: Figures) -> None:
    """Restore a backup, and compare every page and file with what it was."""
    from django.conf import settings

    before, files = pages(), stored(Path(settings.MEDIA_ROOT), Path(settings.PRIVATE_MEDIA_ROOT))
    with site.superuser("postgres") as server:
        server.execute("CREATE DATABASE again OWNER campaign")
    began = time.monotonic()
    again = {**site.settings_for("again"), "VAR": str(folder / "again")}
    code, said = backups.run(
        *("restore", path, "--key-file", backups.key_file),
        DATABASE_URL=again["DATABASE_URL"],
        VAR=again["VAR"],
    )
    assert code == 0, said
    for line in said.splitlines():
        figures.explain(line)
    figures.at_most("restoring it", time.monotonic() - began, None, "s")
    use("again")
    settings.MEDIA_ROOT = Path(again["VAR"], "media")
    settings.PRIVATE_MEDIA_ROOT = Path(again["VAR"], "private")
    after = pages()
    different = [page for page in sorted(before | after) if before.get(page) != after.get(page)]
    figures.at_least("pages compared", len(before), LEAST_PAGES)
    for page in different[:5]:
        figures.explain(page)
    figures.at_most("pages that differ on the restored site", len(different), 0)
    lost = files ^ stored(settings.MEDIA_ROOT, settings.PRIVATE_MEDIA_ROOT)
    figures.at_most(f"files of {len(files):,} that differ", len(lost), 0)
    code, said = backups.run(
        *("restore", path, "--key-file", backups.key_file), DATABASE_URL=again["DATABASE_URL"]
    )
    figures.at_least("refusals of a database that isn't empty", "isn't empty" in said, 1)
    use("campaign")


def pages() -> Pages:
    """Return the text of the public pages, except those NOT_COMPARED."""
    from django.test.utils import override_settings

    from tests.campaign.crawl import crawl

    with override_settings(ALLOWED_HOSTS=["testserver"]):
        visits = crawl("/", lambda address: not NOT_COMPARED.search(address))
    # `restore` counts every signature again, so files give a later moment for their counts.
    return {address: (visit.status, AS_OF.sub("", visit.text)) for address, visit in visits.items()}


def stored(*folders: Path) -> set[tuple[str, bytes]]:
    """Return the files below `folders`, without previews, which the site draws again."""
    return {
        (str(path.relative_to(folder)), path.read_bytes())
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and "previews" not in path.parts
    }


def recover(site: Site, folder: Path, figures: Figures) -> None:
    """Sign up, drop the table, and recover to the second before."""
    import psycopg

    from tests.pledges.people import a_petition
    from tests.recovery import Archive, value

    a_petition(slug=SLUG)
    count = "SELECT count(*) FROM pledges_signup"
    postgres = EmbeddedPostgres(Path(site.settings["VAR"], "postgres"))
    server = site.supervisor.children[0]
    began = time.monotonic()
    with Archive(folder / "base") as archive:
        server.stop()
        archive.keep(server, postgres)
        address, _web = site.serve()
        visitor = Visitor(address)
        for _each in range(SIGN_UPS):
            visitor.sign(someone_new())
        with site.superuser() as connection:
            signed = value(connection, count)
            moment = str(value(connection, "SELECT clock_timestamp()"))
            visitor.sign(someone_new())
            connection.execute("DROP TABLE pledges_signup")
        archive.complete(postgres)
        again, url = archive.recovered(folder / "recovered", moment, is_durable=True)
        site.supervisor.children.append(again)
        with psycopg.connect(url) as connection:
            found = value(connection, count)
    figures.explain(f"{signed} sign-ups, one more, a dropped table; {found} recovered")
    figures.at_least("sign-ups as they were before the mistake", found == signed, 1)
    figures.at_most("base backup, mistake and recovery", time.monotonic() - began, None, "s")


def drill(folder: Path) -> int:
    began = time.monotonic()
    with throwaway_site(is_durable=True, has_demo=True) as site:
        figures = Figures("Backups of the demo")
        backups = Backups(site, folder)
        kill_while_taken(backups, figures)
        path = backups.folder / backups.names[-1]
        figures.at_most("size of a backup", path.stat().st_size / 1e6, None, "MB")
        damage(backups, path, folder, figures)
        restore(site, backups, path, folder, figures)
        recover(site, folder, figures)
        figures.at_most("all of it", (time.monotonic() - began) / 60, MOST_MINUTES, "min")
    return figures.exit_code


def measure_long(folder: Path) -> int:
    """Show what it takes to back up LONG signatures, and to test that backup."""
    with throwaway_site(is_durable=True) as site:
        from tests.pledges.people import a_petition

        a_petition(slug=SLUG)
        fill(site, "campaign", LONG)
        figures = Figures(f"A backup of {LONG:,} signatures")
        backups = Backups(site, folder)
        began = time.monotonic()
        path = backups.take()
        taken = time.monotonic() - began
        figures.at_most("taking it and testing it", taken, None, "s")
        figures.at_most("its size", path.stat().st_size / 1e6, None, "MB")
        # Of those that have ended: the backup, and PostgreSQL's programs.
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
        figures.at_most("memory of the largest process", most, MOST_MEGABYTES, "MB")
    return figures.exit_code


def main() -> int:
    is_long = wants_long(__doc__)
    with tempfile.TemporaryDirectory(prefix="nnn-drill-") as folder:
        return measure_long(Path(folder)) if is_long else drill(Path(folder))


if __name__ == "__main__":
    sys.exit(main())
