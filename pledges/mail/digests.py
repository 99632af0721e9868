"""Emailing people what the candidates they follow answered: at most one email a day to each.

A job looks for people with news and queues one email for each. In the same transaction it notes up
to when they've been told, so no one gets the same news twice. If one of the answers is retracted
before the email is sent, the email is dropped, and the next one tells what's left.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.utils.translation import gettext_lazy, ngettext

from campaign.lib import outbox
from campaign.lib.digest import digest_of
from campaign.lib.email_templates import CompiledEmail, compile_email
from campaign.lib.outbox import Kind, Recipient
from campaign.lib.outbox.models import Lane
from candidates.changelog import changes_of_answers
from candidates.public_changes import Change
from candidates.public_changes import Kind as Changed
from pledges.mail import bounces, links, messages
from pledges.mail.addresses import mailable_among
from pledges.mail.messages import Draft
from pledges.mail.replies import locked_supporters
from pledges.models import Follow, Supporter

AT_ONCE = 1000
MOST_LISTED = 50
SLOTS = ("unsubscribe_url", "information_url")
# By then every publication of that moment is committed, and an organizer has noticed a mistake.
SETTLED_AFTER = datetime.timedelta(minutes=5)
# Longer than an email may wait for a mail server, and its reader for the next day.
LOOKED_BACK = datetime.timedelta(days=14)
BEGINNING = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
MICROSECOND = datetime.timedelta(microseconds=1)
# Who follows a candidate whose answer changed since they were last told. Whether that is news to
# them is for `_is_new` to say.
DUE = """
    WITH changed AS (
        SELECT candidacy_id, published_at AS at FROM candidates_answer
        WHERE published_at > %(horizon)s AND published_at <= %(through)s
        UNION ALL
        SELECT candidacy_id, retracted_at FROM candidates_answer
        WHERE retracted_at > %(horizon)s AND retracted_at <= %(through)s
    ),
    news AS (
        SELECT changed.at, candidacy.person_id, race.*
        FROM changed JOIN candidates_candidacy AS candidacy ON candidacy.id = changed.candidacy_id
        JOIN candidates_race AS race ON race.id = candidacy.race_id
    )
    SELECT follow.supporter_id
    FROM news JOIN pledges_follow AS follow
        ON follow.place_id = news.jurisdiction_id AND follow.cycle_id = news.cycle_id
    WHERE follow.confirmed_at IS NOT NULL
        AND (follow.districts = '{}' OR news.chamber = 'S' OR news.district = ANY(follow.districts))
        AND news.at > follow.told_through
    UNION
    SELECT follow.supporter_id
    FROM news JOIN candidates_candidacy AS followed ON followed.person_id = news.person_id
    JOIN pledges_follow AS follow
        ON follow.candidacy_id = followed.id AND follow.cycle_id = news.cycle_id
    WHERE news.at > follow.told_through
"""
# Only people who got no email of this kind for a day and have none waiting. The next email covers
# what a dropped one would have said.
MOVE_ON = """
    UPDATE pledges_follow SET told_through = %(through)s, told_since = CASE WHEN EXISTS (
        SELECT FROM outbox_message
        WHERE kind = 'digest' AND object_id = supporter_id AND outcome = 'dropped'
            AND batch_id = (extract(epoch FROM told_through) * 1000000)::bigint
    ) THEN told_since ELSE told_through END
    WHERE supporter_id = ANY(%(ids)s) AND told_through < %(through)s AND NOT EXISTS (
        SELECT FROM outbox_message
        WHERE kind = 'digest' AND object_id = supporter_id
            AND (outcome = '' OR (outcome = 'sent' AND finished_at > %(a_day_ago)s))
    )
    RETURNING supporter_id
"""


def queue_digests(*, now: datetime.datetime) -> int:
    """Queue an email for everyone with news; return how many. Only one such job may run at once."""
    through = now - SETTLED_AFTER
    values: dict[str, Any] = {"through": through, "horizon": through - LOOKED_BACK}
    with connection.cursor() as cursor:
        cursor.execute(DUE, values)
        due = sorted(supporter_id for (supporter_id,) in cursor.fetchall())
    batches = (due[start : start + AT_ONCE] for start in range(0, len(due), AT_ONCE))
    return sum(_queue(ids, through, now) for ids in batches)


@transaction.atomic
def _queue(ids: Sequence[int], through: datetime.datetime, now: datetime.datetime) -> int:
    there = locked_supporters(Supporter.objects.filter(pk__in=ids).values("pk"))
    values: dict[str, Any] = {
        "ids": list(there),
        "through": through,
        "a_day_ago": now - datetime.timedelta(days=1),
    }
    with connection.cursor() as cursor:
        cursor.execute(MOVE_ON, values)
        wanted = sorted({supporter_id for (supporter_id,) in cursor.fetchall()})
    outbox.queue(KIND.name, wanted, batch_id=_number_of(through), now=now)
    return len(wanted)


def _number_of(moment: datetime.datetime) -> int:
    """Return the number of the batch that tells what changed up to a moment."""
    return (moment - BEGINNING) // MICROSECOND


def compose(
    recipients: Collection[Recipient], now: datetime.datetime
) -> dict[Recipient, EmailMessage]:
    """Return the email of each supporter who still follows somebody with news."""
    follows = _follows_told(recipients)
    news = _News([follow for each in follows.values() for follow in each])

    def draft(supporter: Supporter, batch_id: int) -> Draft | None:
        found = news.to(follows.get(Recipient(supporter.pk, batch_id), []))
        if not found:
            return None
        slots = {
            "unsubscribe_url": links.stop_follows_link(supporter, now=now),
            "information_url": links.information_link(supporter, now=now),
        }
        return Draft(digest(found, supporter.language), supporter, {}, slots)

    return messages.compose(recipients, Supporter.objects.all(), draft)


class _News:
    """What answers changed while some follows weren't told."""

    def __init__(self, follows: Sequence[Follow]) -> None:
        self._of_place: dict[object, list[Change]] = defaultdict(list)
        self._of_person: dict[object, list[Change]] = defaultdict(list)
        since = min((follow.told_since for follow in follows if follow.told_since), default=None)
        through = max((each.told_through for each in follows if each.told_through), default=None)
        if not since or not through:
            return
        for change in changes_of_answers(since, through):
            if change.candidacy and change.race:
                cycle = change.race.cycle_id
                self._of_place[change.race.jurisdiction_id, cycle].append(change)
                self._of_person[change.candidacy.person_id, cycle].append(change)

    def to(self, follows: Iterable[Follow]) -> list[Change]:
        """Return what's new to someone with these follows, the oldest first, each once.

        Nothing if some of it was retracted since the email was queued.
        """
        found = {
            change.key: change
            for follow in follows
            for change in self._about(follow)
            if _is_new(change, follow)
        }
        if any(_is_stale(change) for change in found.values()):
            return []
        return sorted(found.values(), key=lambda change: (change.at, change.key))

    def _about(self, follow: Follow) -> list[Change]:
        if follow.candidacy:
            return self._of_person[follow.candidacy.person_id, follow.cycle_id]
        return [
            change
            for change in self._of_place[follow.place_id, follow.cycle_id]
            if change.race and follow.has_race(change.race)
        ]


def _is_new(change: Change, follow: Follow) -> bool:
    """Say whether a follow's email should report a change.

    A retraction is news to people who were told of the answer. An answer is news unless it was
    retracted before the email was queued.
    """
    since, through, answer = follow.told_since, follow.told_through, change.answer
    if not (answer and since and through and since < change.at <= through):
        return False
    if change.kind == Changed.RETRACTION:
        return answer.published_at is not None and answer.published_at <= since
    return answer.retracted_at is None or answer.retracted_at > through


def _is_stale(change: Change) -> bool:
    """Say whether a change is the publication of an answer that was retracted since."""
    is_retracted = change.answer is not None and change.answer.is_retracted
    return is_retracted and change.kind != Changed.RETRACTION


def _follows_told(recipients: Collection[Recipient]) -> dict[Recipient, list[Follow]]:
    """Return the follows that each recipient's email is about; one query."""
    told: dict[Recipient, list[Follow]] = defaultdict(list)
    rows = Follow.objects.confirmed().filter(supporter__in=[each.object_id for each in recipients])
    for row in rows.select_related("candidacy").order_by("pk"):
        if row.told_through:
            told[Recipient(row.supporter_id, _number_of(row.told_through))].append(row)
    return told


def digest(changes: Sequence[Change], language: str) -> CompiledEmail:
    """Return the email that tells some changes."""
    names = {change.candidacy_id: change.about for change in changes}

    def write() -> CompiledEmail:
        subject = ngettext(
            "%(name)s: what’s new on the pledge",
            "What %(count)d of your candidates say about the pledge",
            len(names),
        )
        context = {"changes": changes[:MOST_LISTED], "left_count": len(changes[MOST_LISTED:])}
        values = {"name": next(iter(names.values())), "count": len(names)}
        return compile_email("pledges/digest", context, subject=subject % values, slots=SLOTS)

    key = digest_of(change.key for change in changes)
    return messages.kept(f"digest:{key}", language, write)


def still_following(recipients: Collection[Recipient]) -> set[Recipient]:
    """Return those who haven't stopped since and whose address may get email."""
    follows = _follows_told(recipients)
    mailable = mailable_among([each.object_id for each in recipients])
    return {each for each in recipients if each in follows and each.object_id in mailable}


KIND = Kind(
    "digest",
    Lane.BULK,
    compose=compose,
    may_send=still_following,
    refused=bounces.refused_supporters,
    complained=bounces.complained_supporters,
    label=gettext_lazy("what candidates answered, to followers"),
)
