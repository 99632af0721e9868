"""The sender of a lane, with a mail server that answers as it is told."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable, Collection

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from campaign.lib import outbox
from campaign.lib.outbox.kinds import Recipient
from campaign.lib.outbox.models import Lane, Message
from campaign.lib.outbox.outcomes import MOST_TRIES
from tests.campaign.lib.outbox.notes import address_of, compose
from tests.campaign.lib.outbox.sending import drain, outcomes, sending, wait_for
from tests.smtp_server import HANG_UP, SILENCE, SmtpServer

pytestmark = pytest.mark.django_db(transaction=True)
Outcome = Message.Outcome
NOW = timezone.now()


def queue(*object_ids: int, kind: str = "note") -> None:
    outbox.queue(kind, object_ids, now=NOW)


def once(step: str, recipient: int, answer: str) -> Callable[[str, str], str | None]:
    """Return a server's answer to the first such step for one recipient."""
    left = [answer]

    def answer_to(said: str, to: str) -> str | None:
        return left.pop() if left and (said, to) == (step, address_of(recipient)) else None

    return answer_to


def always(step: str, recipients: Collection[int], answer: str) -> Callable[[str, str], str | None]:
    addresses = {address_of(each) for each in recipients}
    return lambda said, to: answer if said == step and to in addresses else None


def all_end() -> bool:
    return not Message.objects.waiting().exists()


class TestSending:
    def test_sends_each_email_once_and_says_so(
        self, smtp: SmtpServer, told: dict[str, list[int]]
    ) -> None:
        queue(*range(1, 51))
        with sending():
            wait_for(all_end)
        assert sorted(smtp.recipients()) == sorted(address_of(each) for each in range(1, 51))
        assert set(outcomes().values()) == {Outcome.SENT}
        assert sorted(told["sent"]) == list(range(1, 51))

    def test_names_each_email_by_its_number(self, smtp: SmtpServer) -> None:
        queue(1)
        with sending():
            wait_for(all_end)
        message = Message.objects.get()
        assert smtp.deliveries[0].message_id == f"<message-{message.pk}@127.0.0.1>"
        assert message.finished_at
        assert (message.claimed_until, message.tries, message.reply_code) == (None, 1, "")

    def test_keeps_its_connections_open(self, smtp: SmtpServer) -> None:
        queue(*range(1, 51))
        with sending(connections=3):
            wait_for(all_end)
        assert smtp.connection_count <= 3

    def test_uses_several_connections_at_once(self, smtp: SmtpServer) -> None:
        smtp.delay_seconds = 0.1
        queue(*range(1, 25))
        with sending(connections=8):
            wait_for(lambda: smtp.connection_count == 8)
            wait_for(all_end)

    def test_waits_for_what_is_due_later(self, smtp: SmtpServer) -> None:
        outbox.queue("note", [1], now=NOW, due_at=NOW + datetime.timedelta(hours=1))
        queue(2)
        with sending():
            wait_for(lambda: outcomes()[2] == Outcome.SENT)
        assert outcomes()[1] == Outcome.WAITING

    def test_leaves_the_other_lane_alone(self, smtp: SmtpServer) -> None:
        queue(1)
        queue(2, kind="leaflet")
        with sending(Lane.BULK):
            wait_for(lambda: outcomes()[2] == Outcome.SENT)
        assert outcomes()[1] == Outcome.WAITING

    def test_is_never_doubled_by_a_second_sender(self, smtp: SmtpServer) -> None:
        queue(*range(1, 201))
        with sending(), sending():
            wait_for(all_end)
        assert len(smtp.deliveries) == 200
        assert len(set(smtp.recipients())) == 200

    def test_goes_on_after_the_database_was_away(
        self, smtp: SmtpServer, caplog: pytest.LogCaptureFixture
    ) -> None:
        with sending():
            queue(1)
            wait_for(all_end)
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            wait_for(lambda: "Lane reply is waiting for the database" in caplog.text)
            queue(2)
            wait_for(all_end)
        assert smtp.recipients() == [address_of(1), address_of(2)]

    def test_leaves_a_kind_that_no_app_registers_any_more(self) -> None:
        queue(1, 2)
        Message.objects.filter(object_id=1).update(kind="gone")
        drain()
        assert outcomes() == {1: Outcome.WAITING, 2: Outcome.SENT}

    def test_sends_through_other_backends(self) -> None:
        queue(1, 2)
        drain()
        assert {each.to[0] for each in mail.outbox} == {address_of(1), address_of(2)}

    def test_takes_over_what_a_dead_sender_held(self, smtp: SmtpServer) -> None:
        queue(1, 2)
        held = Message.objects.filter(object_id=1)
        held.update(claimed_until=timezone.now() + datetime.timedelta(seconds=1))
        with sending():
            wait_for(lambda: outcomes()[2] == Outcome.SENT)
            assert outcomes()[1] == Outcome.WAITING
            wait_for(all_end)


class TestWanted:
    def test_drops_what_nobody_wants_any_more(self) -> None:
        kind = outbox.Kind("note", Lane.REPLY, compose, may_send=lambda them: {Recipient(2)})
        outbox.register(kind)
        queue(1, 2)
        drain()
        assert outcomes() == {1: Outcome.DROPPED, 2: Outcome.SENT}

    def test_drops_what_is_about_nothing_any_more(self) -> None:
        def of_one(them: Collection[Recipient], now: datetime.datetime) -> dict:
            return compose([each for each in them if each.object_id == 2], now)

        outbox.register(outbox.Kind("note", Lane.REPLY, of_one))
        queue(1, 2)
        drain()
        assert outcomes() == {1: Outcome.DROPPED, 2: Outcome.SENT}

    def test_puts_off_only_the_one_that_cannot_be_written(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        def break_down(them: Collection[Recipient], now: datetime.datetime) -> dict:
            if Recipient(2) in them:
                raise ValueError(address_of(2))
            return compose(them, now)

        outbox.register(outbox.Kind("note", Lane.REPLY, break_down))
        queue(1, 2, 3)
        drain()
        assert outcomes() == {1: Outcome.SENT, 2: Outcome.WAITING, 3: Outcome.SENT}
        put_off = Message.objects.get(object_id=2)
        assert put_off.due_at > timezone.now()
        assert put_off.reply_code == "ValueError"
        assert f"Email {put_off.pk} is not written: ValueError at " in caplog.text
        assert "@" not in caplog.text.replace(" at ", "")

    def test_fails_what_is_no_email(self) -> None:
        def to_nobody(them: Collection[Recipient], now: datetime.datetime) -> dict:
            return {
                each: EmailMessage("Note", "Text", to=["two\nlines@example.org"]) for each in them
            }

        outbox.register(outbox.Kind("note", Lane.REPLY, to_nobody))
        queue(1)
        drain()
        assert Message.objects.get().outcome == Outcome.FAILED
        assert Message.objects.get().reply_code == "BadHeaderError"


class TestRefused:
    def test_tries_later_what_is_put_off_and_sends_the_others(self, smtp: SmtpServer) -> None:
        smtp.answer = once("RCPT", 1, "450 4.2.0 Greylisted")
        queue(1, 2)
        ahead = [datetime.timedelta()]
        with sending(connections=1, clock=lambda: timezone.now() + ahead[0]):
            wait_for(lambda: outcomes()[2] == Outcome.SENT)
            wait_for(Message.objects.filter(object_id=1, reply_code="450 4.2.0").exists)
            put_off = Message.objects.get(object_id=1)
            assert (put_off.outcome, put_off.tries) == (Outcome.WAITING, 1)
            assert datetime.timedelta(seconds=50) < put_off.due_at - timezone.now()
            ahead[0] = datetime.timedelta(minutes=2)
            wait_for(all_end)
        assert smtp.recipients() == [address_of(2), address_of(1)]

    @pytest.mark.parametrize(
        ("step", "answer", "is_told"),
        [
            ("RCPT", "550 5.1.1 No such user", True),
            ("RCPT", "550 5.1.10 Null MX", True),
            ("RCPT", "550 5.7.1 Blocked", False),
            ("RCPT", "550 No such user", False),
            ("RCPT", "550 5.1.11 Something else", False),
            ("DATA", "550 5.1.1 No such user", False),
            ("DATA", "554 5.6.0 Bad content", False),
        ],
    )
    def test_fails_at_once_and_tells_of_unknown_addresses_only(
        self, smtp: SmtpServer, told: dict[str, list[int]], step: str, answer: str, is_told: bool
    ) -> None:
        smtp.answer = always(step, [1], answer)
        queue(1, 2)
        drain()
        assert outcomes() == {1: Outcome.FAILED, 2: Outcome.SENT}
        assert told == {"sent": [2], "refused": [1] if is_told else []}
        code = Message.objects.get(object_id=1).reply_code
        assert answer.startswith(code)
        assert " ".join(answer.split()[:2]) == code or code == "550"

    def test_gives_up_after_four_days(self, smtp: SmtpServer) -> None:
        smtp.answer = always("RCPT", [1], "450 4.2.0 Greylisted")
        queue(1)
        Message.objects.update(tries=MOST_TRIES - 2)
        drain()
        assert outcomes() == {1: Outcome.WAITING}
        drain(lambda: Message.objects.get().due_at)
        assert outcomes() == {1: Outcome.FAILED}


class TestTrouble:
    def test_backs_off_when_the_server_is_closing_and_goes_on_with_another(
        self, smtp: SmtpServer
    ) -> None:
        first = ["421 4.3.2 Closing"]
        smtp.answer = lambda step, to: first.pop() if first and step == "MAIL" else None
        queue(1, 2)
        with sending(connections=1):
            wait_for(lambda: outcomes()[2] == Outcome.SENT)
        assert Message.objects.get(object_id=1).reply_code == "421 4.3.2"
        assert outcomes()[1] == Outcome.WAITING

    def test_goes_on_at_once_where_only_a_kept_connection_ended(self, smtp: SmtpServer) -> None:
        """Some servers end a connection after so many emails, with a word or without one."""
        count = [0]

        def every_third(step: str, to: str) -> str | None:
            count[0] += step == "MAIL"
            if step == "MAIL" and count[0] % 3 == 0:
                return "421 4.7.0 Too many emails" if count[0] % 2 else HANG_UP
            return None

        smtp.answer = every_third
        queue(*range(1, 11))
        with sending(connections=1):
            wait_for(all_end)
        assert len(smtp.deliveries) == 10
        assert set(Message.objects.values_list("tries", flat=True)) == {1}

    def test_is_not_stopped_by_silence(self, smtp: SmtpServer, settings: Settings) -> None:
        settings.EMAIL_TIMEOUT = 1
        smtp.answer = once("DATA", 1, SILENCE)
        queue(*range(1, 30))
        begun_at = time.monotonic()
        with sending(connections=1):
            wait_for(lambda: Message.objects.filter(outcome=Outcome.SENT).count() == 28)
        assert time.monotonic() - begun_at < 10
        silenced = Message.objects.get(object_id=1)
        assert (silenced.outcome, silenced.reply_code) == (Outcome.WAITING, "TimeoutError")

    def test_sends_again_under_the_same_name_what_the_server_may_have(
        self, smtp: SmtpServer
    ) -> None:
        smtp.answer = once("DATA", 1, HANG_UP)
        queue(1)
        ahead = [datetime.timedelta()]
        with sending(connections=1, clock=lambda: timezone.now() + ahead[0]):
            wait_for(Message.objects.filter(tries=1).exists)
            assert outcomes()[1] == Outcome.WAITING
            ahead[0] = datetime.timedelta(minutes=2)
            wait_for(all_end)
        assert [each.message_id for each in smtp.deliveries] == [
            f"<message-{Message.objects.get().pk}@127.0.0.1>"
        ]

    def test_loses_nothing_while_the_server_takes_nothing(self, smtp: SmtpServer) -> None:
        smtp.answer = lambda step, to: "421 4.3.2 Closing" if step == "MAIL" else None
        queue(*range(1, 6))
        with sending(connections=2):
            wait_for(lambda: smtp.connection_count >= 3)
        smtp.answer = lambda step, to: None
        drain(lambda: timezone.now() + datetime.timedelta(hours=1))
        assert sorted(smtp.recipients()) == [address_of(each) for each in range(1, 6)]

    def test_tries_nothing_while_it_cannot_connect(
        self, smtp: SmtpServer, settings: Settings
    ) -> None:
        settings.EMAIL_PORT = 1
        queue(1, 2)
        with sending():
            wait_for(Message.objects.filter(reply_code__startswith="ConnectionRefused").exists)
        assert {tuple(each) for each in Message.objects.values_list("outcome", "tries")} == {
            ("", 0)
        }


class TestStop:
    def test_ends_what_is_under_way_and_gives_back_the_rest(self, smtp: SmtpServer) -> None:
        smtp.delay_seconds = 0.3
        queue(*range(1, 31))
        with sending(connections=2):
            wait_for(lambda: len(smtp.deliveries) >= 2)
        assert len(smtp.deliveries) < 10
        assert list(outcomes().values()).count(Outcome.SENT) == len(smtp.deliveries)
        assert not Message.objects.waiting().filter(claimed_until__gt=timezone.now()).exists()
        smtp.delay_seconds = 0
        drain()
        assert len(smtp.deliveries) == len(set(smtp.recipients())) == 30
