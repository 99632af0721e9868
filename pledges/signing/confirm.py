"""Confirming a signature, so that it counts."""

import datetime
from dataclasses import astuple, dataclass

from django.db import transaction

from campaign.lib.digest import digest_of
from pledges.mail.replies import send_now
from pledges.mail.thanks import thank
from pledges.models import MailedLink, Signature, Supporter
from pledges.names import is_own_wording, shown_name
from pledges.signing.withdraw import correct, must_be_read

State, CommentState = Signature.State, Signature.CommentState
NameState = Signature.NameState


class ChangedMeanwhile(Exception):
    """What's waiting to be confirmed isn't what the page showed."""


@dataclass(frozen=True)
class Content:
    """What a confirmation page shows about a signature, and what its button confirms."""

    name: str
    shown_as: str
    postal_code: str
    comment: str
    shown_publicly: bool
    asks_for_mail: bool

    @property
    def shown_name(self) -> str:
        return shown_name(self.name, self.shown_as)

    @property
    def has_own_wording(self) -> bool:
        return is_own_wording(self.name, self.shown_as)

    @property
    def digest(self) -> str:
        return digest_of(astuple(self))


def content_of(signature: Signature) -> Content:
    return Content(
        name=signature.supporter.name,
        shown_as=signature.supporter.shown_as,
        postal_code=signature.supporter.postal_code,
        comment=signature.comment,
        shown_publicly=signature.shown_publicly,
        asks_for_mail=signature.asks_for_mail,
    )


def confirm(
    link: MailedLink, content: Content, *, seen: str | None, now: datetime.datetime
) -> Signature | None:
    """Make the signature of an emailed link count, with `content` as its owner wants it.

    `seen` is the digest of what the page showed: raises ChangedMeanwhile if someone sent another
    form for the address since. It is None if the owner knew that or typed `content` themselves.
    Returns None if the signature is already confirmed or gone.
    """
    with transaction.atomic():
        # Supporter first, as everywhere here: two actions at once wait for each other, never cross.
        supporter = Supporter.objects.select_for_update().filter(pk=link.supporter_id).first()
        usable = MailedLink.objects.usable(now)
        if supporter is None or not usable.filter(pk=link.pk).exists():
            return None
        signatures = Signature.objects.select_for_update(of=("self",)).pending()
        signature = signatures.filter(links=link).select_related("supporter", "petition").first()
        if signature is None:
            return None
        if seen is not None and content_of(signature).digest != seen:
            raise ChangedMeanwhile
        correct(
            supporter,
            name=content.name,
            postal_code=content.postal_code,
            shown_as=content.shown_as,
        )
        supporter.refresh_from_db()
        signature.refresh_from_db(fields=["place", "name_state"])
        if signature.name_state != NameState.HIDDEN and must_be_read(supporter):
            signature.name_state = NameState.WAITING
        signature.comment = content.comment
        signature.comment_state = CommentState.WAITING if content.comment else CommentState.NONE
        signature.shown_publicly = content.shown_publicly
        signature.asks_for_mail = content.asks_for_mail
        signature.state, signature.confirmed_at = State.CONFIRMED, now
        signature.save()
        if supporter.confirmed_at is None:
            supporter.confirmed_at = now
            send_now(supporter.pk, now=now)
        if signature.asks_for_mail:
            supporter.agreed_at = supporter.agreed_at or now
            supporter.unsubscribed_at = None
        supporter.save(update_fields=["confirmed_at", "agreed_at", "unsubscribed_at"])
        MailedLink.objects.filter(pk=link.pk).update(used_at=now)
        thank(signature, now=now)
    return signature
