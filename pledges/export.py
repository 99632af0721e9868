"""The list of people who agreed to email, for a mailing tool: streamed, however long it is."""

import csv
import datetime
import io
from collections.abc import Callable, Iterator

from django.db.models import Exists, OuterRef, QuerySet, Subquery, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from campaign.lib.encryption import decryptor
from campaign.lib.spreadsheets import disarmed
from pledges.mail.addresses import may_be_mailed
from pledges.models import Petition, Signature, Supporter
from pledges.names import first_and_last
from pledges.places import place_of

COLUMNS = ("email", "first_name", "last_name", "zip_code", "state", "signed_on", "language")
AT_ONCE = 2000

Row = tuple[int, str, str, str, str, datetime.datetime]


def listed(petition: Petition | None) -> QuerySet[Supporter]:
    """Return who is on the list: they signed, still count, agreed to email and may be emailed.

    `signed_at` is the time of the first signature that counts, of `petition` or of any.
    """
    given = Signature.objects.confirmed().filter(supporter=OuterRef("pk"))
    if petition:
        given = given.filter(petition=petition)
    signed = given.order_by("signed_at").values("signed_at")[:1]
    return may_be_mailed(
        Supporter.objects.agreed_to_mail()
        .filter(Exists(given))
        .annotate(signed_at=Subquery(signed))
    )


def rows_of(petition: Petition | None) -> Iterator[list[Row]]:
    """Yield the stored rows of the list, names and addresses encrypted, AT_ONCE at a time.

    Each batch is its own query: nothing is held open while the list is sent.
    """
    rows = (
        listed(petition)
        .order_by("pk")
        .values_list(
            "pk",
            Cast("email", TextField()),
            Cast("name", TextField()),
            "postal_code",
            "language",
            "signed_at",
        )
    )
    through = 0
    while batch := list(rows.filter(pk__gt=through)[:AT_ONCE]):
        yield batch
        through = batch[-1][0]


def csv_of(petition: Petition | None, *, done: Callable[[int], None]) -> Iterator[bytes]:
    """Yield the CSV file of people who agreed to email, for one petition or for all.

    `done` is told the number of rows, even if the download was cut off.
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
    decrypt, eastern = decryptor(), timezone.get_current_timezone()
    for _pk, email, name, postal_code, language, signed_at in rows:
        first, last = first_and_last(decrypt(name))
        yield (
            disarmed(decrypt(email)),
            disarmed(first),
            disarmed(last),
            postal_code,
            place_of(postal_code),
            signed_at.astimezone(eastern).date().isoformat(),
            language,
        )
