"""What we erase of the site's own content. Each model says how long we keep it."""

import datetime

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _

from campaign.content.kept_forms import EXPIRED_FOR
from campaign.content.models import Comment, KeptForm
from campaign.lib import retention


@retention.rule(_("email addresses of people who commented on an article"))
def addresses_of_commenters(now: datetime.datetime, *, is_dry_run: bool) -> int:
    past = Comment.objects.with_email_past_keeping(now)
    return past.count() if is_dry_run else past.update(email=None)


@retention.rule(_("comments that were rejected or held for review"))
def unwanted_comments(now: datetime.datetime, *, is_dry_run: bool) -> int:
    """Delete unwanted comments without loading their address, whose key may be gone."""
    past = Comment.objects.unwanted_past_keeping(now).without_email()
    count = past.count()
    if not is_dry_run:
        past.delete()
    return count


@retention.rule(_("failed logins"))
def failed_logins(now: datetime.datetime, *, is_dry_run: bool) -> int:
    """Delete attempts that no longer count. The next login attempt does that too."""
    past = AccessAttempt.objects.filter(attempt_time__lte=now - settings.AXES_COOLOFF_TIME)
    return retention.delete_in_batches(past, is_dry_run=is_dry_run)


@retention.rule(_("expired sessions of organizers"))
def expired_sessions(now: datetime.datetime, *, is_dry_run: bool) -> int:
    """Delete sessions that are too old to tell whose late form it is."""
    past = Session.objects.filter(expire_date__lte=now - EXPIRED_FOR)
    return retention.delete_in_batches(past, is_dry_run=is_dry_run)


@retention.rule(_("saved forms from organizers who were logged out"))
def kept_forms(now: datetime.datetime, *, is_dry_run: bool) -> int:
    past = KeptForm.objects.past_keeping(now)
    return retention.delete_in_batches(past, is_dry_run=is_dry_run)
