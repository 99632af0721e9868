"""What supporters can do: withdraw, correct their information, unsubscribe, erase it."""

import datetime

from django.db import transaction
from django.db.models import F, Q

from campaign.lib.cache.publications import advance
from pledges.mail.bounces import suppress
from pledges.mail.kinds import emails_to
from pledges.models import MailedLink, Signature, Supporter, Suppression
from pledges.places import place_of

State, NameState = Signature.State, Signature.NameState


def withdraw(signature: Signature, *, now: datetime.datetime) -> bool:
    """Withdraw a signature and its comment; return False if it was already withdrawn.

    Leaving the campaign, which is a signature of no petition, also ends consent to email. A
    signature that organizers invalidated stays invalid.
    """
    with transaction.atomic():
        supporters = Supporter.objects.select_for_update(no_key=True)
        supporter = supporters.filter(pk=signature.supporter_id).first()
        row = Signature.objects.select_for_update(of=("self",)).filter(pk=signature.pk).first()
        if supporter is None or row is None or row.is_withdrawn:
            return False
        if row.state == State.INVALID:
            row.state_before = State.WITHDRAWN
        else:
            row.state, row.quarantine = State.WITHDRAWN, ""
        row.withdrawn_at = now
        row.comment = row.comment_state = ""
        row.shown_publicly = row.asks_for_mail = False
        row.save()
        # Its links no longer confirm it, or say that it was confirmed.
        row.links.all().delete()
        if row.petition_id is None:
            _end_consent(supporter, now)
        signature.refresh_from_db()
    return True


def show(signature: Signature, *, is_shown: bool) -> None:
    Signature.objects.filter(pk=signature.pk).exclude(state=State.WITHDRAWN).update(
        shown_publicly=is_shown
    )


def correct(supporter: Supporter, *, name: str, postal_code: str, shown_as: str) -> None:
    """Correct who a supporter is, how they are shown, and where they live.

    Their signatures move to that state. A name not made from theirs, or that replaces a hidden one,
    needs approval before it is shown. Raises Supporter.DoesNotExist if they were erased meanwhile.
    """
    with transaction.atomic():
        row = Supporter.objects.select_for_update().get(pk=supporter.pk)
        shown_before = row.shown_name
        row.name, row.postal_code, row.shown_as = name, postal_code, shown_as
        row.save(update_fields=["name", "postal_code", "shown_as"])
        row.signatures.update(place=place_of(postal_code))
        if row.shown_name != shown_before:
            if row.confirmed_at:
                advance()
            looked_at = row.signatures.filter(name_state=NameState.APPROVED)
            looked_at.update(name_state=NameState.NONE)
            must_wait = Q() if row.has_own_wording else Q(name_state=NameState.HIDDEN)
            row.signatures.filter(must_wait).update(name_state=NameState.WAITING)


def must_be_read(supporter: Supporter) -> bool:
    """Say whether a supporter's name needs approval before it is shown anywhere else."""
    held = (NameState.HIDDEN, NameState.WAITING)
    return supporter.has_own_wording or supporter.signatures.filter(name_state__in=held).exists()


def agree(supporter: Supporter, *, now: datetime.datetime) -> None:
    """Let us email a supporter with a confirmed address, even if they had asked us not to."""
    with transaction.atomic():
        Supporter.objects.filter(pk=supporter.pk, confirmed_at__isnull=False).update(
            agreed_at=now, unsubscribed_at=None
        )
        Suppression.objects.of(supporter).filter(reason=Suppression.Reason.ASKED).delete()


def stop_mail(supporter: Supporter, *, now: datetime.datetime) -> None:
    """Unsubscribe a supporter, also from news of the candidates they follow, which we forget.

    They still get emails that confirm what they sign or follow themselves. An address that was
    never confirmed gets no email at all from then on.
    """
    with transaction.atomic():
        row = Supporter.objects.select_for_update().filter(pk=supporter.pk).first()
        if row is None:
            return
        if row.confirmed_at is None:
            suppress([bytes(row.email_key)], Suppression.Reason.ASKED, now=now)
        _end_consent(row, now)


def _end_consent(supporter: Supporter, now: datetime.datetime) -> None:
    supporter.agreed_at, supporter.unsubscribed_at = None, now
    supporter.save(update_fields=["agreed_at", "unsubscribed_at"])
    supporter.signatures.filter(asks_for_mail=True).update(asks_for_mail=False)
    supporter.follows.all().delete()


def never_email(supporter: Supporter, *, now: datetime.datetime) -> None:
    """Never email an address again, not even to confirm a signature.

    Confirmed signatures stay. Someone who never confirmed anything is erased.
    """
    with transaction.atomic():
        row = Supporter.objects.select_for_update().filter(pk=supporter.pk).first()
        if row is None:
            return
        if row.confirmed_at is None:
            erase(row, now=now, bars_address=True)
            return
        suppress([bytes(row.email_key)], Suppression.Reason.ASKED, now=now)
        _end_consent(row, now)


# Anyone who gets hold of an old email can unsubscribe with it, and nothing else.
STAYING_LINKS = (
    MailedLink.Purpose.UNSUBSCRIBE,
    MailedLink.Purpose.STOP_FOLLOWS,
    MailedLink.Purpose.NEVER_EMAIL,
)


def renew_links(supporter: Supporter, *, now: datetime.datetime) -> None:
    """Turn off the links in all earlier emails, except those that only stop email.

    Raises Supporter.DoesNotExist if the supporter was erased meanwhile.
    """
    with transaction.atomic():
        row = Supporter.objects.select_for_update().get(pk=supporter.pk)
        row.generation += 1
        row.save(update_fields=["generation"])
        row.signatures.pending().update(generation=F("generation") + 1)
        row.links.exclude(purpose__in=STAYING_LINKS).delete()
    supporter.generation = row.generation


def erase(supporter: Supporter, *, now: datetime.datetime, bars_address: bool) -> None:
    """Delete a supporter with every signature and everything that belongs to them.

    With `bars_address`, we keep a keyed hash of the address so that it never gets email again.
    Otherwise nothing is kept, and the address can sign again like any other.
    """
    with transaction.atomic():
        row = Supporter.objects.select_for_update().filter(pk=supporter.pk).first()
        if row is None:
            return
        if bars_address:
            suppress([bytes(row.email_key)], Suppression.Reason.ERASED, now=now)
        else:
            Suppression.objects.of(row).delete()
        emails_to(row).delete()
        row.delete()
