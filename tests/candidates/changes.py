"""Answers published at given moments, and what the changelog tells of them."""

import datetime

from candidates import ledger
from candidates.changelog import Changelog
from candidates.models import Answer, Candidacy, Correction
from candidates.public_changes import Change, Kind
from tests.factories import OrganizerFactory, draft_answer, run

NOON = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)


def hours(count: float) -> datetime.datetime:
    return NOON + datetime.timedelta(hours=count)


def publish(candidacy: Candidacy, kind: str, at: datetime.datetime, **attributes: object) -> Answer:
    answer = draft_answer(candidacy, kind, **attributes)
    ledger.answers.publish(answer, now=at, place="last")
    return answer


def told() -> list[tuple[Kind, str]]:
    return [(change.kind, change.sentence) for change in Changelog()]


def only_change() -> Change:
    [change] = Changelog()
    return change


def decide_correction(decision: str, explanation: str = "") -> None:
    """Decide a report of an error that a stranger sent."""
    ledger.corrections.decide(
        Correction.objects.create(
            candidacy=run(),
            field="party",
            claimed_value="CLAIM",
            reason="REASON",
            sender="sender@example.org",
        ),
        Correction.Decision(decision),
        by=OrganizerFactory.create(),
        now=NOON,
        explanation=explanation,
    )
