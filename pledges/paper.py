"""What is erased of signatures on paper; `pledges.privacy` tells the signers so."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from campaign.lib import retention
from pledges.models import PaperBatch


@retention.rule(_("scans of signatures on paper"))
def forget_scans(now: datetime.datetime, *, is_dry_run: bool) -> int:
    past = PaperBatch.objects.with_scan_past_keeping(now)
    if is_dry_run:
        return past.count()
    batches = list(past)
    for batch in batches:
        batch.forget_scan()
    return len(batches)
