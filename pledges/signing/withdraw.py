"""What supporters do with their own information: withdraw, correct, unsubscribe, erase."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import F

from pledges.models import Signature, Supporter, Suppression
from pledges.places import place_of

State = Signature.State


def withdraw(signature: Signature, *, now: datetime.datetime) -> bool:
    """Take a signature back, and what was said with it; False where it was withdrawn before.

    One that organizers took out of the count stays out: withdrawing is no way around that.
    """
    with transaction.atomic():
        Supporter.objects.select_for_update(no_key=True).filter(pk=signature.supporter_id).first()
        row = Signature.objects.select_for_update(of=("self",)).filter(pk=signature.pk).first()
        if row is None or row.is_withdrawn:
            return False
        if row.state == State.INVALID:
            row.state_before = State.WITHDRAWN
        else:
            row.state, row.quarantine = State.WITHDRAWN, ""
        row.withdrawn_at = now
        row.comment = row.comment_state = ""
        row.shown_publicly = row.asks_for_mail = False
        row.save()
        # A link that would confirm it is of no use any more.
        row.links.filter(used_at=None).update(used_at=now)
    signature.refresh_from_db()
    return True


def show(signature: Signature, *, is_shown: bool) -> None:
    """Show or hide a signer's first name and state on the petition's page."""
    Signature.objects.filter(pk=signature.pk).exclude(state=State.WITHDRAWN).update(
        shown_publicly=is_shown
    )


def correct(supporter: Supporter, *, name: str, postal_code: str) -> None:
    """Correct who a supporter is and where they live; their signatures move to that state."""
    with transaction.atomic():
        row = Supporter.objects.select_for_update().get(pk=supporter.pk)
        row.name, row.postal_code = name, postal_code
        row.save(update_fields=["name", "postal_code"])
        row.signatures.update(place=place_of(postal_code))


def agree(supporter: Supporter, *, now: datetime.datetime) -> None:
    """Let us write to a supporter with a confirmed address, also where they had asked us not to."""
    with transaction.atomic():
        Supporter.objects.filter(pk=supporter.pk, confirmed_at__isnull=False).update(agreed_at=now)
        Suppression.objects.of(supporter).filter(reason=Suppression.Reason.ASKED).delete()


def stop_mail(supporter: Supporter, *, now: datetime.datetime) -> None:
    """Write to a supporter no more, but for the mails that confirm what they sign themselves.

    Whoever never confirmed an address did not sign: nothing at all goes there any more.
    """
    with transaction.atomic():
        row = Supporter.objects.select_for_update().filter(pk=supporter.pk).first()
        if row is None:
            return
        if row.confirmed_at is None:
            suppress(bytes(row.email_key), Suppression.Reason.ASKED, now=now)
        row.agreed_at = None
        row.save(update_fields=["agreed_at"])
        row.signatures.update(asks_for_mail=False)


def renew_links(supporter: Supporter, *, now: datetime.datetime) -> None:
    """Make the links of all earlier mails useless: somebody else has one. The next has new ones."""
    with transaction.atomic():
        row = Supporter.objects.select_for_update().filter(pk=supporter.pk).first()
        if row is None:
            return
        row.generation += 1
        row.save(update_fields=["generation"])
        row.signatures.pending().update(generation=F("generation") + 1)
        row.links.all().delete()
    supporter.refresh_from_db(fields=["generation"])


def erase(supporter: Supporter, *, now: datetime.datetime) -> None:
    """Delete a supporter with every signature; the keyed hash stays, against further mail."""
    with transaction.atomic():
        row = Supporter.objects.select_for_update().filter(pk=supporter.pk).first()
        if row is None:
            return
        suppress(bytes(row.email_key), Suppression.Reason.ERASED, now=now)
        row.delete()


def suppress(email_key: bytes, reason: Suppression.Reason, *, now: datetime.datetime) -> None:
    """Send nothing to an address any more; what was erased stays erased."""
    suppression, is_new = Suppression.objects.get_or_create(
        email_key=email_key, defaults={"reason": reason, "since": now}
    )
    if not is_new and reason == Suppression.Reason.ERASED:
        suppression.reason, suppression.since = reason, now
        suppression.save()
