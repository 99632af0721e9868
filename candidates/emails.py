"""Email about the record, as the outbox knows it."""

import datetime
from collections.abc import Collection

from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.email_templates import compile_email
from campaign.lib.outbox.kinds import Kind, Recipient
from campaign.lib.outbox.models import Lane
from candidates.models import Correction


def compose_acknowledgments(
    recipients: Collection[Recipient], now: datetime.datetime
) -> dict[Recipient, EmailMessage]:
    """Say that we read a report and by when we decide it, unless that’s decided by now."""
    return _to_senders("correction_acknowledged", Correction.objects.undecided(), recipients)


def compose_decisions(
    recipients: Collection[Recipient], now: datetime.datetime
) -> dict[Recipient, EmailMessage]:
    """Return the answer to each report of an error."""
    return _to_senders("correction_decided", Correction.objects.all(), recipients)


def _to_senders(
    template: str, reports: QuerySet[Correction], recipients: Collection[Recipient]
) -> dict[Recipient, EmailMessage]:
    """Return an email about each of the reports whose sender’s address is not erased yet."""
    rows = reports.exclude(sender="").select_related("candidacy__person", "candidacy__race__cycle")
    corrections = rows.in_bulk([each.object_id for each in recipients])
    emails: dict[Recipient, EmailMessage] = {}
    for each in recipients:
        if correction := corrections.get(each.object_id):
            name = correction.candidacy.person.full_name
            subject = _("Your report about %(name)s") % {"name": name}
            about = {"correction": correction}
            compiled = compile_email(template, about, subject=subject)
            emails[each] = compiled.to(correction.sender, {})
    return emails


CORRECTION_ACKNOWLEDGED = Kind(
    "correction_acknowledged",
    Lane.REPLY,
    compose_acknowledgments,
    label=gettext_lazy("word that we read an error report"),
)
CORRECTION_DECIDED = Kind(
    "correction_decided",
    Lane.REPLY,
    compose_decisions,
    label=gettext_lazy("reply to an error report"),
)
