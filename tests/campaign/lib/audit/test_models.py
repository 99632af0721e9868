"""What the database refuses of the audit log, and how it chains rows."""

import pytest
from django.db import IntegrityError, connection, transaction

from campaign.lib import audit
from campaign.lib.audit import Event
from campaign.lib.audit.models import NOTHING, AuditEvent
from tests.factories import OrganizerFactory

pytestmark = pytest.mark.django_db


def commit() -> None:
    """Have the database do what it does at a commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


class TestChain:
    def test_numbers_rows_at_commit_each_with_the_hash_of_the_one_before(self):
        for event in (Event.LOGGED_IN, Event.EXPORTED, Event.LOGGED_OUT):
            assert audit.record(event).number is None
        commit()
        audit.record(Event.LOGGED_IN)
        commit()
        rows = list(AuditEvent.objects.order_by("number"))
        assert [row.number for row in rows] == [1, 2, 3, 4]
        assert [row.previous_hash for row in rows] == [NOTHING, *(row.hash for row in rows[:-1])]
        assert len({row.hash for row in rows}) == 4

    def test_refuses_a_row_that_brings_its_own_number(self):
        def bring_a_number() -> None:
            AuditEvent.objects.create(event=Event.EXPORTED, number=7, hash="f" * 64)
            commit()

        with pytest.raises(IntegrityError), transaction.atomic():
            bring_a_number()


class TestTriggers:
    def test_refuse_every_way_to_change_or_erase_a_row(self, subtests):
        by = OrganizerFactory(is_superuser=True)
        event = audit.record(Event.EXPORTED, by=by, rows=400)
        other = audit.record(Event.LOGGED_IN, by=by)
        commit()
        rows = AuditEvent.objects.filter(pk__gte=event.pk)
        tries = {
            "save": lambda: AuditEvent(pk=event.pk, event="nothing").save(),
            "update": lambda: rows.update(username="somebody"),
            "bulk update": lambda: AuditEvent.objects.bulk_update([other], ["details"]),
            "delete": event.delete,
            "delete of all": rows.delete,
            "raw delete": lambda: rows._raw_delete("default"),
            "SQL": lambda: connection.cursor().execute("DELETE FROM audit_auditevent"),
            "truncation": lambda: connection.cursor().execute("TRUNCATE audit_auditevent"),
        }
        for name, erase in tries.items():
            with (
                subtests.test(name),
                pytest.raises(IntegrityError, match="audit log is kept"),
                transaction.atomic(),
            ):
                erase()
        assert AuditEvent.objects.filter(username=by.username).count() == 2

    def test_refuse_to_change_a_row_that_has_no_number_yet(self):
        audit.record(Event.EXPORTED, rows=400)
        with pytest.raises(IntegrityError, match="audit log is kept"), transaction.atomic():
            AuditEvent.objects.update(details={"rows": 4})

    def test_keep_what_an_account_did_when_the_account_is_deleted(self):
        by = OrganizerFactory(username="robin")
        audit.record(Event.LOGGED_IN, by=by)
        by.delete()
        commit()
        assert AuditEvent.objects.get().username == "robin"
