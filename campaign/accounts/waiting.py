"""What waits for an organizer because of who they are: lines on the front page."""

import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.utils.translation import ngettext_lazy

from campaign.accounts.models import Invitation, Organizer
from campaign.accounts.models.second_person import from_others
from campaign.lib.admin import waiting
from campaign.lib.admin.waiting import Place, Rows
from candidates.ledger.answers import by_others
from candidates.models import Answer, AnswerNotice, ResultDraft
from pledges.models import PaperBatch


@waiting.line(
    Place.MINE,
    ngettext_lazy(
        "%(shown)s answer needs a second person.",
        "%(shown)s answers need a second person.",
        "count",
    ),
    "admin:candidates_answer_waiting",
    "candidates.publish_answer",
)
def answers_to_verify(organizer: User, now: datetime.datetime) -> Rows:
    """Leave out verified refusals under notice: they wait for the campaign, or have their line."""
    notices = AnswerNotice.objects.running().values("answer")
    under_notice = Answer.objects.verified().filter(pk__in=notices)
    drafts = Answer.objects.waiting().exclude(pk__in=under_notice)
    if settings.TWO_PERSON_RULE:
        drafts = by_others(drafts, organizer)
    return from_others(organizer, drafts, "recorded_by")


@waiting.line(
    Place.MINE,
    ngettext_lazy(
        "%(shown)s paper batch needs a second person.",
        "%(shown)s paper batches need a second person.",
        "count",
    ),
    "admin:pledges_paperbatch_changelist",
    "pledges.change_paperbatch",
)
def paper_to_release(organizer: User, now: datetime.datetime) -> Rows:
    rows = from_others(organizer, PaperBatch.objects.awaiting_release(), "entered_by")
    return rows.exclude(entered_by=organizer)


@waiting.line(
    Place.MINE,
    ngettext_lazy(
        "%(shown)s election result needs a second person.",
        "%(shown)s election results need a second person.",
        "count",
    ),
    "admin:candidates_stage_nights",
    "candidates.release_stageresult",
)
def results_to_release(organizer: User, now: datetime.datetime) -> Rows:
    rows = from_others(organizer, ResultDraft.objects.waiting(), "entered_by")
    return rows.exclude(entered_by=organizer) if settings.TWO_PERSON_RULE else rows


@waiting.line(
    Place.SITE,
    ngettext_lazy(
        "%(shown)s account needs a third administrator’s approval.",
        "%(shown)s accounts need a third administrator’s approval.",
        "count",
    ),
    "admin:auth_user_changelist",
    "auth.change_user",
)
def accounts_to_approve(organizer: User, now: datetime.datetime) -> Rows:
    let_in = Organizer.objects.filter(approved_by=None, user__is_active=True)
    let_in = let_in.exclude(invited_by=None, reset_by=None).exclude(user=organizer)
    return let_in.exclude(invited_by=organizer).exclude(reset_by=organizer)


@waiting.line(
    Place.SITE,
    ngettext_lazy(
        "%(shown)s invitation nobody has accepted yet.",
        "%(shown)s invitations nobody has accepted yet.",
        "count",
    ),
    "admin:accounts_invitation_changelist",
    "accounts.view_invitation",
)
def open_invitations(organizer: User, now: datetime.datetime) -> Rows:
    return Invitation.objects.open(now)
