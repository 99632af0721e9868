"""Storing a sign-up: one insert per table, no matter whose address it is.

A new, pending, confirmed, unsubscribed, blocked or quarantined address takes the same work, so
neither our answer nor its time tells them apart. A job decides later which email is due
(`pledges.mail.replies`).
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection
from django.db.models import Min

from campaign.lib import limits
from campaign.lib.encryption import encrypt
from pledges.mail.addresses import domain_key, domain_of, email_keys
from pledges.models import Signature, SignUp, Supporter
from pledges.places import place_of

Quarantine = Signature.Quarantine

# The petition, if people can sign it when this runs: what Petition.is_open says.
OPEN_PETITION = """
    SELECT id FROM pledges_petition
    WHERE slug = %(petition)s AND state = 'open' AND (opens_at IS NULL OR opens_at <= %(now)s)
        AND (closes_at IS NULL OR closes_at > %(now)s)
"""
# Once an owner asks us to erase an address and never email it, none of it is stored again.
INSERT_SUPPORTER = f"""
    INSERT INTO pledges_supporter
        (email, email_key, other_keys, domain_key, name, postal_code, language, generation,
        created_at)
    SELECT %(email)s, %(email_key)s, %(other_keys)s::bytea[], %(domain_key)s, %(name)s,
        %(postal_code)s, %(language)s, 1, %(now)s
    WHERE NOT EXISTS (
        SELECT FROM pledges_suppression
        WHERE email_key = ANY(%(email_keys)s) AND reason = 'erased'
    ) AND NOT EXISTS (SELECT FROM pledges_supporter WHERE email_key = ANY(%(email_keys)s))
        AND (%(petition)s IS NULL OR EXISTS ({OPEN_PETITION}))
    ON CONFLICT DO NOTHING
"""  # noqa: S608 - our own text
# A statement of its own: in this one a row is seen that another sign-up has just written.
INSERT_SIGNATURE = f"""
    WITH petition AS (
        {OPEN_PETITION} UNION ALL SELECT NULL WHERE %(petition)s IS NULL
    ),
    signer AS (
        SELECT id FROM pledges_supporter WHERE email_key = ANY(%(email_keys)s) ORDER BY id LIMIT 1
    ),
    verdict AS (
        SELECT CASE
            WHEN %(quarantine)s <> '' THEN %(quarantine)s
            WHEN EXISTS (SELECT FROM pledges_blockeddomain WHERE domain = %(email_domain)s)
                THEN 'domain'
            ELSE '' END AS quarantine
    ),
    given AS (
        INSERT INTO pledges_signature
            (supporter_id, petition_id, place, comment, comment_state, shown_publicly,
            asks_for_mail, state, quarantine, block_hash, signed_at, generation,
            state_before)
        SELECT signer.id, petition.id, %(place)s, %(comment)s, '', %(shown_publicly)s,
            %(agrees_to_mail)s,
            CASE WHEN quarantine = '' THEN 'pending' ELSE 'quarantined' END,
            quarantine, %(block_hash)s, %(now)s, 1, ''
        FROM petition, signer, verdict
        ON CONFLICT DO NOTHING
    )
    INSERT INTO pledges_signup
        (supporter_id, petition_id, is_form, is_quarantined, block_hash, sent_at, tries, name,
        postal_code, comment, shown_publicly, asks_for_mail)
    SELECT signer.id, petition.id, true, quarantine <> '', %(block_hash)s, %(now)s, 0,
        CASE WHEN signer.id IS NULL THEN '' ELSE %(name)s END,
        CASE WHEN signer.id IS NULL THEN '' ELSE %(postal_code)s END,
        CASE WHEN signer.id IS NULL THEN '' ELSE %(comment)s END,
        %(shown_publicly)s, %(agrees_to_mail)s
    FROM petition CROSS JOIN verdict LEFT JOIN signer ON true
"""  # noqa: S608 - our own text


@dataclass(frozen=True)
class SignUpData:
    """What a valid form says; with `filled_honeypot` it is held for review."""

    name: str
    email: str
    postal_code: str
    agrees_to_mail: bool
    comment: str = ""
    shown_publicly: bool = False
    filled_honeypot: bool = False


def sign_up(
    said: SignUpData,
    petition: str | None,
    *,
    client_block: str,
    language: str,
    now: datetime.datetime,
) -> bool:
    """Store the sign-up, or leave everything as it is if the address already signed.

    `petition` is the slug of what they sign, None to join without a petition. Return False, and
    store nothing, if it isn't open. The SQL itself checks, so a petition that just closed takes no
    more signatures.

    What the form says is kept beside it until it is answered: for what nobody confirmed, the newest
    counts. `client_block` is the network it came from, stored as a hash that no one can trace after
    48 hours. Limits aren't checked here: over one, the email waits (`pledges.mail.limits`).
    """
    values = {
        "name": encrypt(said.name),
        "postal_code": said.postal_code,
        "language": language,
        "petition": petition,
        "place": place_of(said.postal_code),
        "comment": encrypt(said.comment) if said.comment else "",
        "shown_publicly": said.shown_publicly,
        "agrees_to_mail": said.agrees_to_mail,
        "quarantine": Quarantine.HONEYPOT if said.filled_honeypot else "",
    }
    return store(INSERT_SIGNATURE, said.email, values, client_block=client_block, now=now)


def store(
    insert: str, email: str, values: dict[str, Any], *, client_block: str, now: datetime.datetime
) -> bool:
    """Store the supporter of an address if it's new, then what `insert` says they asked for.

    `values` are the supporter's name, ZIP code and language, the slug of the petition if there is
    one, and what else `insert` takes. Return whether `insert` stored anything. If a petition closes
    between the two, a new supporter without a signature stays until the next day's purge.
    """
    keys = email_keys(email)
    values = {
        "email": encrypt(email),
        "email_key": keys[0],
        "email_keys": keys,
        "other_keys": keys[1:],
        "email_domain": domain_of(email),
        "domain_key": domain_key(email),
        "block_hash": limits.daily_hash("block", client_block, now=now),
        "now": now,
        **values,
    }
    # Sent as one message, which PostgreSQL makes one transaction: one way there and back, and the
    # locks of the rows never wait for us.
    both = f"{INSERT_SUPPORTER};{insert}"
    with connection.cursor() as cursor:
        try:
            cursor.execute(both, values)
        except IntegrityError:
            # The supporter was erased between our two statements; now there is nobody to find.
            cursor.execute(both, values)
        cursor.nextset()
        stored_count: int = cursor.rowcount
    return stored_count > 0


def ask_again(
    email: str, petition_id: int | None, *, client_block: str, now: datetime.datetime
) -> None:
    """Send the email about a signature again, within the limits.

    It takes the same work for every address, known or not.
    """
    known = Supporter.objects.filter(email_key__in=email_keys(email))
    SignUp.objects.create(
        supporter_id=known.aggregate(first=Min("pk"))["first"],
        petition_id=petition_id,
        is_form=False,
        block_hash=limits.daily_hash("block", client_block, now=now),
        sent_at=now,
    )
