"""Whom the invented organizers asked, and what came of it."""

import datetime
from collections.abc import Iterator
from random import Random

from django.contrib.auth.models import User

from candidates.models import Candidacy, Contact, Outreach

Channel, Outcome = Outreach.Channel, Outreach.Outcome
# One in so many campaigns was never asked, promised an answer or has a number that's out of order.
NEVER_ASKED, PROMISED, BAD_NUMBER = 8, 9, 11
# So many asked us to stop; the last one doesn't want neighbors to call, either.
STOPPED = 3
FIRST_DAY = datetime.date(2026, 4, 20)
LAST_CHANNELS = {
    Channel.PHONE: (Outcome.NO_ANSWER, Outcome.VOICEMAIL, Outcome.SPOKE),
    Channel.EMAIL: (Outcome.SENT,),
    Channel.POST: (Outcome.SENT,),
    Channel.EVENT: (Outcome.SPOKE,),
}


def write_calls(
    candidacies: list[Candidacy], silent: list[Candidacy], *, by: User, rng: Random
) -> None:
    """Store outreach to campaigns. `silent` are those among them that gave no answer."""
    entries = [each for row in candidacies for each in calls_to(row, by, rng)]
    asked = {each.candidacy_id for each in entries}
    left = [row for row in silent if row.pk in asked]
    for row in left[::PROMISED]:
        day = FIRST_DAY + datetime.timedelta(days=rng.randint(21, 45))
        entries.append(call(row, by, FIRST_DAY, Outcome.PROMISED, promised_on=day))
    for row in left[1::BAD_NUMBER]:
        row.bad_contacts = [Contact.PUBLISHED_PHONE]
        entries.append(call(row, by, FIRST_DAY, Outcome.BAD_CONTACT))
    for row in left[3::PROMISED][:STOPPED]:
        row.do_not_contact = Candidacy.DoNotContact.ORGANIZERS
        row.do_not_contact_on = FIRST_DAY
        row.do_not_contact_asked_by = "The campaign manager, on the phone"
        entries.append(call(row, by, FIRST_DAY, Outcome.DO_NOT_CONTACT))
    row.do_not_contact = Candidacy.DoNotContact.EVERYBODY
    columns = ["bad_contacts", "do_not_contact", "do_not_contact_on", "do_not_contact_asked_by"]
    Candidacy.objects.bulk_update(left, columns, batch_size=1000)
    Outreach.objects.bulk_create(entries)


def calls_to(candidacy: Candidacy, by: User, rng: Random) -> Iterator[Outreach]:
    """Yield the letter or email that went out first, and what followed."""
    if candidacy.pk % NEVER_ASKED == 0:
        return
    day = FIRST_DAY - datetime.timedelta(days=rng.randint(60, 90))
    yield Outreach(
        candidacy=candidacy, channel=Channel.EMAIL, done_on=day, by=by, outcome=Outcome.SENT
    )
    for attempt in range(rng.randint(0, 2)):
        channel = rng.choice(list(LAST_CHANNELS))
        yield Outreach(
            candidacy=candidacy,
            channel=channel,
            done_on=day + datetime.timedelta(days=14 * (attempt + 1)),
            by=by,
            outcome=rng.choice(LAST_CHANNELS[channel]),
        )


def call(
    candidacy: Candidacy,
    by: User,
    day: datetime.date,
    outcome: Outreach.Outcome,
    promised_on: datetime.date | None = None,
) -> Outreach:
    return Outreach(
        candidacy=candidacy,
        channel=Channel.PHONE,
        done_on=day,
        by=by,
        outcome=outcome,
        promised_on=promised_on,
        contact=Contact.PUBLISHED_PHONE,
    )
