"""Which campaigns to call, in which order, and on which number."""

import datetime
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.utils.functional import Promise

from candidates.calling_hours import places_to_call
from candidates.calls_to_action import CallToAction, dialed
from candidates.models import CallReservation, Candidacy, Contact, Cycle, Outreach
from candidates.models.candidacy_querysets import DECIDED_ON, CandidacyQuerySet
from candidates.models.choices import Outcome, Status
from candidates.models.contact_wishes import works

# After we asked, a campaign has this long to answer before it's asked again.
WAITS = datetime.timedelta(days=7)
# Asked this long ago without an answer, a campaign counts as silent.
SILENT_AFTER = datetime.timedelta(days=14)
SEES_PRIVATE = "candidates.change_candidacy"
_ENTRIES = Outreach.objects.filter(candidacy=OuterRef("pk"))


class Number(NamedTuple):
    """A number to call: its column, what we call it, how it's written, and its link."""

    contact: Contact
    label: str | Promise
    text: str
    url: str


def never_asked(rows: CandidacyQuerySet) -> CandidacyQuerySet:
    return rows.filter(~Exists(_ENTRIES.asked()))


def silent_on(rows: CandidacyQuerySet, day: datetime.date) -> CandidacyQuerySet:
    """Keep those that were asked, but not in the last 14 days, and gave no answer."""
    lately = _ENTRIES.asked().filter(done_on__gt=day - SILENT_AFTER)
    return rows.filter(Exists(_ENTRIES.asked()), ~Exists(lately), current_answer=None)


def with_promise(rows: CandidacyQuerySet) -> CandidacyQuerySet:
    """Keep those that promised an answer and gave none."""
    promises = _ENTRIES.filter(outcome=Outreach.Outcome.PROMISED)
    return rows.filter(Exists(promises), current_answer=None)


def with_last_call(rows: CandidacyQuerySet) -> CandidacyQuerySet:
    """Add when each campaign was last contacted, what came of it, and the day of its promise."""
    promises = _ENTRIES.exclude(promised_on=None).order_by("-promised_on")
    return rows.annotate(
        last_on=Subquery(_ENTRIES.order_by("-done_on").values("done_on")[:1]),
        last_outcome=Subquery(_ENTRIES.order_by("-done_on", "-pk").values("outcome")[:1]),
        promised_by=Subquery(promises.values("promised_on")[:1]),
    )


def to_ask(rows: CandidacyQuerySet, cycle: Cycle | None, today: datetime.date) -> CandidacyQuerySet:
    """Keep campaigns of a cycle that can still sign and didn't: those running, then the winners."""
    if cycle is None or cycle.archived_at:
        return rows.none()
    undecided = Q(outcome__in=[Outcome.ACTIVE, Outcome.WON_PRIMARY])
    running = undecided & Q(deciding_day__gte=cycle.day_shown(today))
    return (
        rows.listed()
        .in_cycle(cycle)
        .alias(deciding_day=DECIDED_ON)
        .filter(running | Q(outcome=Outcome.ELECTED))
        .filter(person__died_on=None, race__replaced_by=None)
        .exclude(status=Status.SIGNED)
    )


def to_call(rows: CandidacyQuerySet, *, on: datetime.date, by: User) -> CandidacyQuerySet:
    """Keep campaigns whose turn it is on a day, the most urgent first.

    First come those whose promised day has come, then those never asked, then the others, longest
    ago first. A campaign's turn comes once a day at most, a week after we asked it, and never
    before the day it promised. Those that asked us to stop, and those without a number that `by`
    may use, are left out.
    """
    phones = [Contact.PUBLISHED_PHONE]
    if by.has_perm(SEES_PRIVATE):
        phones.append(Contact.CONTACT_PHONE)
    elected = Q(outcome=Outcome.ELECTED)
    callable_rows = rows.wanting_contact().filter(
        (~elected & works(*phones)) | (elected & works(Contact.OFFICE_PHONE))
    )
    promises = _ENTRIES.exclude(promised_on=None)
    since = Outreach.objects.filter(
        candidacy=OuterRef("candidacy"), done_on__gte=OuterRef("promised_on")
    )
    kept_waiting = Exists(promises.filter(~Exists(since), promised_on__lte=on))
    lately = _ENTRIES.asked().filter(done_on__gt=on - WAITS)
    due = callable_rows.filter(
        ~Exists(_ENTRIES.filter(done_on__gte=on)),
        ~Exists(promises.filter(promised_on__gt=on)),
        Q(kept_waiting) | ~Exists(lately),
    )
    first = Case(When(kept_waiting, then=0), default=1)
    return due.annotate(asked_on=_last_asked()).order_by(
        first, F("asked_on").asc(nulls_first=True), "pk"
    )


def _last_asked() -> Subquery:
    return Subquery(_ENTRIES.asked().order_by("-done_on").values("done_on")[:1])


def due_for(user: User, *, on: datetime.date) -> CandidacyQuerySet:
    """Return the campaigns assigned to someone whose turn it is on a day."""
    mine = Candidacy.objects.filter(assigned_to=user)
    return to_call(to_ask(mine, Cycle.objects.current(), on), on=on, by=user)


def unassigned(user: User, *, on: datetime.date) -> CandidacyQuerySet:
    """Return the campaigns assigned to nobody whose turn it is on a day."""
    nobodys = Candidacy.objects.filter(assigned_to=None)
    return to_call(to_ask(nobodys, Cycle.objects.current(), on), on=on, by=user)


def callable_now(rows: CandidacyQuerySet, now: datetime.datetime) -> CandidacyQuerySet:
    """Leave out places where it's too early or too late for a call."""
    return rows.filter(race__jurisdiction__in=places_to_call(now))


def free_for(rows: CandidacyQuerySet, user: User, now: datetime.datetime) -> CandidacyQuerySet:
    """Leave out campaigns that someone else is calling."""
    held = CallReservation.objects.filter(candidacy=OuterRef("pk"), until__gt=now)
    return rows.filter(~Exists(held.exclude(by=user)))


def numbers_of(candidacy: Candidacy, call: CallToAction | None, user: User) -> list[Number]:
    """Return the numbers that `user` may call, the published one first, without bad ones.

    Once someone is elected, it's their office that we call.
    """
    contacts = [Contact.PUBLISHED_PHONE]
    if user.has_perm(SEES_PRIVATE):
        contacts.append(Contact.CONTACT_PHONE)
    if call and call.is_to_the_office:
        contacts = [Contact.OFFICE_PHONE]
    return [
        Number(contact, contact.label, text, dialed(text))
        for contact in contacts
        if (text := getattr(candidacy, contact)) and contact not in candidacy.bad_contacts
    ]
