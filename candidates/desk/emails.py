"""Emails to campaigns: the link to their desk page, and receipts for what came by it."""

import datetime
from collections.abc import Collection

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.email_templates import compile_email
from campaign.lib.mailed_links import hash_of
from campaign.lib.outbox.kinds import Kind, Recipient, those_among
from campaign.lib.outbox.models import Lane
from candidates.desk import links, receipts
from candidates.models import DeskLink, DeskReceipt


def compose_links(
    recipients: Collection[Recipient], now: datetime.datetime
) -> dict[Recipient, EmailMessage]:
    """Return the email with the link of each campaign that wasn't turned off meanwhile."""
    rows = (
        DeskLink.objects.unrevoked()
        .exclude(email="")
        .select_related(
            "candidacy__person", "candidacy__race__cycle", "candidacy__duplicate_of__person"
        )
    )
    found = rows.in_bulk([each.object_id for each in recipients])
    emails: dict[Recipient, EmailMessage] = {}
    for each in recipients:
        if link := found.get(each.object_id):
            _works_from_now_on(link)
            name, race = link.campaign.person.full_name, link.candidacy.race.code
            subject = _("%(name)s (%(race)s): your campaign’s page with us")
            about = {"link": link, "name": name, "race": race, "url": links.url_of(link)}
            compiled = compile_email("desk_link", about, subject=subject % about)
            emails[each] = compiled.to(link.email, {})
    return emails


def _works_from_now_on(link: DeskLink) -> None:
    """Store the hash again if SECRET_KEY, and with it the token, changed since."""
    token_hash = hash_of(links.token_of_link(link))
    if token_hash != bytes(link.token_hash):
        link.token_hash = token_hash
        link.save(update_fields=["token_hash"])


def links_that_may_go(recipients: Collection[Recipient]) -> set[Recipient]:
    return those_among(recipients, DeskLink.objects.unrevoked())


def note_bounces(recipients: Collection[Recipient], now: datetime.datetime) -> None:
    links.note_bounces([each.object_id for each in recipients], now)


def note_sent(recipients: Collection[Recipient], now: datetime.datetime) -> None:
    links.note_sent([each.object_id for each in recipients], now)


LINK = Kind(
    links.KIND,
    Lane.BULK,
    compose_links,
    may_send=links_that_may_go,
    sent=note_sent,
    refused=note_bounces,
    label=gettext_lazy("link to a campaign’s page"),
)


def compose_receipts(
    recipients: Collection[Recipient], now: datetime.datetime
) -> dict[Recipient, EmailMessage]:
    """Return what each address of a campaign reads about what came by its link."""
    rows = DeskReceipt.objects.select_related(
        "link", "submission__candidacy__person", "submission__candidacy__race__cycle"
    )
    found = rows.in_bulk([each.object_id for each in recipients])
    emails: dict[Recipient, EmailMessage] = {}
    for each in recipients:
        receipt = found.get(each.object_id)
        if receipt and (address := receipts.address_of(receipt)):
            submission = receipt.submission
            words = {"name": submission.candidacy.person.full_name}
            subject = _("%(name)s: what your campaign sent us") % words
            if receipt.is_decision:
                subject = _("%(name)s: our decision") % words
            about = {"submission": submission, "is_decision": receipt.is_decision, **words}
            # A slot keeps every line of it, so that anyone can check the fingerprint.
            email = compile_email("desk_receipt", about, subject=subject, slots=["sent"])
            emails[each] = email.to(address, {"sent": submission.text})
    return emails


RECEIPT = Kind(
    receipts.KIND,
    Lane.REPLY,
    compose_receipts,
    label=gettext_lazy("receipt for a campaign"),
)
