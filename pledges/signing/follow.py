"""Following candidates: asking for it, confirming it, and stopping.

Asking takes the same work no matter whose address it is, as signing does. A job decides later
which email is due (`pledges.mail.follow_replies`).
"""

import datetime
import re

from django.db import transaction
from django.db.models import F

from candidates.models import Candidacy, Cycle
from candidates.models.places import all_jurisdictions
from candidates.place_lookup import known_districts
from pledges.mail.replies import send_now
from pledges.models import Follow, MailedLink, Supporter
from pledges.signing.sign_up import store

# What a form names: a state with districts, MI-06-11, or our number of a campaign. Two campaigns
# of one candidate, for two elections, may have the same FEC ID.
BALLOT = re.compile(r"([A-Z]{2})((?:-[0-9]{2})*)")
CANDIDATE = re.compile(r"[0-9]{1,18}")
INSERT_FOLLOW = """
    WITH follower AS (
        SELECT id FROM pledges_supporter WHERE email_key = ANY(%(email_keys)s) ORDER BY id LIMIT 1
    ),
    given AS (
        INSERT INTO pledges_follow AS known
            (supporter_id, cycle_id, place_id, districts, candidacy_id, asked_at)
        SELECT id, %(cycle_id)s, %(place_id)s, %(districts)s::varchar[], %(candidacy_id)s, %(now)s
        FROM follower
        ON CONFLICT (supporter_id, cycle_id, place_id, districts, candidacy_id)
            DO UPDATE SET asked_at = excluded.asked_at
        RETURNING id, supporter_id
    )
    INSERT INTO pledges_signup
        (supporter_id, follow_id, is_form, is_quarantined, block_hash, sent_at, tries, name,
        postal_code, comment, shown_publicly, asks_for_mail)
    SELECT given.supporter_id, given.id, true,
        %(filled_honeypot)s
            OR EXISTS (SELECT FROM pledges_blockeddomain WHERE domain = %(email_domain)s),
        %(block_hash)s, %(now)s, 0, '', '', '', false, false
    FROM (SELECT) AS form LEFT JOIN given ON true
"""


def is_taken(cycle: Cycle, today: datetime.date) -> bool:
    """Say whether people can follow the candidates of a cycle: as long as we keep follows of it."""
    kept_until = cycle.general_election_on + Follow.KEPT_AFTER_ELECTION
    return cycle.archived_at is None and today < kept_until


def wanted_by(what: str, today: datetime.date) -> Follow | None:
    """Return what a form names, as a row that isn't saved; None for what nobody can follow."""
    if CANDIDATE.fullmatch(what):
        rows = Candidacy.objects.listed().select_related("person", "race__cycle")
        candidacy = rows.filter(pk=what).first()
        if candidacy is None or not is_taken(candidacy.race.cycle, today):
            return None
        return Follow(cycle=candidacy.race.cycle, candidacy=candidacy)
    cycle, ballot = Cycle.objects.current(), BALLOT.fullmatch(what)
    place = all_jurisdictions().get(ballot[1]) if ballot else None
    if cycle is None or ballot is None or place is None or not is_taken(cycle, today):
        return None
    asked = set(ballot[2].split("-")[1:])
    districts = known_districts(place, asked)
    return (
        Follow(cycle=cycle, place=place, districts=districts)
        if len(districts) == len(asked)
        else None
    )


def ask_to_follow(
    wanted: Follow,
    email: str,
    *,
    filled_honeypot: bool,
    client_block: str,
    language: str,
    now: datetime.datetime,
) -> None:
    """Store that someone wants to follow what `wanted`, a row that isn't saved, is about.

    Nobody’s name or ZIP code is asked for, so a new supporter has neither.
    """
    values = {
        "name": "",
        "postal_code": "",
        "language": language,
        "petition": None,
        "cycle_id": wanted.cycle_id,
        "place_id": wanted.place_id,
        "districts": wanted.districts,
        "candidacy_id": wanted.candidacy_id,
        "filled_honeypot": filled_honeypot,
    }
    store(INSERT_FOLLOW, email, values, client_block=client_block, now=now)


def confirm_follow(link: MailedLink, *, now: datetime.datetime) -> bool:
    """Let us email what's new about what a link is about; False if it's confirmed or gone."""
    with transaction.atomic():
        supporter = Supporter.objects.select_for_update().filter(pk=link.supporter_id).first()
        usable = MailedLink.objects.usable(now)
        if supporter is None or not usable.filter(pk=link.pk).exists():
            return False
        follows = Follow.objects.pending().filter(links=link)
        # What was published before they asked is on the page they came from.
        asked_at = F("asked_at")
        if not follows.update(confirmed_at=now, told_since=asked_at, told_through=asked_at):
            return False
        if supporter.confirmed_at is None:
            Supporter.objects.filter(pk=supporter.pk).update(confirmed_at=now)
            send_now(supporter.pk, now=now)
        MailedLink.objects.filter(pk=link.pk).update(used_at=now)
    return True


def stop_following(supporter: Supporter, **which: int) -> None:
    """Forget what a supporter follows, by default all. Emails about it that wait aren't sent."""
    with transaction.atomic():
        list(Supporter.objects.select_for_update().filter(pk=supporter.pk).values_list("pk"))
        supporter.follows.filter(**which).delete()
