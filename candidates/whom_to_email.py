"""Which campaigns get an email when organizers email many at once, and why the others don't.

It's one rule for what they write (`candidates.campaign_emails`) and for links to campaigns' pages
(`candidates.desk.links`): each counts toward the other's pause.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaign.lib import audit
from candidates.call_queue import SEES_PRIVATE
from candidates.models import Candidacy, Contact, DeskLink, Outreach

# A campaign gets at most one such email in this time.
PAUSE = datetime.timedelta(days=14)
ROWS = ("person", "race__cycle")
# Why a campaign gets none of this kind, "" if nothing speaks against it.
OwnReason = Callable[[Candidacy], str]


@dataclass(frozen=True)
class Line:
    """A campaign that was chosen: where its email goes, or the reason why it gets none."""

    candidacy: Candidacy
    contact: Contact | None = None
    reason: str = ""

    @property
    def address(self) -> str:
        return getattr(self.candidacy, self.contact) if self.contact else ""


def plan(
    rows: Iterable[Candidacy],
    *,
    by: User,
    now: datetime.datetime,
    own_reason: OwnReason = lambda row: "",
) -> list[Line]:
    """Say of each campaign whether and where it gets an email from `by`. Two queries.

    The rows are fetched with ROWS.
    """
    campaigns = list(rows)
    lately = Lately.of(campaigns, since=timezone.localdate(now) - PAUSE)
    may_see_private = by.has_perm(SEES_PRIVATE)

    def line(row: Candidacy) -> Line:
        emailed_on = lately.emailed_on.get(row.pk)
        contact = address_of(
            row, may_see_private=may_see_private, bounced=lately.bounced.get(row.pk, ())
        )
        if row.wants_no_contact:
            reason = _("They asked us to stop.")
        elif row.has_ended or row.person.died_on:
            reason = _("They aren’t running anymore.")
        elif row.race.cycle.archived_at:
            reason = _("Their cycle is archived.")
        elif row.duplicate_of_id:
            reason = _("It’s a duplicate of another candidacy.")
        elif own := own_reason(row):
            reason = own
        elif emailed_on:
            reason = _("We emailed them on %(day)s.") % {"day": date_format(emailed_on)}
        elif contact is None:
            reason = _("We don’t have a working address.")
        else:
            return Line(row, contact)
        return Line(row, reason=reason)

    return [line(row) for row in campaigns]


@dataclass(frozen=True)
class Lately:
    """When we last emailed campaigns, and to which of their addresses a link didn't arrive."""

    emailed_on: dict[int, datetime.date]
    bounced: dict[int, set[str]]

    @classmethod
    def of(cls, campaigns: Collection[Candidacy], *, since: datetime.date) -> Lately:
        numbers = [row.pk for row in campaigns]
        days = defaultdict(list)
        emails = Outreach.objects.emails_since(since).filter(candidacy__in=numbers)
        for number, day in emails.values_list("candidacy", "done_on"):
            days[number].append(day)
        bounced = defaultdict(set)
        theirs = Q(candidacy__in=numbers) | Q(candidacy__duplicate_of__in=numbers)
        links = (
            DeskLink.objects.filter(theirs)
            .order_by()
            .values_list(
                Coalesce("candidacy__duplicate_of", "candidacy"), "email", "sent_at", "bounced_at"
            )
        )
        for number, email, sent_at, bounced_at in links:
            if bounced_at:
                bounced[number].add(email.casefold())
            elif (day := timezone.localdate(sent_at)) >= since:
                days[number].append(day)
        return cls({number: max(found) for number, found in days.items()}, bounced)


def address_of(
    row: Candidacy, *, may_see_private: bool, bounced: Collection[str] = ()
) -> Contact | None:
    """Return which address to use: the published one first. None if there's none that works."""
    private = [Contact.CONTACT_EMAIL] if may_see_private else []
    for contact in (Contact.PUBLISHED_EMAIL, *private):
        address = getattr(row, contact)
        if address and contact not in row.bad_contacts and address.casefold() not in bounced:
            return contact
    return None


def lock(candidacy_ids: Collection[int]) -> None:
    """Let nobody else email these campaigns until the transaction ends."""
    rows = Candidacy.objects.filter(pk__in=candidacy_ids).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))


def keep_in_audit_log(did: str, going: Collection[Line], *, by: User) -> None:
    ids = [line.candidacy.pk for line in going]
    audit.record(audit.Event.BULK, by=by, did=did, kind=Candidacy._meta.label_lower, rows=ids)
