"""The list of those who agreed to mail, for a mailing tool: streamed, however long it is."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Callable, Iterator

from django.db import connection
from django.utils import timezone

from campaign.lib.encryption import decryptor
from campaign.lib.spreadsheets import disarmed
from pledges.models import Petition
from pledges.models.supporters import first_and_last
from pledges.places import place_of

COLUMNS = ("email", "first_name", "last_name", "zip_code", "state", "signed_on", "language")
AT_ONCE = 2000

# Who agreed and gets mail, with the moment of the first signature that counts.
READ = """
    SELECT supporter.id, supporter.email, supporter.name, supporter.postal_code,
        supporter.language, given.signed_at
    FROM pledges_supporter AS supporter {given}
    WHERE supporter.id > %(through)s AND supporter.agreed_at IS NOT NULL
        AND supporter.confirmed_at IS NOT NULL
        AND NOT EXISTS (
            SELECT FROM pledges_suppression WHERE email_key = supporter.email_key
        )
    ORDER BY supporter.id LIMIT %(at_once)s
"""
OF_ALL = READ.format(
    given="""LEFT JOIN LATERAL (
        SELECT signed_at FROM pledges_signature
        WHERE supporter_id = supporter.id AND state = 'confirmed' ORDER BY signed_at LIMIT 1
    ) AS given ON true"""
)
# Both sides begin where the last batch ended: the database does not conclude it for one of them.
OF_ONE = READ.format(
    given="""JOIN pledges_signature AS given ON given.supporter_id = supporter.id
        AND given.supporter_id > %(through)s
        AND given.petition_id = %(petition)s AND given.state = 'confirmed'"""
)
Row = tuple[int, str, str, str, str, datetime.datetime | None]


def rows_of(petition: Petition | None) -> Iterator[list[Row]]:
    """Yield what is stored of those who agreed, names and addresses encrypted, AT_ONCE at a time.

    Each batch is a query of its own: nothing is held open while the list is sent.
    """
    through = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                OF_ONE if petition else OF_ALL,
                {
                    "petition": petition.pk if petition else None,
                    "through": through,
                    "at_once": AT_ONCE,
                },
            )
            rows: list[Row] = cursor.fetchall()
        if not rows:
            return
        yield rows
        through = rows[-1][0]


def csv_of(petition: Petition | None, *, done: Callable[[int], None]) -> Iterator[bytes]:
    """Yield the CSV file of those who agreed, for one petition or for all.

    `done` is told how many rows there were, also where nobody read to the end.
    """
    count = 0
    try:
        file = io.StringIO(newline="")
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for rows in rows_of(petition):
            writer.writerows(readable(rows))
            yield file.getvalue().encode()
            count += len(rows)
            file.seek(0)
            file.truncate()
        if not count:
            yield file.getvalue().encode()
    finally:
        done(count)


def readable(rows: list[Row]) -> Iterator[tuple[str, ...]]:
    """Yield the lines of a batch, decrypted, with what a spreadsheet would calculate disarmed."""
    decrypt = decryptor()
    for _pk, email, name, postal_code, language, signed_at in rows:
        first, last = first_and_last(decrypt(name))
        yield (
            disarmed(decrypt(email)),
            disarmed(first),
            disarmed(last),
            postal_code,
            place_of(postal_code),
            timezone.localtime(signed_at).date().isoformat() if signed_at else "",
            language,
        )
