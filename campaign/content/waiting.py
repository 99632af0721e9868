"""What waits for editors and for those who look after the site: lines on the front page."""

import datetime

from django.contrib.auth.models import User
from django.utils.translation import ngettext_lazy

from campaign.content.models import Comment
from campaign.lib.admin import waiting
from campaign.lib.admin.waiting import Place, Rows
from campaign.lib.jobs import failed_or_stuck


@waiting.line(
    Place.WORDS,
    ngettext_lazy(
        "%(shown)s comment on an article to review.",
        "%(shown)s comments on articles to review.",
        "count",
    ),
    "admin:campaign_comment_changelist",
    "campaign.change_comment",
)
def comments(organizer: User, now: datetime.datetime) -> Rows:
    return Comment.objects.waiting()


@waiting.line(
    Place.SITE,
    ngettext_lazy(
        "%(shown)s background job failed today or is stuck.",
        "%(shown)s background jobs failed today or are stuck.",
        "count",
    ),
    "admin:procrastinate_procrastinatejob_changelist",
    "procrastinate.view_procrastinatejob",
)
def stuck_jobs(organizer: User, now: datetime.datetime) -> Rows:
    return failed_or_stuck(now)
