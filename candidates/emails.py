"""Email about the record: one function a message."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _

from campaign.lib.mail import compile_email
from candidates.models import Correction


def correction_decided(correction: Correction) -> EmailMultiAlternatives:
    """Return the answer to someone who reported an error and left an address."""
    subject = _("Your report about %(name)s") % {"name": correction.candidacy.person.full_name}
    compiled = compile_email("correction_decided", {"correction": correction}, subject=subject)
    email = compiled.to(correction.sender, {})
    host = urlsplit(settings.SITE_URL).hostname
    email.extra_headers["Message-ID"] = f"<correction-{correction.pk}-decided@{host}>"
    return email
