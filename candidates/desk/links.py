"""The links that we email to campaigns: sent, opened, turned off."""

import datetime
import secrets
from contextlib import suppress

from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from campaign.lib import outbox
from campaign.lib.absolute_urls import absolute_url
from campaign.lib.mailed_links import TOKEN, hash_of, token_of
from candidates.models import Candidacy, DeskLink, DeskOpening

KIND = "desk_link"
SALT = "candidates.DeskLink"
SEED_BYTES = 32
# Programs that check email open a link right after it was sent.
SCANNED_WITHIN = datetime.timedelta(minutes=2)


def token_of_link(link: DeskLink) -> str:
    digest = salted_hmac(SALT, bytes(link.seed).hex(), algorithm="sha256").digest()
    return token_of(digest)


def url_of(link: DeskLink) -> str:
    return absolute_url(reverse("candidates:desk", args=[token_of_link(link)]))


def known_addresses(candidacy: Candidacy) -> list[str]:
    """Return every address that a campaign publishes or gave us, each one once."""
    every = [candidacy.published_email, candidacy.contact_email]
    return list({address.casefold(): address for address in every if address}.values())


def send(candidacy: Candidacy, email: str, *, by: User, now: datetime.datetime) -> DeskLink:
    """Email a campaign the link to its desk page. An address that has one gets it again, renewed.

    What was sent to a duplicate goes to the registration that is kept.
    """
    candidacy = candidacy.duplicate_of or candidacy
    with transaction.atomic():
        Candidacy.objects.select_for_update().get(pk=candidacy.pk)
        known = DeskLink.objects.unrevoked().filter(candidacy=candidacy, email__iexact=email)
        link = known.first() or _new_link(candidacy, email)
        link.sent_by, link.sent_at, link.bounced_at = by, now, None
        link.save()
        outbox.queue(KIND, [link.pk], now=now)
    return link


def _new_link(candidacy: Candidacy, email: str) -> DeskLink:
    link = DeskLink(candidacy=candidacy, email=email, seed=secrets.token_bytes(SEED_BYTES))
    link.token_hash = hash_of(token_of_link(link))
    return link


def revoke(link: DeskLink, *, by: User, now: datetime.datetime) -> bool:
    """Turn a link off for good. Return False if somebody already did."""
    unrevoked = DeskLink.objects.unrevoked().filter(pk=link.pk)
    is_done = unrevoked.update(revoked_at=now, revoked_by=by.pk) == 1
    link.refresh_from_db()
    return is_done


def find(token: str) -> DeskLink | None:
    """Return the link of a token, whether it still works or not."""
    if not TOKEN.fullmatch(token):
        return None
    rows = ("person", "race__cycle", "race__replaced_by", "current_answer")
    links = DeskLink.objects.select_related(
        *(f"candidacy__{row}" for row in rows),
        *(f"candidacy__duplicate_of__{row}" for row in rows),
    )
    return links.filter(token_hash=hash_of(token)).first()


def note_opening(link: DeskLink, *, is_person: bool, now: datetime.datetime) -> None:
    """Remember when a link was first opened today, by a person or by a program.

    Later openings on that day write nothing, and neither does a database that only reads.
    """
    day, is_scanner = timezone.localdate(now), not is_person or now < link.sent_at + SCANNED_WITHIN
    if link.openings.filter(opened_on=day, maybe_scanner=is_scanner).exists():
        return
    opening = DeskOpening(link=link, opened_on=day, opened_at=now, maybe_scanner=is_scanner)
    with suppress(DatabaseError), transaction.atomic():
        DeskOpening.objects.bulk_create([opening], ignore_conflicts=True)


def note_bounces(link_ids: list[int], now: datetime.datetime) -> None:
    DeskLink.objects.filter(Q(bounced_at=None), pk__in=link_ids).update(bounced_at=now)
