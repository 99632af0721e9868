"""The audit log's one table, and the triggers that keep it."""

from typing import Any

import pgtrigger
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.lib.audit.events import Event

# The hash before the first row's.
NOTHING = "0" * 64
# The advisory lock under which rows get their numbers, one transaction at a time.
LOCK = 7_276_031
COLUMNS = ("event", "account", "username", "subject", "subject_id", "details")


def digest(number: str, previous_hash: str, row: str) -> str:
    """Return the SQL that computes the hash of `row`, whose number and previous hash are given.

    It's the SHA-256, in 64 hexadecimal digits, of a JSON array as PostgreSQL writes a jsonb: the
    number, the previous hash, the moment in UTC to the microsecond, then COLUMNS.
    """
    moment = f"to_char({row}.at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
    columns = ", ".join(f"{row}.{name}" for name in COLUMNS)
    array = f"jsonb_build_array({number}, {previous_hash}, {moment}, {columns})"
    return f"encode(sha256(convert_to({array}::text, 'UTF8')), 'hex')"


def kept(name: str, operation: Any, **options: Any) -> pgtrigger.Trigger:
    """Return a trigger that refuses `operation` on the log."""
    return pgtrigger.Trigger(
        name=name,
        operation=operation,
        when=pgtrigger.Before,
        func=f"""
            RAISE EXCEPTION 'The audit log is kept.'
                USING ERRCODE = 'check_violation', CONSTRAINT = '{name}';
        """,
        **options,
    )


class AuditEvent(models.Model):
    """Something an account did that other organizers may ask about years later.

    It names the account by number and username, without a foreign key, so it stays if the account
    is deleted. Rows are numbered without gaps, in the order of their commits.
    """

    number = models.BigIntegerField(_("number"), null=True, unique=True, editable=False)
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    event = models.CharField(_("what"), max_length=40, editable=False)
    account = models.BigIntegerField(_("number of the account"), null=True, editable=False)
    username = models.CharField(_("who"), max_length=150, blank=True, editable=False)
    subject = models.CharField(_("kind of row"), max_length=100, blank=True, editable=False)
    subject_id = models.CharField(_("number of the row"), max_length=64, blank=True, editable=False)
    details = models.JSONField(_("details"), default=dict, editable=False)
    previous_hash = models.CharField(max_length=64, blank=True, editable=False)
    hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["-id"]
        default_permissions = ("view",)
        indexes = [
            models.Index("event", "id", name="audit_event_by_kind"),
            models.Index("username", "id", name="audit_event_by_account"),
        ]
        triggers = [
            # Runs at commit, after the transaction took all its other locks.
            pgtrigger.Trigger(
                name="audit_event_is_chained",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                declare=[("last_number", "bigint"), ("last_hash", "text")],
                func=f"""
                    PERFORM pg_advisory_xact_lock({LOCK});
                    SELECT number, hash INTO last_number, last_hash FROM audit_auditevent
                        WHERE number IS NOT NULL ORDER BY number DESC LIMIT 1;
                    last_number := coalesce(last_number, 0) + 1;
                    last_hash := coalesce(last_hash, '{NOTHING}');
                    UPDATE audit_auditevent SET
                        number = last_number,
                        previous_hash = last_hash,
                        hash = {digest("last_number", "last_hash", "NEW")}
                    WHERE id = NEW.id;
                    RETURN NULL;
                """,  # noqa: S608 (only our own names, no values)
            ),
            # The trigger above changes each row once.
            kept(
                "audit_event_is_never_changed",
                pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.number IS NOT NULL OR pg_trigger_depth() = 0"),
            ),
            kept("audit_event_is_never_deleted", pgtrigger.Delete),
            kept("audit_log_is_never_emptied", pgtrigger.Truncate, level=pgtrigger.Statement),
        ]
        verbose_name = _("event")
        verbose_name_plural = _("audit log")

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def what(self) -> str:
        """Return what happened in words. A kind that no longer exists shows as it was stored."""
        return str(Event(self.event).label) if self.event in Event.values else self.event
