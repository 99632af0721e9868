"""What the largest sheet takes: to read, preview, apply and undo 5,000 rows of 60 columns.

    .venv/bin/python bench/sheets.py               # --long: three times

Each row changes eight columns of another invented campaign. It runs in one process, as the worker
would run it. Seconds are CPU of that process and of PostgreSQL, which take turns. Peak memory is
of the process that reads the file, and of the worker's own.
"""

from __future__ import annotations

import io
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

from figures import Figures, wants_long
from served import cpu_seconds, throwaway_site

ROWS, COLUMNS = 5_000, 60
GOALS = {"read": 5.0, "preview": 30.0, "apply": 60.0, "undo": 60.0}
MOST_MIB_TO_READ = 512
HEADERS = (
    "id",
    "campaign_url",
    "published_email",
    "published_phone",
    "published_contact_source",
    "social_urls",
    "incumbency",
    "contact_email",
    "contact_phone",
)
READ = """if True:
    import resource, sys
    sys.argv = ["child"]
    from candidates.importers.sheets import child
    child.main()
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr)
"""


def sheet_of(ids: list[int]) -> bytes:
    """Return a workbook with a row for each candidacy, most of its columns of no use to us."""
    import xlsxwriter

    file = io.BytesIO()
    extra = [f"extra {number}" for number in range(COLUMNS - len(HEADERS))]
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [*HEADERS, *extra])
        for number, pk in enumerate(ids, start=1):
            site = f"https://c{pk}.example/"
            links = [site, f"a@c{pk}.example", 5_550_000_000 + number, f"{site}contact", site]
            row = [pk, *links, "C", f"p@c{pk}.example", "555-123-4567"]
            sheet.write_row(number, 0, [*row, *(f"{each} of {number}" for each in extra)])
    return file.getvalue()


def measure(postgres_id: int) -> None:
    """Bring a sheet into the database of DATABASE_URL and back out. Print what each step took."""
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.db import transaction
    from django.utils import timezone

    from candidates.importers.sheets import apply as sheets
    from candidates.ledger import acts
    from candidates.models import Candidacy, Person
    from tests.factories import RaceFactory

    def took(name: str, step: Callable[[], object]) -> None:
        before = time.process_time() + cpu_seconds(postgres_id)
        step()
        print(name, time.process_time() + cpu_seconds(postgres_id) - before, sep="\t", flush=True)

    now, race = timezone.now(), RaceFactory.create()
    people = Person.objects.bulk_create(
        Person(full_name=f"Ada Quartz {each}", sort_name=f"Quartz {each}", slug=f"ada-{each}")
        for each in range(ROWS)
    )
    runs = Candidacy.objects.bulk_create(Candidacy(person=each, race=race) for each in people)
    content = sheet_of([run.pk for run in runs])
    reader = subprocess.run(
        [sys.executable, "-c", READ], input=content, capture_output=True, check=True
    )
    print("MiB to read", reader.stderr.decode().strip(), sep="\t", flush=True)
    robin = User.objects.create(username="robin")
    with tempfile.TemporaryDirectory() as folder:
        settings.PRIVATE_MEDIA_ROOT = folder
        before = time.monotonic()
        record = sheets.bring(
            content, kind="campaigns", file_name="contacts.xlsx", by=robin, now=now
        )
        print("read", time.monotonic() - before, sep="\t", flush=True)
        headers = sheets.headers_of(sheets.table_of(record), record.header_row)
        columns = sheets.suggested_columns(record, headers)
        with transaction.atomic():
            sheets.match(record, header_row=record.header_row, columns=columns, clears=False)
        took("preview", lambda: sheets.check(record, now=now))
        record.state, record.applied_by = sheets.State.APPLYING, robin
        took("apply", lambda: sheets.apply(record, by=robin, now=now))
        assert record.act, record.problem
        act = record.act
        took("undo", lambda: acts.undo(act, by=robin, now=timezone.now()))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print("MiB of the worker", peak, sep="\t", flush=True)


def main() -> int:
    if sys.argv[1:2] == ["--measure"]:
        measure(int(sys.argv[2]))
        return 0
    times = 3 if wants_long(__doc__) else 1
    figures = Figures(f"A sheet of {ROWS:,} rows and {COLUMNS} columns")
    for _each in range(times):
        with throwaway_site(is_durable=False) as site:
            said = subprocess.run(
                [sys.executable, __file__, "--measure", str(site.postgres_id)],
                env={**os.environ, **site.settings},
                stdout=subprocess.PIPE,
                text=True,
                check=True,
                timeout=600,
            ).stdout
        for name, value in (line.split("\t") for line in said.splitlines()):
            if name.startswith("MiB"):
                goal = MOST_MIB_TO_READ if name == "MiB to read" else None
                figures.at_most(name.replace("MiB", "peak memory"), float(value), goal, "MiB")
            else:
                figures.at_most(name, float(value), GOALS[name], "s")
    return figures.exit_code


if __name__ == "__main__":
    sys.exit(main())
