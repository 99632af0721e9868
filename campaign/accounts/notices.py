"""Email organizers about their work: what waits for them, and what others did.

A job runs every 15 minutes and reads what is new since its last run, so nobody gets more than four
emails of one kind an hour. The code that records answers or exports supporters never calls this.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from procrastinate.contrib.django.models import ProcrastinateEvent

from campaign.accounts import second_person_notices as second_person
from campaign.accounts.emails import Composed, Told, Words, between, may, reachable, written
from campaign.accounts.models import MutedNotice, NoticeKind, NoticeMark
from campaign.lib import outbox
from campaign.lib.outbox import Kind, Recipient
from campaign.lib.outbox.models import Lane
from candidates.models import DeskSubmission
from pledges.models import Export

# A transaction that began up to this long ago may not have committed yet.
LATE = datetime.timedelta(minutes=1)
DAY = datetime.timedelta(days=1)
MESSAGES = "admin:candidates_desksubmission_changelist"
MOST_NAMED = 10
Action = DeskSubmission.Action
# Who can take care of what a campaign sent.
MAY_DECIDE: dict[str, str] = {
    **dict.fromkeys(DeskSubmission.ANSWERS, "candidates.add_answer"),
    Action.DISPUTE: "candidates.publish_answer",
    Action.FACT: "candidates.change_correction",
    Action.QUESTION: "candidates.change_desksubmission",
    Action.REPLY: "candidates.change_desksubmission",
}


@dataclass(frozen=True)
class Notice:
    """A kind of notice.

    `find` takes two moments and a number for this run, and returns whom to tell about what is new
    between them. `write` returns subject, sentences, address and button, or None if there's
    nothing left to tell.
    """

    kind: NoticeKind
    find: Callable[[datetime.datetime, datetime.datetime, int], Told]
    write: Callable[[User, int, datetime.datetime], Words]

    def compose(self, recipients: Collection[Recipient], now: datetime.datetime) -> Composed:
        muted = MutedNotice.objects.filter(kind=self.kind).values("user")
        users = reachable().exclude(pk__in=muted)
        found = users.in_bulk([each.object_id for each in recipients])
        emails = {}
        for each in recipients:
            user = found.get(each.object_id)
            words = self.write(user, each.batch_id, now) if user else None
            if user and words:
                emails[each] = written(user.email, *words, closing=choice())
        return emails


def choice() -> str:
    return _("You can turn these emails off in the admin, under “Emails.”")


def sent_by_campaigns(rows: QuerySet[DeskSubmission]) -> list[DeskSubmission]:
    return list(rows.select_related("candidacy__person", "candidacy__race__cycle"))


def said_by_campaign(message: DeskSubmission) -> str:
    return _("%(name)s’s campaign (%(race)s) wants to %(what)s. Decide by %(moment)s.") % {
        "name": message.candidacy.person.full_name,
        "race": message.candidacy.race.code,
        "what": message.get_action_display(),
        "moment": date_format(timezone.localtime(message.due_at), "DATETIME_FORMAT"),
    }


def disputes(since: datetime.datetime, until: datetime.datetime, look: int) -> Told:
    """Tell everyone who decides about disputes that a campaign sent one."""
    new = DeskSubmission.objects.disputes().filter(between("received_at", since, until))
    deciders = may(MAY_DECIDE[Action.DISPUTE]).values_list("pk", flat=True)
    return {look: deciders} if new.exists() else {}


def write_disputes(user: User, _look: int, _now: datetime.datetime) -> Words:
    rows = sent_by_campaigns(DeskSubmission.objects.disputes().undecided())
    if not rows or not user.has_perm(MAY_DECIDE[Action.DISPUTE]):
        return None
    subject = ngettext(
        "Disputed: %(name)s’s campaign says an answer wasn’t theirs",
        "Disputed: %(count)d messages say an answer wasn’t theirs",
        len(rows),
    ) % {"count": len(rows), "name": rows[0].candidacy.person.full_name}
    sentences = [
        _("One person marks the answer as disputed, right away. Two decide."),
        *map(said_by_campaign, rows[:MOST_NAMED]),
    ]
    address = reverse(MESSAGES) + "?state=undecided&action__exact=dispute"
    return subject, sentences, address, _("Read the dispute")


def messages(since: datetime.datetime, until: datetime.datetime, look: int) -> Told:
    """Tell everyone who may take care of something else that a campaign sent."""
    new = DeskSubmission.objects.filter(between("received_at", since, until))
    actions = set(new.values_list("action", flat=True)) - {Action.DISPUTE}
    deciders = [may(right) for right in {MAY_DECIDE[action] for action in actions}]
    return {look: {user.pk for users in deciders for user in users}}


def write_messages(user: User, _look: int, _now: datetime.datetime) -> Words:
    mine = {action for action, right in MAY_DECIDE.items() if user.has_perm(right)}
    rows = DeskSubmission.objects.unhandled().filter(action__in=mine - {Action.DISPUTE})
    if not (count := rows.count()):
        return None
    subject = ngettext(
        "%d message from a campaign is waiting.", "%d messages from campaigns are waiting.", count
    )
    newest = sent_by_campaigns(rows[:MOST_NAMED])
    address = reverse(MESSAGES) + "?state=undecided"
    return (
        subject % count,
        [subject % count, *map(said_by_campaign, newest)],
        address,
        _("Read what they sent"),
    )


def exports(since: datetime.datetime, until: datetime.datetime, _look: int) -> Told:
    readers = set(may("pledges.view_export").values_list("pk", flat=True))
    rows = Export.objects.filter(between("exported_at", since, until))
    return {row.pk: readers - {row.exported_by_id} for row in rows}


def write_export(user: User, export_id: int, _now: datetime.datetime) -> Words:
    export = Export.objects.select_related("exported_by").filter(pk=export_id).first()
    if export is None or not user.has_perm("pledges.view_export"):
        return None
    facts = {
        "who": export.exported_by.get_username(),
        "when": date_format(timezone.localtime(export.exported_at), "DATETIME_FORMAT"),
        "reason": export.reason,
    }
    return (
        _("Someone exported supporters’ addresses"),
        [_("%(who)s exported supporters’ addresses on %(when)s. Reason: %(reason)s") % facts],
        reverse("admin:pledges_export_changelist"),
        _("See all exports"),
    )


def accepted_invitations(since: datetime.datetime, until: datetime.datetime, _look: int) -> Told:
    joined = User.objects.filter(between("date_joined", since, until))
    pairs = joined.exclude(organizer__invited_by=None).values_list("pk", "organizer__invited_by")
    return {account: [inviter] for account, inviter in pairs if inviter}


def write_accepted(_user: User, account_id: int, _now: datetime.datetime) -> Words:
    account = User.objects.filter(pk=account_id).first()
    if account is None:
        return None
    return (
        _("Your invitation was accepted"),
        [_("“%s” created their account. You invited them.") % account.get_username()],
        reverse("admin:index"),
        _("Open the admin"),
    )


def failed_jobs(since: datetime.datetime, until: datetime.datetime, look: int) -> Told:
    if not ProcrastinateEvent.objects.filter(between("at", since, until), type="failed").exists():
        return {}
    return {look: may("procrastinate.view_procrastinatejob").values_list("pk", flat=True)}


def write_failed(user: User, _look: int, now: datetime.datetime) -> Words:
    events = ProcrastinateEvent.objects.filter(between("at", now - DAY, now), type="failed")
    names = list(events.values_list("job__task_name", flat=True).order_by("job__task_name"))
    if not names or not user.has_perm("procrastinate.view_procrastinatejob"):
        return None
    sentence = ngettext(
        "%(count)d job failed in the last 24 hours: %(names)s",
        "%(count)d jobs failed in the last 24 hours: %(names)s",
        len(names),
    )
    facts = {"count": len(names), "names": ", ".join(dict.fromkeys(names))}
    address = reverse("admin:procrastinate_procrastinatejob_changelist")
    return _("A background job failed"), [sentence % facts], address, _("See the jobs")


NOTICES = [
    Notice(
        NoticeKind.ANSWER_WAITS, second_person.waiting_answers, second_person.write_waiting_answers
    ),
    Notice(
        NoticeKind.ANSWER_SENT_BACK, second_person.sent_back_answers, second_person.write_sent_back
    ),
    Notice(
        NoticeKind.RESULT_WAITS, second_person.waiting_results, second_person.write_waiting_results
    ),
    Notice(NoticeKind.DISPUTED, disputes, write_disputes),
    Notice(NoticeKind.MESSAGE, messages, write_messages),
    Notice(NoticeKind.EXPORTED, exports, write_export),
    Notice(NoticeKind.ACCEPTED, accepted_invitations, write_accepted),
    Notice(NoticeKind.JOB_FAILED, failed_jobs, write_failed),
]
KINDS = [Kind(each.kind.value, Lane.REPLY, each.compose, label=each.kind.label) for each in NOTICES]


@transaction.atomic
def tell(*, now: datetime.datetime) -> None:
    """Queue a notice for everyone who should know what happened since the last run.

    The first run only notes the time.
    """
    until = now - LATE
    mark, is_first = NoticeMark.objects.select_for_update().get_or_create(
        id=NoticeMark.ONLY_ID, defaults={"told_until": until}
    )
    if is_first or mark.told_until >= until:
        return
    muted: defaultdict[str, set[int]] = defaultdict(set)
    for kind, user_id in MutedNotice.objects.values_list("kind", "user"):
        muted[kind].add(user_id)
    with_email = set(reachable().values_list("pk", flat=True))
    for notice in NOTICES:
        for batch, ids in notice.find(mark.told_until, until, int(until.timestamp())).items():
            told = (set(ids) & with_email) - muted[notice.kind]
            outbox.queue(notice.kind.value, sorted(told), batch_id=batch, now=now)
    mark.told_until = until
    mark.save(update_fields=["told_until"])
