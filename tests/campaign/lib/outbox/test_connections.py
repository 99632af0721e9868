import queue
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from campaign.lib.outbox.connections import Connection, Letter, Results
from campaign.lib.outbox.kinds import Recipient
from campaign.lib.outbox.verdicts import Fate, Verdict


def verdict_on(email: EmailMessage, *, begun_at: float = float("inf")) -> Verdict:
    results: Results = queue.SimpleQueue()
    connection = Connection("test", results, patience=1)
    connection.start()
    letter = Letter(1, "note", Recipient(1), 0, datetime(2026, 1, 1, tzinfo=UTC), email, begun_at)
    connection.send(letter)
    assert results.get(timeout=10) is connection
    connection.end()
    connection.join(10)
    assert not connection.is_alive()
    return letter.verdict


class TestConnection:
    def test_sends_a_letter_and_says_so(self) -> None:
        assert verdict_on(EmailMessage("A", "B", to=["ada@example.org"])).fate is Fate.SENT
        assert [email.to for email in mail.outbox] == [["ada@example.org"]]

    def test_does_not_try_what_waited_too_long(self) -> None:
        email = EmailMessage("A", "B", to=["ada@example.org"])
        assert verdict_on(email, begun_at=float("-inf")).fate is Fate.NOT_TRIED
        assert not mail.outbox

    def test_says_that_the_server_is_in_trouble(self, settings: pytest.FixtureRequest) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        verdict = verdict_on(EmailMessage("A", "B", to=["ada@example.org"]))
        assert (verdict.fate, verdict.is_trouble_of_server) == (Fate.NOT_TRIED, True)
