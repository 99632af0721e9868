"""What we erase about people who never became organizers."""

import datetime

from django.utils.translation import gettext_lazy as _

from campaign.accounts.models import Invitation
from campaign.lib import retention


@retention.rule(_("invitations that nobody accepted"))
def old_invitations(now: datetime.datetime, *, is_dry_run: bool) -> int:
    past = Invitation.objects.past_keeping(now)
    return retention.delete_in_batches(past, is_dry_run=is_dry_run)
