"""Email about the record, as the outbox knows it."""

import datetime
from collections.abc import Collection

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.email_templates import compile_email
from campaign.lib.outbox.kinds import Kind, Recipient
from campaign.lib.outbox.models import Lane
from candidates.models import Correction


def compose_decisions(
    recipients: Collection[Recipient], now: datetime.datetime
) -> dict[Recipient, EmailMessage]:
    """Return the answer to each report of an error whose sender’s address is not erased yet."""
    decided = Correction.objects.select_related("candidacy__person", "candidacy__race__cycle")
    corrections = decided.exclude(sender="").in_bulk([each.object_id for each in recipients])
    emails: dict[Recipient, EmailMessage] = {}
    for each in recipients:
        if correction := corrections.get(each.object_id):
            name = correction.candidacy.person.full_name
            subject = _("Your report about %(name)s") % {"name": name}
            about = {"correction": correction}
            compiled = compile_email("correction_decided", about, subject=subject)
            emails[each] = compiled.to(correction.sender, {})
    return emails


CORRECTION_DECIDED = Kind(
    "correction_decided",
    Lane.REPLY,
    compose_decisions,
    label=gettext_lazy("reply to an error report"),
)
