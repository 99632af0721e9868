"""Links that mails carry: made of what they are for, and known here by their SHA-256 only.

A token is the HMAC-SHA256 of purpose, row and generation under a key of its own. So the same mail
can be written twice with the same links, and whoever reads the database can make none.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import re

from django.db import connection
from django.urls import reverse

from campaign.lib.addresses import absolute_url
from pledges.keys import LINK, keyed_hash
from pledges.models import MailedLink, Signature, Supporter

Purpose = MailedLink.Purpose
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
ME_LASTS = datetime.timedelta(days=90)
# Longer than any mail program keeps asking (RFC 8058 names no end).
UNSUBSCRIBE_LASTS = datetime.timedelta(days=400)
# One statement, so that a mail that is written twice at once has one link. A used one stays used.
REMEMBER = """
    INSERT INTO pledges_mailedlink (purpose, supporter_id, signature_id, token_hash, expires_at)
    VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (token_hash) DO UPDATE
        SET expires_at = greatest(pledges_mailedlink.expires_at, excluded.expires_at)
"""


def confirm_url(signature: Signature) -> str:
    """Return the address of the page on which a signature is confirmed, as long as it is kept."""
    token = _token(Purpose.CONFIRM, signature.pk, signature.generation)
    expires_at = signature.signed_at + Signature.CONFIRMED_WITHIN
    return _remember(Purpose.CONFIRM, token, signature.supporter_id, signature.pk, expires_at)


def me_url(supporter: Supporter, *, now: datetime.datetime) -> str:
    """Return the address of the page on which a supporter sees, corrects and erases."""
    return _supporter_url(Purpose.ME, supporter, now + ME_LASTS)


def unsubscribe_url(supporter: Supporter, *, now: datetime.datetime) -> str:
    """Return the address that stops mail to a supporter."""
    return _supporter_url(Purpose.UNSUBSCRIBE, supporter, now + UNSUBSCRIBE_LASTS)


def never_email_url(supporter: Supporter, *, now: datetime.datetime) -> str:
    """Return the address of the page on which a mailbox's owner forbids us any more email."""
    return _supporter_url(Purpose.NEVER_EMAIL, supporter, now + UNSUBSCRIBE_LASTS)


def find(purpose: Purpose, token: str, *, now: datetime.datetime) -> MailedLink | None:
    """Return the link of `token` with its supporter; None when it is not valid for `purpose`.

    Truncated, changed, expired, used and made for something else are all alike.
    """
    if not TOKEN.fullmatch(token):
        return None
    links = MailedLink.objects.usable(now).select_related(
        "supporter", "signature__petition", "signature__supporter"
    )
    return links.filter(purpose=purpose, token_hash=_hash(token)).first()


def confirmed_by(token: str, *, now: datetime.datetime) -> Signature | None:
    """Return the signature that `token` confirmed, as long as it counts and the link lasts."""
    if not TOKEN.fullmatch(token):
        return None
    links = MailedLink.objects.filter(
        purpose=Purpose.CONFIRM,
        token_hash=_hash(token),
        used_at__isnull=False,
        expires_at__gt=now,
        signature__state=Signature.State.CONFIRMED,
    )
    link = links.select_related("signature__petition").first()
    return link.signature if link else None


def _supporter_url(purpose: Purpose, supporter: Supporter, expires_at: datetime.datetime) -> str:
    token = _token(purpose, supporter.pk, supporter.generation)
    return _remember(purpose, token, supporter.pk, None, expires_at)


def _remember(
    purpose: Purpose,
    token: str,
    supporter_id: int,
    signature_id: int | None,
    expires_at: datetime.datetime,
) -> str:
    """Note the hash of a token; return the address that carries it."""
    with connection.cursor() as cursor:
        cursor.execute(REMEMBER, [purpose, supporter_id, signature_id, _hash(token), expires_at])
    return absolute_url(reverse(f"pledges:{purpose}", args=[token]))


def _token(purpose: Purpose, row_id: int, generation: int) -> str:
    digest = keyed_hash(LINK, f"{purpose}\0{row_id}\0{generation}")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
