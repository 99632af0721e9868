"""Mail about the record: one function a message."""

from __future__ import annotations

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _

from campaign.lib.mail import build_mail
from candidates.models import Correction


def correction_decided(correction: Correction) -> EmailMultiAlternatives:
    """Return the answer to whoever reported an error and left an address."""
    return build_mail(
        "correction_decided",
        {"correction": correction},
        to=correction.sender,
        subject=_("Your report about %(name)s") % {"name": correction.candidacy.person.full_name},
        identity=f"correction-{correction.pk}-decided",
    )
