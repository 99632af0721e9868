"""Receipts for what came by a campaign's link, to every address that we have for the campaign.

So the people who work there notice a stolen link.
"""

import datetime
from collections.abc import Iterable, Iterator

from campaign.lib import outbox
from candidates.models import DeskLink, DeskReceipt, DeskSubmission

KIND = "desk_receipt"
Address = DeskReceipt.Address
Decision = DeskSubmission.Decision
Addressee = tuple[DeskReceipt.Address, DeskLink | None]


def send(submission: DeskSubmission, *, now: datetime.datetime, is_decision: bool = False) -> None:
    """Queue one receipt for each address, in the caller's transaction."""
    receipts = DeskReceipt.objects.bulk_create(
        DeskReceipt(submission=submission, address=address, link=link, is_decision=is_decision)
        for address, link in _addressees(submission)
    )
    outbox.queue(KIND, [receipt.pk for receipt in receipts], now=now)


def decided(
    submissions: Iterable[DeskSubmission],
    decision: DeskSubmission.Decision = Decision.ACCEPTED,
    *,
    by_id: int | None,
    now: datetime.datetime,
    explanation: str = "",
) -> None:
    """Note what was decided about these, and tell their campaigns."""
    for submission in submissions:
        submission.decision, submission.explanation = decision, explanation
        submission.decided_at, submission.decided_by_id = now, by_id
        submission.save(update_fields=["decision", "explanation", "decided_at", "decided_by"])
        send(submission, now=now, is_decision=True)


def address_of(receipt: DeskReceipt) -> str:
    """Return where a receipt goes, "" if that address was deleted meanwhile."""
    if receipt.link:
        return receipt.link.email
    campaign = receipt.submission.candidacy
    is_published = receipt.address == Address.PUBLISHED
    return campaign.published_email if is_published else campaign.contact_email


def _addressees(
    submission: DeskSubmission,
) -> Iterator[tuple[DeskReceipt.Address, DeskLink | None]]:
    """Yield every address of a campaign once, the one that was just used first."""
    campaign, seen = submission.candidacy, set()
    links = [submission.link, *DeskLink.objects.unrevoked().of_campaign(campaign)]
    found: list[tuple[DeskReceipt.Address, DeskLink | None, str]] = [
        *((Address.LINK, link, link.email) for link in links),
        (Address.PUBLISHED, None, campaign.published_email),
        (Address.PRIVATE, None, campaign.contact_email),
    ]
    for address, link, email in found:
        if email and email.casefold() not in seen:
            seen.add(email.casefold())
            yield address, link
