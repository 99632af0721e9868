"""Confirming a signature: from then on it counts."""

from __future__ import annotations

import datetime

from django.db import transaction

from pledges.models import MailedLink, Signature, Supporter

State = Signature.State


def confirm(link: MailedLink, *, now: datetime.datetime) -> Signature | None:
    """Let the signature of a mailed link count; None where somebody was faster, or it is gone."""
    with transaction.atomic():
        # Supporter first, as everywhere here: two acts at once wait for each other, never cross.
        supporter = Supporter.objects.select_for_update().filter(pk=link.supporter_id).first()
        usable = MailedLink.objects.usable(now)
        if supporter is None or not usable.filter(pk=link.pk).exists():
            return None
        signatures = Signature.objects.select_for_update(of=("self",)).pending()
        signature = signatures.filter(links=link).first()
        if signature is None:
            return None
        signature.state, signature.confirmed_at = State.CONFIRMED, now
        if signature.comment:
            signature.comment_state = Signature.CommentState.WAITING
        signature.save()
        supporter.confirmed_at = supporter.confirmed_at or now
        if signature.asks_for_mail:
            supporter.agreed_at = supporter.agreed_at or now
        supporter.save(update_fields=["confirmed_at", "agreed_at"])
        MailedLink.objects.filter(pk=link.pk).update(used_at=now)
    return signature
