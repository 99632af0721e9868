"""Who is calling which campaign now, and what came of a call."""

import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import connection, transaction

from campaign.lib.admin.history import keep_first_versions
from candidates.call_queue import free_for
from candidates.ledger.locks import lock_people, lock_people_behind
from candidates.models import CallReservation, Candidacy, Contact, Outreach
from candidates.models.candidacy_querysets import CandidacyQuerySet

Outcome = Outreach.Outcome
HOLD = """
    INSERT INTO candidates_callreservation AS held (candidacy_id, by_id, until)
    VALUES (%(candidacy)s, %(by)s, %(until)s)
    ON CONFLICT (candidacy_id) DO UPDATE SET by_id = excluded.by_id, until = excluded.until
        WHERE held.by_id = excluded.by_id OR held.until <= %(now)s
    RETURNING id
"""


def hold(candidacy_id: int, *, by: User, now: datetime.datetime) -> bool:
    """Reserve a campaign for the call of `by`. False if someone else is calling it."""
    until = now + CallReservation.LASTS
    values: dict[str, Any] = {"candidacy": candidacy_id, "by": by.pk, "until": until, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(HOLD, values)
        return cursor.fetchone() is not None


def release(by: User) -> None:
    CallReservation.objects.filter(by=by).delete()


def take_next(
    rows: CandidacyQuerySet, *, by: User, now: datetime.datetime, after: int = 0
) -> Candidacy | None:
    """Reserve the first of some campaigns that nobody is calling, other than `after`.

    None if there is none. Two callers never wait for each other: each skips what the other is
    about to take. What another took since this one looked is refused by `hold`.
    """
    while True:
        with transaction.atomic():
            free = free_for(rows.exclude(pk=after), by, now)
            row = free.select_for_update(skip_locked=True, of=("self",), no_key=True).first()
            if row is None:
                return None
            release(by)
            if hold(row.pk, by=by, now=now):
                return row


def log(
    candidacy: Candidacy,
    *,
    by: User,
    outcome: Outreach.Outcome,
    form_key: UUID,
    on: datetime.date,
    now: datetime.datetime,
    contact: Contact | str = "",
    note: str = "",
    promised_on: datetime.date | None = None,
) -> Outreach:
    """Store what came of a call, and mark a number that doesn't work or a wish to be left alone.

    The same form sent again by the same caller corrects the entry.
    """
    values = {
        "channel": Outreach.Channel.PHONE,
        "outcome": outcome,
        "contact": contact,
        "note": note,
        "promised_on": promised_on if outcome == Outcome.PROMISED else None,
    }
    with transaction.atomic():
        if outcome in {Outcome.BAD_CONTACT, Outcome.DO_NOT_CONTACT}:
            lock_people([candidacy.person_id])
        entry, _created = Outreach.objects.update_or_create(
            form_key=form_key,
            by=by,
            candidacy=candidacy,
            defaults=values,
            create_defaults={**values, "done_on": on},
        )
        if outcome == Outcome.BAD_CONTACT and contact:
            mark_bad([candidacy.pk], contact, now=now)
        if outcome == Outcome.DO_NOT_CONTACT:
            stop(candidacy.pk, asked_by=note, on=on, now=now)
        CallReservation.objects.filter(candidacy=candidacy, by=by).delete()
    return entry


def mark_bad(candidacy_ids: list[int], contact: Contact | str, *, now: datetime.datetime) -> None:
    """Note that a number or an address of some campaigns doesn't work."""
    for row in Candidacy.objects.filter(pk__in=candidacy_ids):
        if contact not in row.bad_contacts:
            _change(row.pk, {"bad_contacts": [*row.bad_contacts, contact]}, now=now)


def stop(candidacy_id: int, *, asked_by: str, on: datetime.date, now: datetime.datetime) -> None:
    """Note that a campaign asked us not to call or email it anymore."""
    if Candidacy.objects.wanting_contact().filter(pk=candidacy_id).exists():
        asked = {
            "do_not_contact": Candidacy.DoNotContact.ORGANIZERS,
            "do_not_contact_on": on,
            "do_not_contact_asked_by": asked_by[:200],
        }
        _change(candidacy_id, asked, now=now)


@transaction.atomic
def _change(candidacy_id: int, values: dict[str, Any], *, now: datetime.datetime) -> None:
    lock_people_behind([candidacy_id])
    row = Candidacy.objects.get(pk=candidacy_id)
    keep_first_versions(Candidacy, [row.pk], now=now)
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
