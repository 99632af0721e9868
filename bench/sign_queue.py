"""What a sign-up would cost that defers a job: 32 clients, with a commit that takes 2 ms more.

    .venv/bin/python bench/sign_queue.py

The transaction of a sign-up as bare SQL, repeated by pgbench: as it is, with a row in
pledges_signup that a job finds later, and with a job deferred in that row's place, whose trigger
notifies the worker. PostgreSQL lets only one transaction that notifies commit at a time, in the
whole database server. Then our row beside itself with commits as quick as the disk. All take turns;
see bench/sign.py for the slow commit.
"""

from __future__ import annotations

import subprocess
import tempfile

import psycopg
from served import SLUG, Site, show_rates, slow_commits, throwaway_site

from campaign.lib.postgres_programs import postgres_programs

CLIENTS = 32
SECONDS = 4
ROUNDS = 4
A_NEW_NUMBER = "\\set number random(1, 1000000000000)\n"
A_JOB = """
    SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(
        'default', 'answer_sign_up', 0, NULL, NULL,
        jsonb_build_object('supporter_id', (SELECT id FROM signer)), NULL
    )::procrastinate_job_to_defer_v1]) FROM verdict
"""


def writing_a_row() -> str:
    """Return the script of a sign-up as it is."""
    from pledges.signing import INSERT_SIGNATURE, INSERT_SUPPORTER

    return script(INSERT_SUPPORTER, INSERT_SIGNATURE)


def deferring_a_job() -> str:
    """Return the script of a sign-up with a job in place of our row."""
    from pledges.signing import INSERT_SIGNATURE, INSERT_SUPPORTER

    before, ours, _after = INSERT_SIGNATURE.partition("INSERT INTO pledges_signup")
    assert ours
    return script(INSERT_SUPPORTER, before + A_JOB)


def script(*statements: str) -> str:
    """Return what pgbench repeats: a transaction for a new address each time."""
    from django.db import connection
    from django.utils import timezone

    from campaign.lib.encryption import encrypt
    from pledges.models import Petition

    values = {
        "email": encrypt("new1000000@example.org"),
        "email_domain": "example.org",
        "name": encrypt("Ines Basalt"),
        "postal_code": "48226",
        "language": "en-us",
        "petition_id": Petition.objects.get(slug=SLUG).pk,
        "place": "MI",
        "comment": "",
        "shown_publicly": False,
        "agrees_to_mail": True,
        "source": "",
        "quarantine": "",
        "block_hash": bytes(32),
        "now": timezone.now(),
    }
    # pgbench writes its number into the text, also between quotes.
    texts = [each.replace("%(email_key)s", "sha256(':number')") for each in statements]
    cursor = psycopg.ClientCursor(connection.connection)
    return ";\n".join([A_NEW_NUMBER + "BEGIN", *(cursor.mogrify(t, values) for t in texts), "END;"])


def pgbench(site: Site, text: str) -> float:
    """Return the transactions a second of all clients that repeat the script `text`."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(text)
        file.flush()
        result = subprocess.run(
            [
                str(postgres_programs() / "pgbench"),
                *("--no-vacuum", "--protocol=simple", f"--client={CLIENTS}", "--jobs=2"),
                *(f"--time={SECONDS}", f"--file={file.name}", site.settings["DATABASE_URL"]),
            ],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            timeout=60,
        )
    return float(result.stdout.partition("tps = ")[2].split()[0])


def main() -> None:
    with throwaway_site(is_durable=True) as site:
        from tests.pledges.people import a_petition

        a_petition(slug=SLUG)
        slow: dict[str, list[float]] = {"our row": [], "deferring a job": []}
        ours: dict[str, list[float]] = {"2 ms commit": slow["our row"], "as the disk is": []}
        for _round in range(ROUNDS):
            slow_commits(site, microseconds=2000)
            slow["our row"].append(pgbench(site, writing_a_row()))
            slow["deferring a job"].append(pgbench(site, deferring_a_job()))
            slow_commits(site, microseconds=0)
            ours["as the disk is"].append(pgbench(site, writing_a_row()))
        show_rates(f"Bare SQL, {CLIENTS} clients, commits of 2 ms more", slow)
        show_rates(f"Bare SQL, {CLIENTS} clients, our row", ours)


if __name__ == "__main__":
    main()
