"""The demo's petition with its invented supporters, built and removed.

Every build is the same, down to the times. People who sign the demo's petition leave with it.
"""

import datetime
import tomllib
from functools import partial
from pathlib import Path

from django.db import transaction

from candidates.demo.removal import (
    delete_rows,
    restart_numbers_of_empty_tables,
    tables_of,
    with_all_that_hangs_on,
)
from candidates.demo.words import FIRST_NAMES, SURNAMES
from pledges.counts.roll_up import roll_up
from pledges.mail.addresses import domain_key, email_key
from pledges.models import Demand, Milestone, PaperBatch, Petition, Signature, Supporter, Update
from pledges.places import place_of

DEMO = tomllib.loads(Path(__file__).with_name("petition.toml").read_text(encoding="utf-8"))
TEXTS: dict[str, str] = DEMO["petition"]
OPENED_AT: datetime.datetime = DEMO["opened_at"]
COMMENTS = {each["number"]: each for each in DEMO["comments"]}
ZIP_CODES: list[str] = DEMO["zip_codes"]
MILESTONES = (10, 25)
# From one signature to the next, and from signing to the button in the email.
BETWEEN = datetime.timedelta(hours=86)
UNTIL_CONFIRMED = datetime.timedelta(minutes=20)


def build() -> None:
    """Build the petition and its signatures, where there is neither a petition nor a supporter."""
    if Petition.objects.exists() or Supporter.objects.exists():
        return
    with transaction.atomic():
        restart_numbers_of_empty_tables(tables_of("pledges"))
        petition = Petition.objects.create(
            **TEXTS,
            state=Petition.State.OPEN,
            state_since=OPENED_AT,
            opens_at=OPENED_AT,
            goal=DEMO["goal"],
        )
        for position, text in enumerate(DEMO["demands"], start=1):
            Demand.objects.create(petition=petition, position=position, text=text)
        Update.objects.create(petition=petition, **DEMO["update"])
        for number in range(len(ZIP_CODES)):
            _sign(petition, number)
        for size in MILESTONES:
            Milestone.objects.create(petition=petition, size=size, reached_at=_moment(size - 1))
        roll_up(now=_moment(len(ZIP_CODES)))


def remove() -> None:
    """Delete the invented supporters, and the petition with everything that belongs to it.

    A petition whose text an organizer has changed is theirs and stays, with other people's
    signatures. People who signed nothing else leave with a petition that goes.
    """
    with transaction.atomic():
        keys = [email_key(_address(number)) for number in range(len(ZIP_CODES))]
        invented = Supporter.objects.filter(email_key__in=keys)
        # Row by row, so that they leave the count of a petition that stays.
        Signature.objects.filter(supporter__in=invented).delete()
        petitions = Petition.objects.filter(**TEXTS)
        signed = Signature.objects.filter(petition__in=petitions).values_list("supporter")
        visitors = set(Supporter.objects.filter(pk__in=signed).values_list("pk", flat=True))
        for batch in PaperBatch.objects.filter(petition__in=petitions):
            transaction.on_commit(partial(batch.scan.delete, save=False))
        delete_rows(with_all_that_hangs_on(petitions, invented))
        gone = Supporter.objects.filter(pk__in=visitors, signatures=None)
        delete_rows(with_all_that_hangs_on(gone))


def _sign(petition: Petition, number: int) -> None:
    confirmed_at = _moment(number)
    email, postal_code = _address(number), ZIP_CODES[number]
    said = COMMENTS.get(number, {"text": "", "state": ""})
    # Every third, and the last one.
    is_shown = number % 3 == 0 or number == len(ZIP_CODES) - 1
    agrees_to_mail = number % 4 == 0
    supporter = Supporter.objects.create(
        email=email,
        email_key=email_key(email),
        domain_key=domain_key(email),
        name=" ".join(_names(number)),
        postal_code=postal_code,
        created_at=confirmed_at - UNTIL_CONFIRMED,
        confirmed_at=confirmed_at,
        agreed_at=confirmed_at if agrees_to_mail else None,
    )
    Signature.objects.create(
        petition=petition,
        supporter=supporter,
        place=place_of(postal_code),
        comment=said["text"],
        comment_state=said["state"],
        shown_publicly=is_shown,
        asks_for_mail=agrees_to_mail,
        state=Signature.State.CONFIRMED,
        signed_at=confirmed_at - UNTIL_CONFIRMED,
        confirmed_at=confirmed_at,
    )


def _names(number: int) -> tuple[str, str]:
    """Return a first name and a surname, the steps through the lists having no common period."""
    return FIRST_NAMES[number * 7 % len(FIRST_NAMES)], SURNAMES[number * 11 % len(SURNAMES)]


def _address(number: int) -> str:
    """Return an address at a domain that is kept free for examples (RFC 2606)."""
    return f"supporter-{number + 1}@{('example.org', 'example.com')[number % 2]}"


def _moment(number: int) -> datetime.datetime:
    return OPENED_AT + datetime.timedelta(hours=2) + number * BETWEEN
