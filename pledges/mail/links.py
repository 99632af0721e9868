"""Links in emails: made from their purpose, and stored only as a SHA-256.

A token is the HMAC-SHA256 of purpose, row and generation under its own key. So an email composed
twice has the same links, and no one can make one from the database alone.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.urls import reverse

from campaign.lib.absolute_urls import absolute_url
from campaign.lib.mailed_links import TOKEN, hash_of, token_of
from pledges.keys import LINK, keyed_hash
from pledges.models import Follow, MailedLink, Signature, Supporter

Purpose = MailedLink.Purpose
ME_LASTS = datetime.timedelta(days=90)
# Longer than any mail program keeps asking (RFC 8058 names no end).
UNSUBSCRIBE_LASTS = datetime.timedelta(days=400)
# One statement for the links of many emails. An email composed twice has the same links; a used one
# stays used. Someone who is being erased is waited for, and gets no link: the locks are those
# that the foreign keys would take, in the order of the rows, so two senders never cross.
REMEMBER = """
    WITH known_supporter AS (
        SELECT id FROM pledges_supporter WHERE id = ANY(%(supporter_ids)s::bigint[])
        ORDER BY id FOR KEY SHARE
    ),
    known_signature AS (
        SELECT id FROM pledges_signature WHERE id = ANY(%(signature_ids)s::bigint[])
        ORDER BY id FOR KEY SHARE
    ),
    known_follow AS (
        SELECT id FROM pledges_follow WHERE id = ANY(%(follow_ids)s::bigint[])
        ORDER BY id FOR KEY SHARE
    )
    INSERT INTO pledges_mailedlink AS known
        (purpose, supporter_id, signature_id, follow_id, token_hash, expires_at)
    SELECT link.* FROM unnest(
        %(purposes)s::text[], %(supporter_ids)s::bigint[], %(signature_ids)s::bigint[],
        %(follow_ids)s::bigint[], %(hashes)s::bytea[], %(expiries)s::timestamptz[]
    ) AS link (purpose, supporter_id, signature_id, follow_id, token_hash, expires_at)
    WHERE link.supporter_id IN (SELECT id FROM known_supporter)
        AND (link.signature_id IS NULL OR link.signature_id IN (SELECT id FROM known_signature))
        AND (link.follow_id IS NULL OR link.follow_id IN (SELECT id FROM known_follow))
    ORDER BY link.token_hash
    ON CONFLICT (token_hash) DO UPDATE SET expires_at = excluded.expires_at
    WHERE known.expires_at < excluded.expires_at
"""


@dataclass(frozen=True)
class Link:
    """A link to put into an email. It works once `remember` has stored it."""

    purpose: MailedLink.Purpose
    supporter_id: int
    signature_id: int | None
    token: str
    expires_at: datetime.datetime
    follow_id: int | None = None

    @property
    def url(self) -> str:
        return absolute_url(reverse(f"pledges:{self.purpose}", args=[self.token]))


def confirm_link(signature: Signature, *, now: datetime.datetime) -> Link:
    """Return the link to the page that confirms a signature, as long as it is kept."""
    token = _token(Purpose.CONFIRM, signature.pk, signature.generation)
    expires_at = (signature.emailed_at or now) + Signature.UNCONFIRMED_KEPT
    return Link(Purpose.CONFIRM, signature.supporter_id, signature.pk, token, expires_at)


def confirm_follow_link(follow: Follow, *, now: datetime.datetime) -> Link:
    """Return the link to the page that confirms a follow, which works as long as it waits."""
    purpose = Purpose.CONFIRM_FOLLOW
    token = _token(purpose, follow.pk, follow.supporter.generation)
    expires_at = (follow.emailed_at or now) + Signature.UNCONFIRMED_KEPT
    return Link(purpose, follow.supporter_id, None, token, expires_at, follow.pk)


def me_link(supporter: Supporter, *, now: datetime.datetime) -> Link:
    return _link_of(Purpose.ME, supporter, now + ME_LASTS)


def unsubscribe_link(supporter: Supporter, *, now: datetime.datetime) -> Link:
    return _link_of(Purpose.UNSUBSCRIBE, supporter, now + UNSUBSCRIBE_LASTS)


def stop_follows_link(supporter: Supporter, *, now: datetime.datetime) -> Link:
    """Return the link to the page where someone stops following all candidates."""
    return _link_of(Purpose.STOP_FOLLOWS, supporter, now + UNSUBSCRIBE_LASTS)


def never_email_link(supporter: Supporter, *, now: datetime.datetime) -> Link:
    """Return the link to the page where the owner of a mailbox stops all email."""
    return _link_of(Purpose.NEVER_EMAIL, supporter, now + UNSUBSCRIBE_LASTS)


def information_link(supporter: Supporter, *, now: datetime.datetime) -> Link:
    """Return the link to the page that emails a supporter their `me_link`. It shows nothing."""
    return _link_of(Purpose.INFORMATION, supporter, now + UNSUBSCRIBE_LASTS)


def forwarded_links(supporter: Supporter, *, now: datetime.datetime) -> dict[str, Link]:
    """Return the links of an email that people forward: none shows or changes their data."""
    return {
        "unsubscribe_url": unsubscribe_link(supporter, now=now),
        "information_url": information_link(supporter, now=now),
    }


def remember(links: Iterable[Link]) -> None:
    """Make links work by storing their hashes, many in one statement."""
    by_hash = {hash_of(link.token): link for link in links}
    values: dict[str, Any] = {
        "purposes": [link.purpose for link in by_hash.values()],
        "supporter_ids": [link.supporter_id for link in by_hash.values()],
        "signature_ids": [link.signature_id for link in by_hash.values()],
        "follow_ids": [link.follow_id for link in by_hash.values()],
        "hashes": list(by_hash),
        "expiries": [link.expires_at for link in by_hash.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute(REMEMBER, values)


def stored_url(link: Link) -> str:
    """Return the address of a link, which works from now on."""
    remember([link])
    return link.url


def find(purpose: Purpose, token: str, *, now: datetime.datetime) -> MailedLink | None:
    """Return the link of `token` with its supporter; None if it isn't valid for `purpose`.

    Truncated, changed, expired, used and meant for something else all look the same.
    """
    if not TOKEN.fullmatch(token):
        return None
    links = MailedLink.objects.usable(now).select_related(
        "supporter", "signature__petition", "signature__supporter", "follow"
    )
    return links.filter(purpose=purpose, token_hash=hash_of(token)).first()


def confirmed_by(token: str, *, now: datetime.datetime) -> Signature | None:
    """Return the signature that `token` confirmed, as long as it counts and the link lasts."""
    if not TOKEN.fullmatch(token):
        return None
    links = MailedLink.objects.filter(
        purpose=Purpose.CONFIRM,
        token_hash=hash_of(token),
        used_at__isnull=False,
        expires_at__gt=now,
        signature__state=Signature.State.CONFIRMED,
    )
    link = links.select_related("signature__petition").first()
    return link.signature if link else None


def is_follow_confirmed_by(token: str, *, now: datetime.datetime) -> bool:
    """Say whether `token` confirmed a follow that wasn't stopped, as long as the link lasts."""
    links = MailedLink.objects.filter(purpose=Purpose.CONFIRM_FOLLOW, token_hash=hash_of(token))
    return links.filter(
        used_at__isnull=False, expires_at__gt=now, follow__confirmed_at__isnull=False
    ).exists()


def _link_of(
    purpose: MailedLink.Purpose, supporter: Supporter, expires_at: datetime.datetime
) -> Link:
    token = _token(purpose, supporter.pk, supporter.generation)
    return Link(purpose, supporter.pk, None, token, expires_at)


def _token(purpose: Purpose, row_id: int, generation: int) -> str:
    digest = keyed_hash(LINK, f"{purpose}\0{row_id}\0{generation}")
    return token_of(digest)
