"""What is erased of the record. The models say how long it is kept."""

import datetime

from django.utils.translation import gettext_lazy as _

from campaign.lib import retention
from candidates.importers.sheets import files
from candidates.importers.sheets.apply import forget_files
from candidates.models import Act, ActChange, Correction, DeskLink, DeskOpening, SheetImport


@retention.rule(_("email addresses of people who reported an error"))
def addresses_of_senders(now: datetime.datetime, *, is_dry_run: bool) -> int:
    past = Correction.objects.with_sender_past_keeping(now)
    return past.count() if is_dry_run else past.update(sender="")


@retention.rule(_("reports that were held for review"))
def quarantined_reports(now: datetime.datetime, *, is_dry_run: bool) -> int:
    """Delete spam and floods, unless an organizer released them."""
    past = Correction.objects.quarantined_past_keeping(now)
    count = past.count()
    if not is_dry_run:
        past.delete()
    return count


@retention.rule(_("private contacts and notes in bulk changes"))
def private_values_of_acts(now: datetime.datetime, *, is_dry_run: bool) -> int:
    """Erase them once the act can't be undone anymore."""
    acts = Act.objects.past_undoing(now)
    past = ActChange.objects.filter(act__in=acts).exclude(private={})
    return past.count() if is_dry_run else past.update(private={})


@retention.rule(_("sheets that organizers uploaded"))
def uploaded_sheets(now: datetime.datetime, *, is_dry_run: bool) -> int:
    """Delete their files, and folders that a process left when it was killed."""
    past = SheetImport.objects.with_files_past_keeping(now)
    long_ago = now - SheetImport.KEPT
    known = set(SheetImport.objects.exclude(folder="").values_list("folder", flat=True))
    left = [name for name in files.folders_before(long_ago) if name not in known]
    count = past.count() + len(left)
    if not is_dry_run:
        for name in left:
            files.delete(name)
        for record in past:
            forget_files(record)
    return count


@retention.rule(_("addresses that we sent campaigns their links to"))
def addresses_of_links(now: datetime.datetime, *, is_dry_run: bool) -> int:
    """Erase them with when their links were opened. What came by a link stays."""
    past = DeskLink.objects.with_address_past_keeping(now)
    ids = list(past.values_list("pk", flat=True))
    if not is_dry_run:
        DeskOpening.objects.filter(link__in=ids).delete()
        DeskLink.objects.filter(pk__in=ids).update(email="")
    return len(ids)
