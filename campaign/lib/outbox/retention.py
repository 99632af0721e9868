"""What is erased of the outbox. `campaign.lib.outbox.models.Message` says how long it is kept."""

import datetime

from django.utils.translation import gettext_lazy as _

from campaign.lib import retention
from campaign.lib.outbox.models import Message


@retention.rule(_("records of sent emails"))
def old_messages(now: datetime.datetime, *, is_dry_run: bool) -> int:
    """Delete what is known of emails that are finished, whether they were sent or not."""
    past = Message.objects.past_keeping(now)
    return retention.delete_in_batches(past, is_dry_run=is_dry_run)
