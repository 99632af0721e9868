"""What waits for organizers of the record: lines on the front page."""

import datetime

from django.contrib.auth.models import User
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import ngettext_lazy

from campaign.lib.admin import waiting
from campaign.lib.admin.waiting import Place, Rows
from campaign.lib.jobs import failed_or_stuck
from candidates.call_queue import due_for
from candidates.importers.sheets.apply import KINDS
from candidates.models import (
    Answer,
    AnswerNotice,
    Candidacy,
    Correction,
    DeskSubmission,
    Hold,
    LinkSuggestion,
    Person,
    ResultDraft,
    SampledAnswer,
    SheetImport,
)
from candidates.nights import missing_results
from candidates.tasks import CHECK_RECORD


@waiting.line(
    Place.MINE,
    ngettext_lazy(
        "Changes requested on %(shown)s answer you recorded.",
        "Changes requested on %(shown)s answers you recorded.",
        "count",
    ),
    "admin:candidates_answer_waiting",
    "candidates.view_answer",
)
def answers_sent_back(organizer: User, now: datetime.datetime) -> Rows:
    return Answer.objects.sent_back().filter(recorded_by=organizer)


@waiting.line(
    Place.HURRIED,
    ngettext_lazy(
        "%(shown)s dispute from a campaign to mark: %(left)s.",
        "%(shown)s disputes from campaigns to mark: %(left)s for the first.",
        "count",
    ),
    "admin:candidates_desksubmission_changelist?state=waiting&action__exact=dispute",
    "candidates.publish_answer",
    due=F("received_at") + Hold.LASTS,
)
def disputes_to_mark(organizer: User, now: datetime.datetime) -> Rows:
    return DeskSubmission.objects.waiting().disputes()


@waiting.line(
    Place.HURRIED,
    ngettext_lazy(
        "%(shown)s answer under review is overdue: the 72 hours are over.",
        "%(shown)s answers under review are overdue: the 72 hours are over.",
        "count",
    ),
    "admin:candidates_answer_waiting",
    "candidates.publish_answer",
)
def overdue_reviews(organizer: User, now: datetime.datetime) -> Rows:
    return Hold.objects.overdue(now)


@waiting.line(
    Place.HURRIED,
    ngettext_lazy(
        "%(shown)s answer is under review: %(left)s.",
        "%(shown)s answers are under review: %(left)s for the first.",
        "count",
    ),
    "admin:candidates_answer_waiting",
    "candidates.publish_answer",
    due="due_at",
)
def reviews_to_decide(organizer: User, now: datetime.datetime) -> Rows:
    return Hold.objects.open().filter(due_at__gt=now)


@waiting.line(
    Place.RECORD,
    ngettext_lazy(
        "%(shown)s refusal to publish: the campaign’s time to reply is over.",
        "%(shown)s refusals to publish: the campaigns’ time to reply is over.",
        "count",
    ),
    "admin:candidates_answer_waiting",
    "candidates.publish_answer",
)
def refusals_to_publish(organizer: User, now: datetime.datetime) -> Rows:
    """Return those that this organizer can publish, but for what only the review page checks."""
    may_go = Q(due_at__lte=now) | Q(urgent_by__isnull=False)
    over = AnswerNotice.objects.newest().given().filter(may_go)
    replies = DeskSubmission.objects.replies().undecided().exclude(answer=None)
    rows = Answer.objects.waiting().verified().filter(pk__in=over.values("answer"))
    return rows.exclude(pk__in=replies.values("answer"))


@waiting.line(
    Place.RECORD,
    ngettext_lazy(
        "%(shown)s notice of a refusal reached nobody. Send it again.",
        "%(shown)s notices of refusals reached nobody. Send them again.",
        "count",
    ),
    "admin:candidates_answer_waiting",
    "candidates.publish_answer",
)
def lost_notices(organizer: User, now: datetime.datetime) -> Rows:
    lost = AnswerNotice.objects.newest().lost()
    return Answer.objects.waiting().filter(pk__in=lost.values("answer"))


@waiting.line(
    Place.MINE,
    ngettext_lazy(
        "%(shown)s of your campaigns to call.", "%(shown)s of your campaigns to call.", "count"
    ),
    "admin:candidates_candidacy_mine",
    "candidates.add_outreach",
)
def campaigns_to_call(organizer: User, now: datetime.datetime) -> Rows:
    return due_for(organizer, on=timezone.localdate(now))


@waiting.line(
    Place.MINE,
    ngettext_lazy(
        "Changes requested on %(shown)s election result you entered.",
        "Changes requested on %(shown)s election results you entered.",
        "count",
    ),
    "admin:candidates_stage_nights",
    "candidates.add_stageresult",
)
def results_sent_back(organizer: User, now: datetime.datetime) -> Rows:
    return ResultDraft.objects.sent_back().filter(entered_by=organizer)


@waiting.line(
    Place.RECORD,
    ngettext_lazy(
        "%(shown)s election was held, and we’re missing results.",
        "%(shown)s elections were held, and we’re missing results.",
        "count",
    ),
    "admin:candidates_stage_nights",
    "candidates.add_stageresult",
)
def elections_missing_results(organizer: User, now: datetime.datetime) -> Rows:
    """Return those of the days before today, in the site's time zone."""
    return missing_results(on=timezone.localdate(now))


@waiting.line(
    Place.RECORD,
    ngettext_lazy(
        "%(shown)s sheet is ready to apply.", "%(shown)s sheets are ready to apply.", "count"
    ),
    "admin:candidates_sheetimport_changelist?state__exact=ready",
    "candidates.add_sheetimport",
)
def sheets_to_apply(organizer: User, now: datetime.datetime) -> Rows:
    """Return those that would change something, of the kinds that this organizer may bring."""
    kinds = [kind for kind in SheetImport.Kind if organizer.has_perm(KINDS[kind].RIGHT)]
    return SheetImport.objects.to_apply().filter(kind__in=kinds)


@waiting.line(
    Place.RECORD,
    ngettext_lazy(
        "%(shown)s message from a campaign to read.",
        "%(shown)s messages from campaigns to read.",
        "count",
    ),
    "admin:candidates_desksubmission_changelist?state=waiting",
    "candidates.change_desksubmission",
)
def messages_from_campaigns(organizer: User, now: datetime.datetime) -> Rows:
    return DeskSubmission.objects.waiting().exclude(action=DeskSubmission.Action.DISPUTE)


@waiting.line(
    Place.RECORD,
    ngettext_lazy(
        "%(shown)s error report is overdue, and the corrections page says so.",
        "%(shown)s error reports are overdue, and the corrections page says so.",
        "count",
    ),
    "admin:candidates_correction_changelist?state=overdue",
    "candidates.change_correction",
)
def overdue_reports(organizer: User, now: datetime.datetime) -> Rows:
    return Correction.objects.overdue(now)


@waiting.line(
    Place.RECORD,
    ngettext_lazy(
        "%(shown)s error report to decide.", "%(shown)s error reports to decide.", "count"
    ),
    "admin:candidates_correction_changelist",
    "candidates.change_correction",
)
def error_reports(organizer: User, now: datetime.datetime) -> Rows:
    overdue = Correction.objects.overdue(now).values("pk")
    return Correction.objects.undecided().exclude(acknowledged_at=None).exclude(pk__in=overdue)


@waiting.line(
    Place.RECORD,
    ngettext_lazy(
        "%(shown)s error report to read within 24 hours.",
        "%(shown)s error reports to read, each within 24 hours.",
        "count",
    ),
    "admin:candidates_correction_changelist?state=unread",
    "candidates.change_correction",
)
def unread_reports(organizer: User, now: datetime.datetime) -> Rows:
    overdue = Correction.objects.overdue(now).values("pk")
    return Correction.objects.unacknowledged().exclude(pk__in=overdue)


@waiting.line(
    Place.RECORD,
    ngettext_lazy(
        "%(shown)s pair of people who may be one person.",
        "%(shown)s pairs of people who may be one person.",
        "count",
    ),
    "admin:candidates_linksuggestion_changelist",
    "candidates.change_linksuggestion",
)
def possible_duplicates(organizer: User, now: datetime.datetime) -> Rows:
    return LinkSuggestion.objects.undecided()


@waiting.line(
    Place.RECORD,
    ngettext_lazy(
        "%(shown)s name from the FEC’s file to check.",
        "%(shown)s names from the FEC’s file to check.",
        "count",
    ),
    "admin:candidates_person_changelist?name_needs_check__exact=1",
    "candidates.change_person",
)
def names_to_check(organizer: User, now: datetime.datetime) -> Rows:
    return Person.objects.with_name_to_check()


@waiting.line(
    Place.RECORD,
    ngettext_lazy(
        "%(shown)s party from the FEC’s file to check.",
        "%(shown)s parties from the FEC’s file to check.",
        "count",
    ),
    "admin:candidates_candidacy_changelist?look=party",
    "candidates.change_candidacy",
)
def parties_to_check(organizer: User, now: datetime.datetime) -> Rows:
    return Candidacy.objects.with_party_to_check()


@waiting.line(
    Place.SITE,
    ngettext_lazy(
        "The last check of the record found a status or outcome that doesn’t match its answers.",
        "The last checks of the record found statuses or outcomes that don’t match their answers.",
        "count",
    ),
    "admin:procrastinate_procrastinatejob_changelist",
    "procrastinate.view_procrastinatejob",
)
def drift_of_the_record(organizer: User, now: datetime.datetime) -> Rows:
    return failed_or_stuck(now).filter(task_name=CHECK_RECORD)


@waiting.line(
    Place.RECORD,
    ngettext_lazy(
        "%(shown)s answer of an audit sample to check again.",
        "%(shown)s answers of audit samples to check again.",
        "count",
    ),
    "admin:candidates_auditsample_changelist",
    "candidates.publish_answer",
)
def sampled_answers(organizer: User, now: datetime.datetime) -> Rows:
    return SampledAnswer.objects.waiting_for(organizer)
