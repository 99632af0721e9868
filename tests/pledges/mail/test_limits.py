"""How many emails sign-ups can make us send: over a limit an email follows more slowly."""

from __future__ import annotations

import datetime
import threading

import pytest
import time_machine
from django.db import connection
from django.test import Client

from campaign.lib.outbox.models import Message
from pledges.abuse.quarantine import release
from pledges.mail import limits
from pledges.mail.addresses import note_shared_domains
from pledges.mail.reminders import remind
from pledges.mail.replies import answer_sign_ups
from pledges.models import SharedDomain, Signature, SignUp, Slowdown, Supporter
from pledges.signing import withdraw
from pledges.signing.confirm import confirm, content_of
from pledges.signing.sign_up import SignUpData, sign_up
from tests.pledges.emails import answered, mailed_link, send_due
from tests.pledges.people import State, a_petition, a_signature, a_supporter

pytestmark = pytest.mark.django_db
START = datetime.datetime(2026, 5, 4, 15, tzinfo=datetime.UTC)
SECOND = datetime.timedelta(seconds=1)
MINUTE, HOUR, DAY = 60 * SECOND, 3600 * SECOND, 86_400 * SECOND
# It gives every sign-up a network of its own.
ELSEWHERE = iter(range(100_000))


def signs(petition, email, *, network="", at=START, **values):
    sign_up(
        SignUpData("Ines Basalt", email, "48226", agrees_to_mail=True, **values),
        petition.slug if petition else None,
        client_block=network or f"network {next(ELSEWHERE)}",
        language="en-us",
        now=at,
    )


def due_after(*, kind="confirm", since=START):
    """Return after how many seconds each email is due, in the order of their sign-ups."""
    due = Message.objects.filter(kind=kind).order_by("pk").values_list("due_at", flat=True)
    return [(at - since).total_seconds() for at in due]


def states():
    return list(Signature.objects.order_by("pk").values_list("state", flat=True))


class TestNetwork:
    STALL = "203.0.113.0/24"

    def stall(self, count, *, first=0, at=START):
        petition = a_petition()
        for number in range(first, first + count):
            signs(petition, f"{number}@gmail.com", network=self.STALL, at=at)
        answer_sign_ups(now=at)

    def test_gets_sixty_at_once_and_then_one_every_ten_seconds_in_order_of_arrival(self):
        self.stall(63)
        assert due_after() == [0] * 60 + [10, 20, 30]
        assert states() == [State.PENDING] * 63

    def test_holds_what_three_hundred_already_wait_for(self, mailoutbox):
        self.stall(362)
        assert len(due_after()) == 360
        assert states()[359:] == [State.PENDING, State.QUARANTINED, State.QUARANTINED]
        send_due(START + 10 * DAY)
        assert len(mailoutbox) == 360

    def test_gets_a_thousand_a_day(self):
        for hour in range(6):
            self.stall(200, first=200 * hour, at=START + hour * HOUR)
        assert Message.objects.count() == 1000
        assert states().count(State.QUARANTINED) == 200

    def test_counts_also_sign_ups_that_get_no_email(self):
        """Nobody learns from their own email's delay whether somebody else got one."""
        withdraw.never_email(a_supporter("erased@gmail.com"), now=START)
        petition = a_petition()
        for _time in range(60):
            signs(petition, "erased@gmail.com", network=self.STALL)
        signs(petition, "ines@gmail.com", network=self.STALL)
        answer_sign_ups(now=START)
        assert due_after() == [10]

    def test_lets_somebody_through_who_tries_again_from_elsewhere(self):
        petition = a_petition()
        for number in range(361):
            signs(petition, f"{number}@gmail.com", network=self.STALL)
        answer_sign_ups(now=START)
        assert Signature.objects.get(state=State.QUARANTINED).quarantine == "limit"
        signs(petition, "360@gmail.com", at=START + MINUTE)
        answer_sign_ups(now=START + MINUTE)
        assert State.QUARANTINED not in states()

    def test_cannot_hold_what_was_emailed_before(self, mailoutbox):
        petition = a_petition()
        signs(petition, "ines@gmail.com")
        answered(START)
        link = mailed_link("confirm", mailoutbox)
        for number in range(360):
            signs(petition, f"{number}@gmail.com", network=self.STALL)
        signs(petition, "ines@gmail.com", network=self.STALL)
        answer_sign_ups(now=START)
        with time_machine.travel(START):
            assert Client().get(link).status_code == 200

    def test_that_was_held_is_emailed_once_released(self, mailoutbox):
        self.stall(365)
        now = START + 2 * DAY
        assert release(Signature.objects.all(), now=now) == 5
        answered(now)
        assert [mail.to for mail in mailoutbox[-5:]] == [
            [f"{n}@gmail.com"] for n in range(360, 365)
        ]
        assert State.QUARANTINED not in states()


class TestMailbox:
    def test_gets_one_in_ten_minutes_three_a_day_and_six_in_all(self, mailoutbox):
        for number in range(9):
            address = "in.es+x@gmail.com" if number % 2 else "ines@googlemail.com"
            signs(a_petition(), address)
        signs(None, "ines@gmail.com")
        answer_sign_ups(now=START)
        minutes = [seconds / 60 for seconds in due_after()]
        assert minutes == [0, 10, 20, 1440, 1450, 1460]
        send_due(START + 40 * DAY)
        assert len(mailoutbox) == 6

    def test_is_one_whatever_its_provider_may_ignore(self):
        petition = a_petition()
        for mailbox in ("ines", "i.n.e.s", "in_es-", "Ines+1"):
            signs(petition, f"{mailbox}@yahoo.com")
        answer_sign_ups(now=START)
        assert due_after() == [0, 600, 1200, 86400]

    def test_is_remembered_when_its_owner_deletes_everything(self, mailoutbox):
        petition = a_petition()
        for number in range(4):
            signs(petition, "ines@gmail.com", at=START + number * MINUTE)
            answered(START + number * MINUTE)
            withdraw.erase(Supporter.objects.get(), now=START, bars_address=False)
        assert len(mailoutbox) == 1
        signs(petition, "ines@gmail.com", at=START + 31 * DAY)
        answered(START + 31 * DAY)
        assert len(mailoutbox) == 2

    def test_that_is_confirmed_gets_ten_a_day(self):
        a_supporter("ines@gmail.com")
        for _number in range(12):
            signs(a_petition(), "ines@gmail.com")
        answer_sign_ups(now=START)
        assert due_after() == [0] * 10 + [86_400] * 2

    def test_need_not_wait_any_more_once_it_is_confirmed(self, mailoutbox):
        for _number in range(4):
            signs(a_petition(), "ines@gmail.com")
        answered(START)
        assert len(mailoutbox) == 1
        link = Signature.objects.earliest("pk").links.get(purpose="confirm")
        confirm(link, content_of(link.signature), seen=None, now=START + MINUTE)
        send_due(START + MINUTE)
        assert Message.objects.filter(kind="confirm", outcome=Message.Outcome.SENT).count() == 4

    def test_gets_no_second_email_about_a_form_that_was_sent_twice(self):
        petition = a_petition()
        for minute in (0, 1, 9):
            signs(petition, "ines@gmail.com", at=START + minute * MINUTE)
            answered(START + minute * MINUTE)
        assert due_after() == [0]

    def test_has_room_for_replies_of_other_kinds(self):
        supporter = a_supporter("ines@gmail.com", confirmed_at=None)
        given = [limits.supporter_turns([supporter], now=START) for _time in range(7)]
        waits = [turns.get(supporter.pk) for turns in given]
        assert [at and (at - START) / MINUTE for at in waits] == [
            0, 10, 20, 1440, 1450, 1460, None
        ]  # fmt: skip


class TestDomain:
    def sign_many(self, domain):
        petition = a_petition()
        for number in range(62):
            signs(petition, f"{number}@{domain}")
        answer_sign_ups(now=START)

    def test_of_which_few_are_known_gets_thirty_an_hour(self):
        self.sign_many("unheard-of.example")
        assert due_after() == [0] * 30 + [3600] * 30 + [7200] * 2

    def test_with_twenty_confirmed_supporters_gets_all_at_once(self):
        for number in range(SharedDomain.FEWEST_SUPPORTERS):
            a_supporter(f"known{number}@town.example")
        note_shared_domains()
        self.sign_many("town.example")
        assert due_after() == [0] * 62

    def test_that_is_well_known_gets_all_at_once(self):
        self.sign_many("gmail.com")
        assert due_after() == [0] * 62

    def test_that_would_wait_for_days_is_held(self):
        petition = a_petition()
        for number in range(30 * 49 + 2):
            signs(petition, f"{number}@unheard-of.example")
        answer_sign_ups(now=START)
        assert states().count(State.QUARANTINED) == 2


class TestSlowdown:
    @pytest.fixture(autouse=True)
    def slowdown(self):
        return Slowdown.objects.create(
            began_at=START, next_turn_at=START, sent_count=0, used_count=0, refused_count=0
        )

    def test_lets_ten_a_minute_go_to_addresses_that_were_never_confirmed(self):
        petition = a_petition()
        for number in range(3):
            signs(petition, f"{number}@gmail.com")
        answer_sign_ups(now=START)
        signs(petition, "4@gmail.com")
        answer_sign_ups(now=START + SECOND)
        assert due_after() == [0, 6, 12, 18]

    def test_slows_nobody_who_confirmed_before(self):
        for number in range(3):
            signs(a_petition(), a_supporter(f"{number}@gmail.com").email)
        answer_sign_ups(now=START)
        assert due_after() == [0, 0, 0]

    def test_counts_no_turn_for_an_email_that_is_not_sent(self):
        supporter = a_supporter("ines@gmail.com", confirmed_at=None)
        for _time in range(30):
            limits.supporter_turns([supporter], now=START)
        signs(a_petition(), "ada@gmail.com")
        answer_sign_ups(now=START)
        assert due_after() == [6 * 6]

    def test_keeps_reminders_until_it_ends(self, slowdown):
        unconfirmed = {"state": State.PENDING, "emailed_at": START - 3 * DAY}
        for number in range(2):
            supporter = a_supporter(f"{number}@gmail.com", confirmed_at=None)
            a_signature(a_petition(), supporter, **unconfirmed)
        assert remind(now=START) == 0
        Slowdown.objects.update(ended_at=START)
        assert remind(now=START + HOUR) == 2

    def test_that_has_ended_slows_nobody(self, slowdown):
        Slowdown.objects.update(ended_at=START)
        petition = a_petition()
        for number in range(3):
            signs(petition, f"{number}@gmail.com")
        answer_sign_ups(now=START)
        assert due_after() == [0, 0, 0]


@pytest.mark.django_db(transaction=True)
class TestTwoJobs:
    def test_answer_each_sign_up_once_and_keep_the_limits_together(self):
        petition, other = a_petition(), a_petition()
        for number in range(40):
            for each in (petition, other):
                signs(each, f"{number}@gmail.com", network=TestNetwork.STALL)
        counts = []
        start = threading.Barrier(3)

        def answer() -> None:
            start.wait()
            counts.append(answer_sign_ups(now=START))
            connection.close()

        threads = [threading.Thread(target=answer) for _number in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(counts) == 80
        assert not SignUp.objects.exists()
        assert Message.objects.count() == 80
        # Sixty of the network leave at once; each mailbox gets its other one ten minutes later.
        first = [0] * 30 + list(range(10, 210, 20))
        assert sorted(due_after()) == first + [seconds + 600 for seconds in first]
