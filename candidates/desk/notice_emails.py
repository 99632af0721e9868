"""Emails with notice of a refusal, to every address that we have for the campaign."""

import datetime
from collections.abc import Collection

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Min, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib import outbox
from campaign.lib.email_templates import compile_email
from campaign.lib.outbox.kinds import Kind, Recipient, those_among
from campaign.lib.outbox.models import Lane
from candidates.desk import links
from candidates.models import Answer, AnswerNotice, Candidacy, DeskLink, DeskReceipt, NoticeEmail
from candidates.models.contact_wishes import Contact
from candidates.models.notices import KIND
from candidates.working_days import end_of_working_days

Address = DeskReceipt.Address
CONTACTS = {
    Address.PUBLISHED: Contact.PUBLISHED_EMAIL,
    Address.PRIVATE: Contact.CONTACT_EMAIL,
}


def emails_for(notice: AnswerNotice) -> list[NoticeEmail]:
    """Return an unsaved email for each address that works, each address once.

    Nothing goes to an address that an earlier notice of the same answer didn't reach.
    """
    campaign = notice.answer.candidacy
    if campaign.wants_no_contact:
        return []
    earlier = NoticeEmail.objects.filter(notice__answer=notice.answer).lost()
    lost = set(earlier.values_list("address", "link"))
    found = [
        (Address.LINK, link)
        for link in DeskLink.objects.unrevoked().of_campaign(campaign).filter(bounced_at=None)
    ]
    emails = [NoticeEmail(notice=notice, address=address, link=link) for address, link in found]
    emails += [
        NoticeEmail(notice=notice, address=address)
        for address, contact in CONTACTS.items()
        if contact not in campaign.bad_contacts
    ]
    usable = [each for each in emails if (each.address, each.link_id) not in lost]
    by_address = {address_of(each).casefold(): each for each in reversed(usable)}
    return [each for address, each in by_address.items() if address]


def address_of(email: NoticeEmail) -> str:
    """Return where it goes, "" if that address was deleted meanwhile."""
    if email.link:
        return email.link.email
    return str(getattr(email.notice.answer.candidacy, CONTACTS[Address(email.address)]))


def queue(emails: list[NoticeEmail], *, now: datetime.datetime) -> None:
    kept = NoticeEmail.objects.bulk_create(emails)
    outbox.queue(KIND, [email.pk for email in kept], now=now)


def compose(
    recipients: Collection[Recipient], now: datetime.datetime
) -> dict[Recipient, EmailMessage]:
    rows = NoticeEmail.objects.select_related(
        "link__candidacy__race__cycle",
        "notice__answer__candidacy__person",
        "notice__answer__candidacy__race__cycle",
        "notice__answer__pledge_text",
    ).prefetch_related("notice__answer__evidence")
    found = rows.in_bulk([each.object_id for each in recipients])
    emails: dict[Recipient, EmailMessage] = {}
    for each in recipients:
        row = found.get(each.object_id)
        if row and (address := address_of(row)):
            answer = row.notice.answer
            link = row.link if row.link and row.link.is_live(now) else None
            words = {"name": answer.candidacy.person.full_name}
            about = {
                "answer": answer,
                "evidence": answer.evidence.all(),
                "notice": row.notice,
                "url": links.url_of(link) if link else "",
                **words,
            }
            subject = _("%(name)s: what we’re about to publish") % words
            email = compile_email("answer_notice", about, subject=subject).to(address, {})
            attach_copies(email, answer)
            emails[each] = email
    return emails


def attach_copies(email: EmailMessage, answer: Answer) -> None:
    """Attach the public copies of the evidence; the site shows them only once it's published."""
    for number, item in enumerate(answer.evidence.all(), start=1):
        if item.public_copy:
            with item.public_copy.open() as file:
                email.attach(f"evidence-{number}.webp", file.read(), "image/webp")


def may_go(recipients: Collection[Recipient]) -> set[Recipient]:
    """Leave out campaigns that asked us to stop, and answers that are public by now."""
    wanted = Candidacy.DoNotContact.NONE
    rows = NoticeEmail.objects.filter(
        notice__answer__published_at=None, notice__answer__candidacy__do_not_contact=wanted
    )
    return those_among(recipients, rows)


def note_sent(recipients: Collection[Recipient], now: datetime.datetime) -> None:
    rows = NoticeEmail.objects.filter(pk__in=[each.object_id for each in recipients])
    rows.filter(sent_at=None).update(sent_at=now)
    _set_clocks(rows)


def note_bounces(recipients: Collection[Recipient], now: datetime.datetime) -> None:
    rows = NoticeEmail.objects.filter(pk__in=[each.object_id for each in recipients])
    rows.filter(bounced_at=None).update(bounced_at=now)
    _set_clocks(rows)


def _set_clocks(emails: QuerySet[NoticeEmail]) -> None:
    """Let the clock of each notice run from its first email that arrived.

    A campaign never loses time that it was told it has.
    """
    for notice in AnswerNotice.objects.filter(
        pk__in=emails.values("notice"), answer__published_at=None
    ):
        first = notice.emails.arrived().aggregate(Min("sent_at"))["sent_at__min"]
        if first and first != notice.sent_at:
            periods = 2 if notice.extended_by_id else 1
            due_at = end_of_working_days(first, periods * settings.NOTICE_WORKING_DAYS)
            notice.sent_at, notice.due_at = first, max(due_at, notice.due_at or due_at)
            notice.save(update_fields=["sent_at", "due_at"])


NOTICE = Kind(
    KIND,
    Lane.REPLY,
    compose,
    may_send=may_go,
    sent=note_sent,
    refused=note_bounces,
    label=gettext_lazy("notice to a campaign"),
)
