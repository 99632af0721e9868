"""What shows a rewrite by the owner of the tables, who can turn the triggers off."""

import hashlib
import json

import pytest
from django.db import connection, transaction

from campaign.lib import audit
from campaign.lib.audit import Event, chain
from campaign.lib.audit.chain import BrokenChainError, Head
from campaign.lib.audit.models import NOTHING, AuditEvent, digest
from tests.campaign.lib.audit.test_models import commit
from tests.factories import OrganizerFactory

pytestmark = pytest.mark.django_db


def as_owner(*statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditevent DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("ALTER TABLE audit_auditevent ENABLE TRIGGER USER")


def changed(number: int, assignment: str) -> str:
    return f"UPDATE audit_auditevent AS event SET {assignment} WHERE number = {number}"  # noqa: S608


def removed(number: int) -> str:
    return f"DELETE FROM audit_auditevent WHERE number = {number}"  # noqa: S608


def rehashed(number: int) -> str:
    return changed(number, "hash = " + digest(str(number), "event.previous_hash", "event"))


@pytest.fixture
def log() -> None:
    by = OrganizerFactory(username="wren")
    for rows in (5, 400, 2):
        audit.record(Event.EXPORTED, by=by, rows=rows, note="ä, “b”")
    commit()


class TestHead:
    def test_of_an_empty_log_is_zeros(self):
        assert chain.head() == chain.check(Head(0, NOTHING)) == Head(0, NOTHING)

    def test_is_the_last_row(self, log):
        last = AuditEvent.objects.get(number=3)
        assert chain.check() == chain.head() == Head(3, last.hash)

    def test_can_be_computed_outside_the_database(self, log):
        event = AuditEvent.objects.get(number=2)
        details = {"note": "ä, “b”", "rows": 400}  # in the order of a jsonb
        at = event.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        who = [event.account, "wren", "", ""]
        values = [2, event.previous_hash, at, "exported", *who, details]
        text = json.dumps(values, ensure_ascii=False)
        assert event.hash == hashlib.sha256(text.encode()).hexdigest()


class TestCheck:
    def test_finds_every_rewrite_in_sql(self, log, subtests):
        other = changed(2, "username = 'robin'")
        last = changed(3, "username = 'robin'")
        one_more = """
            INSERT INTO audit_auditevent
                (at, event, username, subject, subject_id, details, previous_hash, hash)
            VALUES (now(), 'exported', '', '', '', '{}', '', '')
        """
        rewrites = {
            "a column": ([other], "row 2"),
            "details": ([changed(1, """details = '{"rows": 4}'""")], "row 1"),
            "the moment": ([changed(3, "at = at + interval '1 microsecond'")], "row 3"),
            "a row less": ([removed(2)], "row 3"),
            "the first less": ([removed(1)], "row 2"),
            "renumbered": ([removed(2), changed(3, "number = 2")], "row 2"),
            "rehashed in the middle": ([other, rehashed(2)], "row 3"),
            "a row more": ([one_more], "no number"),
            "all of it": (["TRUNCATE audit_auditevent"], "row 3 or before"),
            "the end": ([removed(3)], "row 3 or before"),
            "rehashed to the end": ([last, rehashed(3)], "row 3 or before"),
        }
        kept = chain.head()
        for name, (statements, where) in rewrites.items():
            before = transaction.savepoint()
            as_owner(*statements)
            with subtests.test(name), pytest.raises(BrokenChainError, match=where):
                chain.check(kept)
            transaction.savepoint_rollback(before)
        assert chain.check(kept) == kept
