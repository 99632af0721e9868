"""Writing to the audit log."""

from typing import TYPE_CHECKING, Any

from django.db.models import Model

from campaign.lib.audit.events import Event

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from campaign.lib.audit.models import AuditEvent


def record(
    event: Event, *, by: "User | None" = None, about: Model | None = None, **details: Any
) -> "AuditEvent":
    """Record, in the caller's transaction, what `by` did to the row `about`.

    `by` is None for the command line. `details` are JSON, and administrators can read them forever:
    numbers, ids, names of columns and roles, nothing about a supporter. The row gets its number and
    hash when the transaction commits, so other transactions wait no longer than that takes.
    """
    from campaign.lib.audit.models import AuditEvent

    return AuditEvent.objects.create(
        event=event,
        account=by.pk if by else None,
        username=by.get_username() if by else "",
        subject=about._meta.label_lower if about else "",
        subject_id=str(about.pk) if about else "",
        details=details,
    )
