"""The links that we email to campaigns: sent, opened, turned off."""

import datetime
import secrets
from collections.abc import Collection, Iterable
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
from candidates import whom_to_email
from candidates.models import Candidacy, DeskLink, DeskOpening, Outreach
from candidates.models.contact_wishes import Contact
from candidates.whom_to_email import Line

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
    """Return every address that a campaign publishes or gave us and that works, each one once."""
    columns = (Contact.PUBLISHED_EMAIL, Contact.CONTACT_EMAIL)
    every = [getattr(candidacy, name) for name in columns if name not in candidacy.bad_contacts]
    return list({address.casefold(): address for address in every if address}.values())


def send(candidacy: Candidacy, email: str, *, by: User, now: datetime.datetime) -> DeskLink:
    """Email a campaign the link to its desk page. An address that has one gets it again, renewed.

    What was sent to a duplicate goes to the registration that is kept.
    """
    (link,) = send_many([(candidacy, email)], by=by, now=now)
    return link


def send_many(
    wanted: Iterable[tuple[Candidacy, str]], *, by: User, now: datetime.datetime
) -> list[DeskLink]:
    """Email campaigns their links, each to one address, in a few queries."""
    addresses = {run.duplicate_of_id or run.pk: email for run, email in wanted}
    with transaction.atomic():
        whom_to_email.lock(addresses)
        known = {
            (link.candidacy_id, link.email.casefold()): link
            for link in DeskLink.objects.unrevoked().filter(candidacy__in=addresses)
        }
        links = [
            known.get((candidacy_id, email.casefold())) or _new_link(candidacy_id, email)
            for candidacy_id, email in addresses.items()
        ]
        for link in links:
            link.sent_by, link.sent_at, link.bounced_at = by, now, None
        DeskLink.objects.bulk_update(
            [link for link in links if link.pk], ["sent_by", "sent_at", "bounced_at"]
        )
        DeskLink.objects.bulk_create([link for link in links if not link.pk])
        outbox.queue(KIND, [link.pk for link in links], now=now)
    return links


def send_to_all(candidacy_ids: Collection[int], *, by: User, now: datetime.datetime) -> list[Line]:
    """Email each of these campaigns that may get an email its link. Return what was decided.

    The campaigns are locked, so two organizers never email one at the same time.
    """
    with transaction.atomic():
        whom_to_email.lock(candidacy_ids)
        rows = Candidacy.objects.filter(pk__in=candidacy_ids).order_by("pk")
        lines = whom_to_email.plan(rows.select_related(*whom_to_email.ROWS), by=by, now=now)
        going = [line for line in lines if line.contact]
        send_many([(line.candidacy, line.address) for line in going], by=by, now=now)
        whom_to_email.keep_in_audit_log(KIND, going, by=by)
    return lines


def _new_link(candidacy_id: int, email: str) -> DeskLink:
    seed = secrets.token_bytes(SEED_BYTES)
    link = DeskLink(candidacy_id=candidacy_id, email=email, seed=seed)
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


def note_sent(link_ids: list[int], now: datetime.datetime) -> None:
    """Count the email with a link as one time that we asked, once a day and campaign."""
    day = timezone.localdate(now)
    links = DeskLink.objects.filter(pk__in=link_ids, candidacy__duplicate_of=None)
    links = links.filter(candidacy__race__cycle__archived_at=None).select_related("candidacy")
    counted = set(
        Outreach.objects.filter(
            channel=Outreach.Channel.EMAIL, done_on=day, candidacy__desk_links__in=links
        ).values_list("candidacy", flat=True)
    )
    for link in links:
        if link.candidacy_id in counted:
            continue
        counted.add(link.candidacy_id)
        Outreach.objects.create(
            candidacy=link.candidacy,
            channel=Outreach.Channel.EMAIL,
            done_on=day,
            by_id=link.sent_by_id,
            outcome=Outreach.Outcome.SENT,
            contact=contact_of(link),
        )


def contact_of(link: DeskLink) -> str:
    """Return the column of the candidacy that has the address of a link, "" if none has."""
    columns = (Contact.PUBLISHED_EMAIL, Contact.CONTACT_EMAIL)
    email = link.email.casefold()
    return next((name for name in columns if getattr(link.candidacy, name).casefold() == email), "")


def note_bounces(link_ids: list[int], now: datetime.datetime) -> None:
    DeskLink.objects.filter(Q(bounced_at=None), pk__in=link_ids).update(bounced_at=now)
