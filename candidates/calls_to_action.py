"""What we ask visitors to say to a campaign, from what is on record about it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.functional import Promise

from candidates.call_words import HEADINGS, PURPOSES, QUESTIONS, REPLIES, SUBJECTS, Kind, Reply
from candidates.coverage import Asked
from candidates.derivation import LEFT_THE_RACE, Phase, phase_of
from candidates.models import Candidacy, Cycle, PledgeText
from candidates.models.choices import UNDER_REVIEW, Outcome, Status
from candidates.statistics import CampaignGroup

# What we ask of a candidate who did not sign, by the kind of current answer; "" is no answer.
KIND_AFTER_ANSWER = {
    "": Kind.ASK,
    "signed_with_changes": Kind.ASK_AS_WRITTEN,
    "refused": Kind.ASK_TO_RECONSIDER,
    "rescinded": Kind.ASK_TO_RETURN,
}
# What we ask of winners.
OF_THE_ELECTED = {Kind.HOLD, Kind.COMMIT}

# Fewer digits than this are no phone number but an extension, or the start of letters.
FEWEST_DIGITS = 7


class Stance(NamedTuple):
    """What decides what to ask a campaign; `answer` is the kind of the current one, if any."""

    status: str
    outcome: str
    decided_on: datetime.date
    answer: str | None

    @classmethod
    def of(cls, candidacy: Candidacy) -> Stance:
        row = candidacy
        return cls(row.status, row.outcome, row.decided_on, row.answer_kind)


@dataclass(frozen=True)
class CallToAction:
    """One call to action: to whom, for which text, and how often they were asked so far."""

    kind: Kind
    candidacy: Candidacy
    text: PledgeText
    asked: Asked

    @property
    def heading(self) -> str:
        return self._said(HEADINGS)

    @property
    def subject(self) -> str:
        return self._said(SUBJECTS)

    @property
    def purpose(self) -> str:
        return self._said(PURPOSES)

    @property
    def question(self) -> str:
        return self._said(QUESTIONS)

    @property
    def replies(self) -> tuple[Reply, ...]:
        """Return what an office may say on the phone, each with what to say then."""
        return REPLIES[self.kind]

    def _said(self, words: Mapping[Kind, str | Promise]) -> str:
        about = {"name": self.candidacy.person.full_name, "title": self.text.title}
        return str(words[self.kind]) % about

    @property
    def point(self) -> str:
        """Return the template of what every script of this kind asks."""
        return f"candidates/calls_to_action/{self.kind}.txt"

    @property
    def is_to_the_office(self) -> bool:
        """Say whether the office of a winner is called, never their campaign."""
        return self.kind in OF_THE_ELECTED

    @property
    def phone(self) -> str:
        """Return the number to call as it was published, "" if there's none to be called."""
        row = self.candidacy
        if self.is_to_the_office:
            return row.office_phone
        return "" if row.hides_contacts else row.published_phone

    @property
    def email(self) -> str:
        """Return the address to write to; offices have a form on their website instead."""
        row = self.candidacy
        return "" if self.is_to_the_office or row.hides_contacts else row.published_email

    @property
    def source_url(self) -> str:
        """Return where the number and the address are published."""
        row = self.candidacy
        return row.office_phone_source if self.is_to_the_office else row.published_contact_source

    @property
    def asks(self) -> bool:
        """Say whether it asks for an answer; else it thanks, or holds a winner to one."""
        return self.kind not in {Kind.THANK, Kind.HOLD}

    @property
    def phone_url(self) -> str:
        return dialed(self.phone)


def dialed(phone: str) -> str:
    """Return the number as a link dials it, without an extension; "" if none does."""
    number = re.split(r"[^\d\s+().-]", phone)[0]
    digits = re.sub(r"[^+0-9]", "", number)
    return f"tel:{digits}" if len(digits) >= FEWEST_DIGITS else ""


def call_to_action_for(
    candidacy: Candidacy, today: datetime.date, *, asked: Asked, text_in_use: PledgeText | None
) -> CallToAction | None:
    """Return what to say to a campaign on a day, None if there's nothing to ask.

    Before the election that decides for them, signers are thanked and everyone else in the race is
    asked to sign `text_in_use`. Afterward only the winners are called: to keep their word, or to
    give it. Nothing is fetched: the person, the cycle, whether another race replaced this one, the
    current answer and its text are loaded.
    """
    answer = candidacy.current_answer
    is_signed = candidacy.status == Status.SIGNED
    text = answer.pledge_text if answer and is_signed else text_in_use
    day = candidacy.race.cycle.day_shown(today)
    kind = None if is_over(candidacy) else kind_of_call(Stance.of(candidacy), day)
    return CallToAction(kind, candidacy, text, asked) if kind and text else None


def kinds_among(
    groups: Iterable[CampaignGroup], cycle: Cycle | None, today: datetime.date
) -> set[Kind]:
    """Return what to ask of the campaigns of a cycle, or some of them."""
    if not cycle or cycle.archived_at:
        return set()
    day = cycle.day_shown(today)
    stances = {
        Stance(group.status, group.outcome, group.decided_on, group.answer)
        for group in groups
        if group.is_present
    }
    return {kind for stance in stances if (kind := kind_of_call(stance, day))}


def is_over(candidacy: Candidacy) -> bool:
    """Say whether there's nobody to ask: they left, or the race or its cycle is closed."""
    race = candidacy.race
    is_closed = race.is_canceled or race.cycle.archived_at
    return bool(candidacy.duplicate_of_id or is_closed or has_left(candidacy))


def has_left(candidacy: Candidacy) -> bool:
    """Say whether the person left the race, was taken out of it or died, even after winning it."""
    return bool(candidacy.outcome in LEFT_THE_RACE or candidacy.person.died_on)


def kind_of_call(stance: Stance, day: datetime.date) -> Kind | None:
    """Return what to ask someone who didn't leave, on a day; None if nothing is left to ask."""
    is_signed = stance.status == Status.SIGNED
    if stance.answer == UNDER_REVIEW:
        return None
    if stance.outcome == Outcome.ELECTED:
        return Kind.HOLD if is_signed else Kind.COMMIT
    if phase_of(stance.outcome, stance.decided_on, day=day) != Phase.CAMPAIGNING:
        return None
    return Kind.THANK if is_signed else KIND_AFTER_ANSWER[stance.answer or ""]
