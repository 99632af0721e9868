"""What a sign-up would cost that defers a job: 32 clients, with a commit that takes 2 ms more.

    .venv/bin/python bench/sign_queue.py
    .venv/bin/python bench/sign_queue.py --long    # longer rounds, and more of them

The transaction of a sign-up as bare SQL, repeated by pgbench: as it is, with a row in
pledges_signup that a job finds later, and with a job deferred in that row's place, whose trigger
notifies the worker. PostgreSQL lets only one transaction that notifies commit at a time, in the
whole database server. Then our row beside itself with commits as quick as the disk. All take turns;
see bench/sign.py for the slow commit.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from typing import Any

from figures import Figures, wants_long
from served import SLUG, Site, compare_rates, slow_commits, someone_new, throwaway_site

from campaign.devserver.postgres_programs import postgres_programs

CLIENTS = 32
# Rounds and their seconds.
LONG, SHORT = (4, 4), (2, 2)
# Sixteen digits, which stand at the end of a key of 64.
A_NEW_NUMBER = "\\set number random(1000000000000000, 9999999999999999)\n"
A_JOB = """
    SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(
        'default', 'answer_sign_up', 0, NULL, NULL,
        jsonb_build_object('supporter_id', (SELECT id FROM signer)), NULL
    )::procrastinate_job_to_defer_v1]) FROM verdict
"""


def writing_a_row() -> str:
    """Return the script of a sign-up as it is, for a new address each time."""
    return f"{A_NEW_NUMBER}BEGIN;\n{sent_by_a_sign_up()};\nEND;"


def deferring_a_job() -> str:
    """Return the same script with a job in place of our row."""
    before, ours, _after = sent_by_a_sign_up().partition("INSERT INTO pledges_signup")
    assert ours
    return f"{A_NEW_NUMBER}BEGIN;\n{before}{A_JOB};\nEND;"


def sent_by_a_sign_up() -> str:
    """Return the statements that write a sign-up, with pgbench's number in its address's key."""
    from django.db import connection, transaction
    from django.utils import timezone

    from pledges.mail.addresses import email_key
    from pledges.models import Petition
    from pledges.signing.sign_up import SignUpData, sign_up

    sent = []

    def note(execute: Any, sql: str, values: Any, many: bool, context: Any) -> Any:
        if "pledges_signup" in sql:
            sent.append(context["cursor"].mogrify(sql, values))
        return execute(sql, values, many, context)

    said = SignUpData("Ines Basalt", someone_new(), "48226", agrees_to_mail=True)
    petition = Petition.objects.get(slug=SLUG)
    with connection.execute_wrapper(note), transaction.atomic():
        sign_up(
            said,
            petition,
            client_block="measured",
            language="en-us",
            now=timezone.now(),
        )
        transaction.set_rollback(True)
    key = email_key(said.email).hex()
    assert key in sent[0]
    return str(sent[0]).replace(key, "0" * 48 + ":number")


def pgbench(site: Site, text: str, seconds: int) -> float:
    """Return the transactions a second of all clients that repeat the script `text`."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(text)
        file.flush()
        result = subprocess.run(
            [
                str(postgres_programs() / "pgbench"),
                *("--no-vacuum", "--protocol=simple", f"--client={CLIENTS}", "--jobs=2"),
                *(f"--time={seconds}", f"--file={file.name}", site.settings["DATABASE_URL"]),
            ],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            timeout=60,
        )
    return float(result.stdout.partition("tps = ")[2].split()[0])


def main() -> int:
    rounds, seconds = LONG if wants_long(__doc__) else SHORT
    with throwaway_site(is_durable=True) as site:
        from tests.pledges.people import a_petition

        a_petition(slug=SLUG)
        slow: dict[str, list[float]] = {"our row": [], "deferring a job": []}
        ours: dict[str, list[float]] = {"2 ms commit": slow["our row"], "as the disk is": []}
        for _round in range(rounds):
            slow_commits(site, microseconds=2000)
            slow["our row"].append(pgbench(site, writing_a_row(), seconds))
            slow["deferring a job"].append(pgbench(site, deferring_a_job(), seconds))
            slow_commits(site, microseconds=0)
            ours["as the disk is"].append(pgbench(site, writing_a_row(), seconds))
        figures = Figures(f"Sign-ups as bare SQL, {CLIENTS} clients")
        compare_rates(figures, "commits of 2 ms more", slow)
        compare_rates(figures, "our row", ours)
    return figures.exit_code


if __name__ == "__main__":
    sys.exit(main())
