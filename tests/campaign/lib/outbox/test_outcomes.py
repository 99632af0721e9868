import datetime

import pytest
from django.utils import timezone

from campaign.lib import outbox
from campaign.lib.outbox.connections import Letter
from campaign.lib.outbox.kinds import Recipient
from campaign.lib.outbox.models import Lane, LaneState, Message
from campaign.lib.outbox.outcomes import MOST_TRIES, delay_after, note_of, store
from campaign.lib.outbox.verdicts import Fate, Verdict
from tests.campaign.lib.outbox.notes import compose

NOW = timezone.now()
HOUR = datetime.timedelta(hours=1)


def letter(verdict: Verdict, *, tries: int = 0, message_id: int = 1) -> Letter:
    return Letter(message_id, "note", Recipient(1), tries, NOW, verdict=verdict)


class TestNoteOf:
    @pytest.mark.parametrize(
        ("fate", "outcome", "tries"),
        [
            (Fate.SENT, "sent", 1),
            (Fate.FAILED, "failed", 1),
            (Fate.UNKNOWN, "failed", 1),
            (Fate.NOT_TRIED, "", 0),
            (Fate.DROPPED, "dropped", 0),
        ],
    )
    def test_counts_a_try_only_where_there_was_one(
        self, fate: Fate, outcome: str, tries: int
    ) -> None:
        noted = note_of(letter(Verdict(fate)), NOW)
        assert (noted.outcome, noted.tries, noted.due_at) == (outcome, tries, None)

    def test_puts_an_email_off_until_it_was_tried_too_often(self) -> None:
        first = note_of(letter(Verdict(Fate.LATER)), NOW)
        assert (first.outcome, first.due_at) == ("", NOW + delay_after(1))
        last = note_of(letter(Verdict(Fate.LATER), tries=MOST_TRIES - 1), NOW)
        assert (last.outcome, last.due_at) == ("failed", None)


class TestDelayAfter:
    def test_doubles_up_to_four_hours_and_ends_after_four_days(self) -> None:
        assert [delay_after(tries).total_seconds() / 60 for tries in (1, 2, 3)] == [1, 2, 4]
        waited = sum((delay_after(tries) for tries in range(1, MOST_TRIES)), 0 * HOUR)
        assert 96 * HOUR < waited < 101 * HOUR


@pytest.mark.django_db
class TestStore:
    def test_notes_a_sent_email_though_its_hook_fails(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        def fail(recipients: object, now: datetime.datetime) -> None:
            raise ValueError("ada@example.org")

        outbox.register(outbox.Kind("note", Lane.REPLY, compose, sent=fail))
        outbox.queue("note", [1], now=NOW)
        message = Message.objects.get()
        sent = letter(Verdict(Fate.SENT), message_id=message.pk)
        store(Lane.REPLY, [sent], now=NOW)
        message.refresh_from_db()
        assert message.outcome == "sent"
        assert LaneState.objects.get(lane=Lane.REPLY).recent == "."
        assert "ValueError" in caplog.text
        assert "ada@" not in caplog.text
