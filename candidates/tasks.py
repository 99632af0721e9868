"""Jobs of the record. Their arguments hold ids only; each may run again."""

from django.db import transaction
from procrastinate.contrib.django import app

from campaign.lib.file_storage import no_orphans
from campaign.lib.heic import draw_heic
from campaign.lib.jobs import RETRIES, defer_once
from candidates import ledger
from candidates.models import Evidence


@app.task(name="draw_heic_evidence", retry=RETRIES)
def draw(evidence_id: int) -> None:
    """Draw the public copy of a HEIC photo, unless an organizer chose another one meanwhile."""
    evidence = Evidence.objects.filter(pk=evidence_id).first()
    if not evidence or not evidence.is_copy_waiting:
        return
    with evidence.original.open() as file:
        drawn = draw_heic(file.read())
    with no_orphans(), transaction.atomic():
        now = Evidence.objects.select_for_update().filter(pk=evidence_id).first()
        if now and now.is_copy_waiting and now.original == evidence.original:
            ledger.evidence.finish_drawing(now, drawn)


def draw_later(evidence: Evidence) -> None:
    """Have the public copy of a HEIC photo drawn, in the transaction of the caller."""
    if evidence.is_copy_waiting:
        defer_once(draw, lock=f"evidence-{evidence.pk}", evidence_id=evidence.pk)
