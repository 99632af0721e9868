"""Turns: what is over a limit waits, and no window ever holds more than its allowance."""

from __future__ import annotations

import datetime
import threading

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign.lib.limits.models import Bucket, MonthSalt, Turn
from campaign.lib.limits.turns import (
    DAYS_REMEMBERED,
    Allowance,
    Pace,
    Wanted,
    forget_old_turns,
    identity,
    take_paced_turns,
    take_turns,
)

NOON = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)
MINUTE, DAY = datetime.timedelta(minutes=1), datetime.timedelta(days=1)
PACE = Pace(at_once=60, seconds_apart=10, most_waiting=300, most=1000)
MAILBOX = (Allowance(1, 10 * MINUTE), Allowance(3, DAY), Allowance(6, 30 * DAY))
HOURLY = (Allowance(30, 60 * MINUTE),)


def seconds(turns, now=NOON):
    return [turn and (turn - now).total_seconds() for turn in turns]


def paced(count: int, now=NOON, key=b"k" * 32):
    return seconds(take_paced_turns(PACE, [key] * count, now=now), now)


def turn(name: str, now=NOON, *, allowances=MAILBOX, earliest=None, latest=None):
    wanted = Wanted(earliest or now, [(identity("mailbox", name.encode()), allowances)])
    (found,) = take_turns([wanted], now=now, latest=latest or now + 2 * DAY)
    return found


@pytest.mark.django_db
class TestPace:
    def test_lets_sixty_pass_at_once_and_then_one_every_ten_seconds(self):
        assert paced(63) == [0] * 60 + [10, 20, 30]

    def test_goes_on_where_the_last_ones_wait(self):
        paced(62)
        assert paced(1, NOON + datetime.timedelta(seconds=5)) == [25]

    def test_lets_three_hundred_wait_and_no_more(self):
        assert paced(370)[358:] == [2990, 3000] + [None] * 10
        # When one has had its turn, there is room for one more.
        assert paced(2, NOON + datetime.timedelta(seconds=10)) == [3000, None]

    def test_has_a_thousand_turns_under_one_key(self):
        given = [
            turn
            for hour in range(10)
            for turn in paced(300, NOON + hour * 60 * MINUTE)
            if turn is not None
        ]
        assert len(given) == PACE.most

    def test_keeps_networks_apart_within_one_call(self):
        keys = [b"a" * 32, b"b" * 32] * 61
        assert seconds(take_paced_turns(PACE, keys, now=NOON)) == [0] * 120 + [10, 10]

    def test_stores_no_key_as_it_was_given(self):
        paced(1)
        assert b"k" * 32 not in {bytes(row.key) for row in Bucket.objects.all()}


@pytest.mark.django_db
class TestTurns:
    def test_are_given_by_every_allowance(self):
        assert [turn("ines") for _time in range(7)] == [
            NOON,
            NOON + 10 * MINUTE,
            NOON + 20 * MINUTE,
            NOON + DAY,
            NOON + DAY + 10 * MINUTE,
            NOON + DAY + 20 * MINUTE,
            None,
        ]

    def test_that_are_refused_count_nothing(self):
        turn("ines")
        assert turn("ines", latest=NOON) is None
        assert Turn.objects.count() == 1

    def test_use_the_time_before_one_that_waits_long(self):
        assert turn("ines", earliest=NOON + 60 * MINUTE) == NOON + 60 * MINUTE
        assert turn("ines") == NOON
        assert turn("ines", NOON + 55 * MINUTE) == NOON + 70 * MINUTE

    def test_that_wait_since_the_day_before_count(self):
        evening = NOON + 10 * 60 * MINUTE
        for _time in range(180):
            turn("x.example", evening, allowances=HOURLY)
        night = evening + 190 * MINUTE
        assert turn("x.example", night, allowances=HOURLY) == evening + 6 * 60 * MINUTE

    def test_keep_identities_apart(self):
        assert [turn(name) for name in ("ines", "ada")] == [NOON, NOON]

    def test_without_allowances_are_free(self):
        assert turn("ines", allowances=()) == NOON

    def test_take_a_fixed_number_of_statements(self, django_assert_num_queries):
        for count in (1, 50):
            wanted = [
                Wanted(NOON, [(identity("mailbox", f"{count}-{n}".encode()), MAILBOX)])
                for n in range(count)
            ]
            with django_assert_num_queries(4):
                take_turns(wanted, now=NOON, latest=NOON + DAY)

    def test_name_nobody_once_the_salt_is_gone(self):
        turn("ines")
        assert forget_old_turns(now=NOON + (DAYS_REMEMBERED - 1) * DAY) == (0, 0)
        assert turn("ines", NOON + 20 * DAY) == NOON + 20 * DAY
        assert forget_old_turns(now=NOON + DAYS_REMEMBERED * DAY) == (1, 0)
        assert MonthSalt.objects.get().day == (NOON + 20 * DAY).date()
        assert forget_old_turns(now=NOON + (DAYS_REMEMBERED * DAY + MINUTE)) == (0, 1)

    def test_need_the_secret_that_is_not_in_the_database(self, settings):
        turn("ines")
        settings.SECRET_KEY = "another"
        assert turn("ines") == NOON


def windows_hold(moments, allowances) -> bool:
    ordered = sorted(moments)
    return all(
        later - first >= limit.period
        for limit in allowances
        for first, later in zip(ordered, ordered[limit.count :], strict=False)
    )


requests = st.lists(
    st.tuples(
        st.sampled_from([0, 0, 0, 1, 30, 600, 7000, 90_000]),  # seconds since the one before
        st.sampled_from(["ada", "ines", "mica"]),
        st.booleans(),  # asked in one call with the one before
        st.sampled_from([0, 0, 50, 3000]),  # seconds that its network makes it wait
    ),
    min_size=1,
    max_size=60,
)


@pytest.mark.django_db
class TestAnyInterleaving:
    FEW_AN_HOUR = (Allowance(4, 60 * MINUTE),)

    @settings(
        max_examples=60,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(requests)
    def test_keeps_every_window_of_every_identity(self, asked):
        with transaction.atomic():
            self.check(asked)
            transaction.set_rollback(True)

    def check(self, asked):
        now, calls = NOON, []
        for pause, name, is_joined, wait in asked:
            if not (calls and is_joined):
                now += datetime.timedelta(seconds=pause)
                calls.append((now, []))
            calls[-1][1].append((name, now + datetime.timedelta(seconds=wait)))
        given: dict[str, list[datetime.datetime]] = {}
        domain = identity("domain", b"x.example")
        for moment, wanted in calls:
            turns = take_turns(
                [
                    Wanted(
                        earliest,
                        [(identity("m", name.encode()), MAILBOX), (domain, self.FEW_AN_HOUR)],
                    )
                    for name, earliest in wanted
                ],
                now=moment,
                latest=moment + 2 * DAY,
            )
            for (name, earliest), turn in zip(wanted, turns, strict=True):
                if turn:
                    assert earliest <= turn <= moment + 2 * DAY
                    given.setdefault(name, []).append(turn)
        assert given
        for moments in given.values():
            assert windows_hold(moments, MAILBOX[:2])
            # The third is counted by days, whose salts live for 30.
            assert windows_hold(moments, [Allowance(6, 28 * DAY)])
        everybody = [moment for moments in given.values() for moment in moments]
        assert windows_hold(everybody, self.FEW_AN_HOUR)


@pytest.mark.django_db(transaction=True)
class TestManyAtOnce:
    def test_get_no_more_turns_than_there_are(self):
        found = []
        start = threading.Barrier(6)

        def take() -> None:
            start.wait()
            with transaction.atomic():
                found.extend(
                    take_turns(
                        [Wanted(NOON, [(identity("mailbox", b"ines"), MAILBOX)])] * 2,
                        now=NOON,
                        latest=NOON + 2 * DAY,
                    )
                )
                found.extend(take_paced_turns(PACE, [b"k" * 32] * 70, now=NOON))
            connection.close()

        threads = [threading.Thread(target=take) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len([turn for turn in found if turn]) == 6 + 360
