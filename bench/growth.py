"""How much more a page costs when there is ten times as much on record, or a hundred times.

    .venv/bin/python bench/growth.py
    .venv/bin/python bench/growth.py --long        # a hundred times as well

Copies of the demo's rows, written by SQL, fill one more database for each size: people,
candidacies, answers, evidence, outreach, corrections, results, articles, comments, supporters,
signatures. Each page is made again for each request, in turns between the sizes. CPU is that of
gunicorn's worker and of PostgreSQL, the least of the rounds. What pages share until something
public changes, such as the figures of the record, is made once; the rows "first" include it. Lists
that the demo doesn't fill have no goal but for their bytes, and files count by memory.
"""

from __future__ import annotations

import os
import sys
import time
from http.client import HTTPException
from typing import Any

from asking import Cost, Reader
from figures import Figures, wants_long
from served import DATABASE, Site, throwaway_site

LONG, SHORT = (10, 100), (10,)
MOST = {10: 1.3, 100: 2.0}
ROUNDS = 3
MOST_BYTES, MOST_MEMORY_MIB, MOST_SECONDS = 60_000, 8, 1.0
PAGES = (
    *("/", "/mission/", "/about/", "/privacy/", "/pledge/", "/method/", "/data/", "/stats.json"),
    *("/tracker/", "/tracker/?page=60", "/tracker/?status=signed", "/tracker/?sort=-updated"),
    *("/tracker/?sort=party", "/tracker/?sort=state", "/tracker/?q=stone", "/tracker/?q=a"),
    *("/tracker/?state=CA&chamber=H", "/tracker/signed/", "/tracker/ca/"),
    *("/tracker/ca/12/", "/tracker/mi/sheet/", "/tracker/find/?places=MI-11", "/tracker/feed/"),
    *("/corrections/", "/corrections/feed/", "{candidate}", "/petitions/", "/sitemap.xml"),
    "/petitions/investigate-ice/",
)
UNFILLED = ("/news/", "/news/feed/", "{article}", "/corrections/?page=2")
FILES = ("/tracker.csv", "/tracker.json")
# What makes a copy's value differ where a column has to: {0} is the value, {1} the copy's number.
ANOTHER = {
    "candidates_person.slug": "{0} || '-' || {1}",
    "candidates_person.sort_key": "{0} || {1}",
    "campaign_article.slug": "{0} || '-' || {1}",
    "campaign_comment.text": "coalesce(nullif({0}, '') || ' ' || {1}, '')",
    "pledges_supporter.email_key": "sha256({0} || {1}::text::bytea)",
}
# Readers' comments are all about the articles that there are.
STAYS = {"campaign_comment.article_id"}
# Further apart than there are rows.
APART = 100_000


def copied_models() -> list[Any]:
    from campaign.content.models import Article, ArticleSource, Comment
    from candidates.models import (
        Answer,
        BallotRuling,
        Candidacy,
        Correction,
        Evidence,
        Outreach,
        Person,
        StageResult,
    )
    from pledges.models import Signature, Supporter

    record = [Person, Candidacy, Answer, Evidence, Outreach, Correction, StageResult, BallotRuling]
    return [*record, Article, ArticleSource, Comment, Supporter, Signature]


def copying(model: Any, among: set[Any]) -> str:
    """Return the statement that copies the rows of a table %(copies)s times."""
    from django.db import models

    table = model._meta.db_table
    columns, values = [], []
    for field in model._meta.local_concrete_fields:
        if field.generated:
            continue
        column = f'"{field.column}"'
        is_copied = field.primary_key or field.related_model in among
        if another := ANOTHER.get(f"{table}.{field.column}"):
            value = another.format(column, "copy")
        elif is_copied and f"{table}.{field.column}" not in STAYS:
            value = f"{column} + copy * {APART}"
        elif isinstance(field, models.DateTimeField):
            value = f"{column} - copy * interval '1 minute'"
        else:
            value = column
        columns.append(column)
        values.append(value)
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) "  # noqa: S608 (names from the models)
        f"SELECT {', '.join(values)} FROM {table}, generate_series(1, %(copies)s::int) AS copy"
    )


def multiply(site: Site, times: int) -> str:
    """Make a database with so many times the demo, and return its name."""
    name, began = f"times_{times}", time.monotonic()
    found = copied_models()
    with site.superuser("postgres") as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {DATABASE} OWNER campaign")
    with site.superuser(name) as connection:
        # No trigger fires: nothing is noted as a change, and no copy is looked at by itself.
        connection.execute("SET session_replication_role = replica")
        for model in found:
            connection.execute(copying(model, set(found)), {"copies": times - 1})
        for tally in ("pledges_placetally", "pledges_daytally"):
            connection.execute(f"UPDATE {tally} SET count = count * {times}")  # noqa: S608
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CHECKPOINT")
    print(f"{times} × the demo, written in {time.monotonic() - began:.0f} s", flush=True)
    return name


def measured_pages() -> dict[str, bool]:
    """Return the addresses, and whether the demo fills the page of each."""
    from campaign.content.models import Article
    from candidates.models import Candidacy
    from candidates.models.choices import Status

    signers = Candidacy.objects.filter(status=Status.SIGNED)
    some = {
        "article": Article.objects.exclude(comments=None).earliest("pk").get_absolute_url(),
        "candidate": signers.earliest("pk").get_absolute_url(),
    }
    return {path.format(**some): path not in UNFILLED for path in PAGES + UNFILLED}


def main() -> int:
    sizes = LONG if wants_long(__doc__) else SHORT
    os.environ["WEB_CONCURRENCY"] = "1"
    with throwaway_site(is_durable=False, has_demo=True) as site:
        paths = measured_pages()
        from django.db import connection

        connection.close()
        names = {1: DATABASE, **{times: multiply(site, times) for times in sizes}}
        readers = {times: Reader(site, name) for times, name in names.items()}
        figures = Figures("What a page costs with more on record, by what it costs with the demo")
        largest: dict[int, tuple[int, str]] = {}
        for path, is_filled in paths.items():
            costs = costs_of(readers, path)
            for times in sizes:
                what = f"{path} at {times} ×{described(costs[1], costs[times])}"
                most = MOST[times] if is_filled else None
                figures.at_most(what, ratio(costs[1], costs[times]), most)
                page = (costs[times][-1].size, f"{path} at {times} ×")
                largest[times] = max(largest.get(times, page), page)
        for path in ("/tracker/", "/petitions/investigate-ice/"):
            try:
                costs = costs_of(readers, path, **{"X-First": "yes"})
            except AssertionError as error:  # a hundred times the demo on a busy machine: 503
                figures.explain(str(error))
                continue
            for times in sizes:
                what = f"first: {path} at {times} ×{described(costs[1], costs[times])}"
                figures.at_most(what, ratio(costs[1], costs[times]), None)
        for size, what in largest.values():
            figures.at_most(f"the largest page, {what}", size / 1000, MOST_BYTES / 1000, "kB")
        for path in FILES:
            for times, reader in readers.items():
                try:
                    seconds, peak = reader.begins_after(path), reader.peak_mib(path)
                except HTTPException as error:  # on a busy machine it took more than a minute
                    figures.explain(f"{path} at {times} ×: {error!r}")
                    seconds = peak = float("inf")
                figures.at_most(f"{path} at {times} ×, memory", peak, MOST_MEMORY_MIB, "MiB")
                figures.at_most(f"{path} at {times} ×, begins", seconds, MOST_SECONDS, "s")
    return figures.exit_code


def costs_of(readers: dict[int, Reader], path: str, **headers: str) -> dict[int, list[Cost]]:
    """Return what a page cost at each size, round by round."""
    costs: dict[int, list[Cost]] = {times: [] for times in readers}
    for reader in readers.values():
        reader.warm(path, **headers)
    for _round in range(ROUNDS):
        for times, reader in readers.items():
            costs[times].append(reader.cost(path, **headers))
    return costs


def least(costs: list[Cost]) -> float:
    return min(cost.both for cost in costs)


def ratio(ones: list[Cost], many: list[Cost]) -> float:
    return least(many) / least(ones)


def described(ones: list[Cost], many: list[Cost]) -> str:
    """Return from what to what a page grew."""
    one, other = ones[-1], many[-1]
    return (
        f": {least(ones):.1f} → {least(many):.1f} ms, {one.queries} → {other.queries} queries, "
        f"{one.size / 1000:.0f} → {other.size / 1000:.0f} kB"
    )


if __name__ == "__main__":
    sys.exit(main())
