"""Jobs of the record. Their arguments hold ids only; each may run more than once."""

from __future__ import annotations

from procrastinate.contrib.django import app

from campaign.lib.mail import RETRIES
from candidates import emails
from candidates.models import Correction


@app.task(name="send_correction_decided", retry=RETRIES)
def send_correction_decided(correction_id: int) -> None:
    """Tell the sender of a report what was decided; nobody when the address is erased already."""
    decided = Correction.objects.select_related("candidacy__person", "candidacy__race")
    correction = decided.exclude(sender="").filter(pk=correction_id).first()
    if correction:
        emails.correction_decided(correction).send()
