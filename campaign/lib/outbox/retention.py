"""What we erase of the outbox. `campaign.lib.outbox.models.Message` says how long we keep it."""

import datetime

from django.utils.translation import gettext_lazy as _

from campaign.lib import retention
from campaign.lib.outbox.models import Message


@retention.rule(_("records of sent emails"))
def old_messages(now: datetime.datetime, *, is_dry_run: bool) -> int:
    """Delete records of finished emails, whether they were sent or not."""
    past = Message.objects.past_keeping(now)
    return retention.delete_in_batches(past, is_dry_run=is_dry_run)
