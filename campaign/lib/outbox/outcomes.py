"""Stores what became of emails, and tells the apps that registered their kinds."""

import datetime
import logging
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import InterfaceError, OperationalError, transaction

from campaign.lib.outbox import lane_health, leasing
from campaign.lib.outbox.connections import Letter
from campaign.lib.outbox.kinds import Kind, Recipient, kind_of, note_nothing
from campaign.lib.outbox.leasing import Note
from campaign.lib.outbox.models import Message
from campaign.lib.outbox.verdicts import Fate

Outcome = Message.Outcome
# The database is down, or busy with something that will have passed by the next try.
DATABASE_AWAY = (OperationalError, InterfaceError)
# Tries again after 1, 2, 4 … minutes, then every four hours; the last time four days later.
MOST_TRIES = 32
FIRST_DELAY = datetime.timedelta(minutes=1)
LONGEST_DELAY = datetime.timedelta(hours=4)
OUTCOMES = {
    Fate.SENT: Outcome.SENT,
    Fate.NOT_TRIED: Outcome.WAITING,
    Fate.LATER: Outcome.WAITING,
    Fate.FAILED: Outcome.FAILED,
    Fate.UNKNOWN: Outcome.FAILED,
    Fate.DROPPED: Outcome.DROPPED,
}
log = logging.getLogger(__name__)


def store(lane: str, letters: Sequence[Letter], *, now: datetime.datetime) -> None:
    """Store the verdicts on letters of a lane and run their kinds' hooks, all or nothing."""
    sent = [letter for letter in letters if letter.verdict.fate is Fate.SENT]
    unknown = [letter for letter in letters if letter.verdict.fate is Fate.UNKNOWN]
    refused = [letter for letter in letters if letter.verdict.is_refusal]
    with transaction.atomic():
        leasing.note([note_of(letter, now) for letter in letters], now=now)
        for kind, group in by_kind(sent):
            tell(kind, kind.sent, group, now)
        for kind, group in by_kind(unknown):
            tell(kind, kind.refused, group, now)
        answers = "".join(
            lane_health.REFUSED if letter.verdict.is_refusal else lane_health.TAKEN
            for letter in letters
            if letter in sent or letter in refused
        )
        if answers:
            reply_code = refused[-1].verdict.reply_code if refused else ""
            lane_health.note_answers(lane, answers, reply_code=reply_code, now=now)


def note_of(letter: Letter, now: datetime.datetime) -> Note:
    """Return what to store about a letter. After too many tries, it has failed."""
    fate, reply_code = letter.verdict.fate, letter.verdict.reply_code
    if fate is Fate.NOT_TRIED or fate is Fate.DROPPED:
        return Note(letter.message_id, OUTCOMES[fate], reply_code)
    tries = letter.tries + 1
    if fate is not Fate.LATER:
        return Note(letter.message_id, OUTCOMES[fate], reply_code, tries=1)
    if tries >= MOST_TRIES:
        return Note(letter.message_id, Outcome.FAILED, reply_code, tries=1)
    return Note(letter.message_id, Outcome.WAITING, reply_code, 1, now + delay_after(tries))


def delay_after(tries: int) -> datetime.timedelta:
    doublings: int = 2 ** (tries - 1)
    return min(FIRST_DELAY * doublings, LONGEST_DELAY)


def tell(
    kind: Kind,
    hook: Callable[[Sequence[Recipient], datetime.datetime], None],
    letters: Sequence[Letter],
    now: datetime.datetime,
) -> None:
    """Run a hook of a kind. A mistake in it must not send the emails again."""
    if hook is note_nothing:
        return
    try:
        with transaction.atomic():
            hook([letter.recipient for letter in letters], now)
    except DATABASE_AWAY:
        raise
    except Exception as error:
        log.error(
            "Couldn't record what happened to %d %s emails: %s",
            len(letters),
            kind.name,
            place(error),
        )


def by_kind(letters: Iterable[Letter]) -> Iterable[tuple[Kind, list[Letter]]]:
    groups: dict[str, list[Letter]] = defaultdict(list)
    for letter in letters:
        groups[letter.kind].append(letter)
    return [(kind_of(name), group) for name, group in groups.items()]


def place(error: Exception) -> str:
    """Return what went wrong and where, without the message, which may quote an address."""
    frames: Any = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    where = f" at {last.filename}:{last.lineno}" if last else ""
    return f"{type(error).__name__}{where}"
