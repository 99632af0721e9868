"""Email organizers about what waits for a second person, and changes that person requested."""

import datetime

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.accounts.emails import Told, Words, between, may
from campaign.accounts.models.second_person import from_others
from candidates.ledger.answers import by_others
from candidates.ledger.nights import RELEASE
from candidates.models import Answer, ResultDraft


def waiting_answers(since: datetime.datetime, until: datetime.datetime, look: int) -> Told:
    """Tell everyone who may verify one of the drafts that are new or changed."""
    versions = Answer.history.filter(between("history_date", since, until)).values("id")
    recorders = set(
        Answer.objects.waiting().filter(pk__in=versions).values_list("recorded_by", flat=True)
    )
    if not recorders:
        return {}
    verifiers = may("candidates.publish_answer").values_list("pk", flat=True)
    return {look: [pk for pk in verifiers if recorders - {pk}]}


def write_waiting_answers(user: User, _look: int, _now: datetime.datetime) -> Words:
    drafts = by_others(Answer.objects.waiting(), user)
    count = from_others(user, drafts, "recorded_by").count()
    if not count or not user.has_perm("candidates.publish_answer"):
        return None
    sentence = ngettext(
        "%d answer needs a second person.", "%d answers need a second person.", count
    )
    address = reverse("admin:candidates_answer_waiting")
    return sentence % count, [sentence % count], address, _("Review")


def sent_back_answers(since: datetime.datetime, until: datetime.datetime, look: int) -> Told:
    rows = Answer.objects.sent_back().filter(between("sent_back_at", since, until))
    return {look: set(rows.values_list("recorded_by", flat=True))}


def write_sent_back(user: User, _look: int, _now: datetime.datetime) -> Words:
    count = Answer.objects.sent_back().filter(recorded_by=user).count()
    if not count:
        return None
    sentence = ngettext(
        "Changes requested on %d answer you recorded.",
        "Changes requested on %d answers you recorded.",
        count,
    )
    address = reverse("admin:candidates_answer_waiting")
    return sentence % count, [sentence % count], address, _("See what to change")


def waiting_results(since: datetime.datetime, until: datetime.datetime, look: int) -> Told:
    """Tell everyone who may release one of the results that were entered."""
    new = ResultDraft.objects.waiting().filter(between("entered_at", since, until))
    people = set(new.values_list("entered_by", flat=True))
    if not people:
        return {}
    return {look: [pk for pk in may(RELEASE).values_list("pk", flat=True) if people - {pk}]}


def write_waiting_results(user: User, _look: int, _now: datetime.datetime) -> Words:
    rows = from_others(user, ResultDraft.objects.waiting(), "entered_by")
    count = rows.exclude(entered_by=user).count()
    if not count or not user.has_perm(RELEASE):
        return None
    sentence = ngettext(
        "%d election result needs a second person.",
        "%d election results need a second person.",
        count,
    )
    address = reverse("admin:candidates_stage_nights")
    return sentence % count, [sentence % count], address, _("Review the results")
