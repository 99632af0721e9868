"""What organizers decide about signatures: what signers said, and who was kept apart wrongly."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from pledges.models import Signature, SignUp, Supporter

State = Signature.State
CommentState = Signature.CommentState


def decide_comments(signature_ids: Collection[int], state: CommentState) -> list[int]:
    """Show or hide the comments that still wait; return the numbers of their signatures."""
    with transaction.atomic():
        waiting = Signature.objects.filter(pk__in=signature_ids).with_waiting_comment()
        decided = list(waiting.select_for_update().order_by("pk").values_list("pk", flat=True))
        Signature.objects.filter(pk__in=decided).update(comment_state=state)
    return decided


def release(signature: Signature, *, now: datetime.datetime) -> None:
    """Let a signature that was kept apart wait for its confirmation, and have its mail sent.

    Raises ValidationError where it is not kept apart any more.
    """
    with transaction.atomic():
        # The supporter first, as everywhere: two acts at once wait for each other, never cross.
        Supporter.objects.select_for_update(no_key=True).filter(pk=signature.supporter_id).first()
        apart = Signature.objects.filter(pk=signature.pk, state=State.QUARANTINED)
        if not apart.update(state=State.PENDING, quarantine="", signed_at=now):
            raise ValidationError(
                _("This signature is not kept apart any more. Nothing was changed."),
                code="not_apart",
            )
        SignUp.objects.create(
            supporter_id=signature.supporter_id, petition_id=signature.petition_id, sent_at=now
        )
    signature.refresh_from_db()
