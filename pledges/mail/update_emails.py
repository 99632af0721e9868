"""The emails that bring an update to signers, and the test that an organizer gets."""

import datetime
from collections.abc import Collection

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib import outbox
from campaign.lib.absolute_urls import absolute_url
from campaign.lib.outbox import Kind, Recipient
from campaign.lib.outbox.models import Lane, Message
from pledges.mail import bounces, links, messages
from pledges.mail.addresses import may_be_mailed
from pledges.mail.messages import Draft
from pledges.models import Signature, Supporter, Update


def compose(
    recipients: Collection[Recipient], now: datetime.datetime
) -> dict[Recipient, EmailMessage]:
    """Return the email of each update (the batch) to each supporter who still exists."""
    updates = updates_of(recipients)

    def draft(supporter: Supporter, update_id: int) -> Draft | None:
        if update_id not in updates:
            return None
        return Draft(
            messages.update(updates[update_id], supporter.language),
            supporter,
            {"name": supporter.first_name},
            links.forwarded_links(supporter, now=now),
        )

    return messages.compose(recipients, Supporter.objects.all(), draft)


def still_agreed(recipients: Collection[Recipient]) -> set[Recipient]:
    """Return those who signed the update's petition and still agree, unless it was canceled."""
    under_way = Update.objects.filter(
        pk__in={each.batch_id for each in recipients}, sending_canceled_at=None
    )
    petitions = dict(under_way.values_list("pk", "petition"))
    agreed = Supporter.objects.agreed_to_mail().filter(
        pk__in=[each.object_id for each in recipients]
    )
    rows = Signature.objects.confirmed().filter(
        supporter__in=may_be_mailed(agreed), petition__in=petitions.values()
    )
    signed = set(rows.values_list("supporter", "petition"))
    return {each for each in recipients if (each.object_id, petitions.get(each.batch_id)) in signed}


def send_test(update: Update, organizer: User, *, now: datetime.datetime) -> None:
    """Queue an email of an update to an organizer, as signers would get it. It is never counted.

    Raises ValidationError for an organizer without an email address.
    """
    if not organizer.email:
        raise ValidationError(
            _("Your account has no email address. Add one, then send the test."), code="no_email"
        )
    with transaction.atomic():
        # Within a batch nobody gets a second email, so an earlier test makes room.
        Message.objects.about(TEST.name, organizer.pk).filter(batch_id=update.pk).delete()
        outbox.queue(TEST.name, [organizer.pk], batch_id=update.pk, now=now)


def compose_tests(
    recipients: Collection[Recipient], now: datetime.datetime
) -> dict[Recipient, EmailMessage]:
    """Return the test of an update (the batch) to each organizer. Its links lead nowhere."""
    organizers = User.objects.filter(is_active=True, is_staff=True).exclude(email="")
    found = organizers.in_bulk([each.object_id for each in recipients])
    updates = updates_of(recipients)
    emails: dict[Recipient, EmailMessage] = {}
    for each in recipients:
        if each.batch_id in updates and (organizer := found.get(each.object_id)):
            email = messages.compile_update(updates[each.batch_id]).to(
                organizer.email, sample_values(organizer.first_name or organizer.username)
            )
            email.subject = _("Test: %(subject)s") % {"subject": email.subject}
            emails[each] = email
    return emails


def sample_values(name: str) -> dict[str, str]:
    return {
        "name": name,
        "unsubscribe_url": absolute_url("/unsubscribe/test/"),
        "information_url": absolute_url("/your-information/test/"),
    }


def updates_of(recipients: Collection[Recipient]) -> dict[int, Update]:
    updates = Update.objects.select_related("petition")
    return updates.in_bulk({each.batch_id for each in recipients})


KIND = Kind(
    "update",
    Lane.BULK,
    compose=compose,
    may_send=still_agreed,
    refused=bounces.refused_supporters,
    complained=bounces.complained_supporters,
    label=gettext_lazy("petition update"),
)
TEST = Kind(
    "update_test",
    Lane.REPLY,
    compose=compose_tests,
    label=gettext_lazy("test of an update, to an organizer"),
)
