"""A supporter whose name occurs nowhere else goes the whole way; then everything is searched."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone
from psycopg import sql

from campaign.lib import retention
from pledges import tasks
from pledges.models import Petition, Signature, Supporter
from pledges.signing import withdraw
from tests.factories import OrganizerFactory
from tests.pledges.emails import answered, mailed_link
from tests.pledges.signers import press_confirm

MAILBOX, NAME, WORDS = "zanary.quill", "Zanaria Quillfeather", "Zanary says enough"
CANARIES = (MAILBOX, "Zanaria", "Quillfeather", "Zanary says")
FORM = {
    "name": NAME,
    "email": f"{MAILBOX}@birds.example",
    "postal_code": "48226",
    "comment": WORDS,
    "agrees_to_mail": "on",
}


def found_in_the_database() -> Iterator[str]:
    """Yield each table with a row in which a canary stands, as text or as bytes."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for canary in CANARIES:
                query = sql.SQL(
                    "SELECT count(*) FROM {table} AS held"
                    " WHERE held::text ILIKE %s OR held::text LIKE %s"
                ).format(table=sql.Identifier(table))
                cursor.execute(query, [f"%{canary}%", f"%{canary.encode().hex()}%"])
                if cursor.fetchone()[0]:
                    yield f"{table}: {canary}"


def found_in_files() -> Iterator[Path]:
    """Yield each file of the site that holds a canary; mail that `make run` writes is not ours."""
    for folder in (settings.MEDIA_ROOT, settings.PRIVATE_MEDIA_ROOT, settings.STATIC_ROOT):
        for path in Path(folder).rglob("*"):
            if path.is_file() and any(canary.encode() in path.read_bytes() for canary in CANARIES):
                yield path


def pages(petition: Petition) -> Iterator[str]:
    """Yield what the public sees, and organizers in lists."""
    for path in [
        "/",
        "/petitions/",
        "/petitions/ice/",
        "/petitions/ice/sign/",
        "/petitions/ice/signatures.csv",
        "/petitions/ice/signatures.json",
        "/stats.json",
        "/privacy/",
    ]:
        yield Client().get(path).text
    organizer = OrganizerFactory.create(is_superuser=True)
    client = Client()
    client.force_login(organizer)
    for path in ["", "pledges/signature/", "pledges/supporter/", "pledges/petition/"]:
        yield client.get(f"/admin/{path}", follow=True).text


def live(petition: Petition) -> None:
    """Sign wrongly, sign, confirm, look, correct, sign again; mail comes and counts are made."""
    visitor = Client(headers={"Sec-Fetch-Site": "same-origin"}, raise_request_exception=False)
    visitor.post("/petitions/ice/sign/", {**FORM, "postal_code": "x"})
    Client().post("/petitions/ice/sign/", FORM)
    visitor.post("/petitions/ice/sign/", FORM)
    answered()
    from django.core import mail

    me = mailed_link("me", mail.outbox)
    visitor.get(me)
    visitor.get(me.replace("/me/", "/confirm/"))
    press_confirm(visitor, mailed_link("confirm", mail.outbox))
    visitor.post(f"{me}correct/", {"name": NAME, "postal_code": "nonsense"})
    visitor.post(f"{me}correct/", {"name": NAME, "postal_code": "10001"})
    visitor.get(f"{me}mail/")
    visitor.post(f"{me}download/")
    visitor.post("/petitions/ice/sign/", FORM)
    answered()
    tasks.roll_up_counts(timestamp=0)
    retention.purge(timezone.now(), is_dry_run=False)


@pytest.mark.django_db
class TestCanary:
    def test_is_in_no_column_page_log_or_file(self, petition, caplog):
        caplog.set_level(logging.DEBUG)
        logging.getLogger("django.db.backends").setLevel(logging.INFO)
        live(petition)
        assert Signature.objects.confirmed().get().supporter.name == NAME
        assert Signature.objects.get().comment == WORDS
        assert list(found_in_the_database()) == []
        assert list(found_in_files()) == []
        for text in [*pages(petition), caplog.text]:
            assert not [canary for canary in CANARIES if canary in text]

    @pytest.mark.parametrize("bars_address", [True, False])
    def test_is_nowhere_once_it_is_erased(self, petition, bars_address):
        live(petition)
        supporter = Supporter.objects.get()
        key = bytes(supporter.email_key)
        withdraw.erase(supporter, now=timezone.now(), bars_address=bars_address)
        assert list(found_in_the_database()) == []
        with connection.cursor() as cursor:
            tables = connection.introspection.table_names(cursor)
            holding = []
            for table in tables:
                query = sql.SQL("SELECT count(*) FROM {} AS held WHERE held::text LIKE %s")
                cursor.execute(query.format(sql.Identifier(table)), [f"%{key.hex()}%"])
                if cursor.fetchone()[0]:
                    holding.append(table)
        assert holding == (["pledges_suppression"] if bars_address else [])

    def test_would_be_found(self, petition):
        """Watch the search find what it looks for: in a title, and in a form's bytes."""
        petition.title = f"By {NAME}"
        petition.save()
        assert "pledges_petition: Zanaria" in list(found_in_the_database())
        assert "pledges_historicalpetition: Zanaria" in list(found_in_the_database())
