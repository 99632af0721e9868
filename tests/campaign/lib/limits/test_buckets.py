import datetime
import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from campaign.lib import limits
from campaign.lib.forms import PublicForm
from campaign.lib.limits import buckets
from campaign.lib.limits.models import Bucket, DailySalt

NOON = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def no_known_salt(monkeypatch):
    monkeypatch.setattr(buckets, "_known_salt", None)


def later(**duration: float) -> datetime.datetime:
    return NOON + datetime.timedelta(**duration)


def take(count: int, now=NOON, *, identity="203.0.113.0/24", purpose="report") -> int:
    """Return how many of `count` checks pass at a limit of 60 in 10 minutes."""
    return sum(
        limits.allow(purpose, identity, capacity=60, per_seconds=600, now=now) for _ in range(count)
    )


@pytest.mark.django_db
class TestAllow:
    def test_passes_sixty_in_ten_minutes_and_no_more(self):
        assert [take(1, later(seconds=9 * n)) for n in range(60)] == [1] * 60
        assert take(100, later(seconds=531)) < 60

    def test_passes_all_at_once_and_then_none(self):
        assert take(61) == 60
        assert take(1, later(seconds=9)) == 0

    def test_gives_tokens_back_with_time(self):
        take(60)
        assert take(5, later(seconds=25)) == 2
        assert take(100, later(hours=3)) == 60

    def test_never_fills_over_the_brim(self):
        take(1)
        assert take(100, later(hours=10)) == 60

    def test_keeps_identities_and_purposes_apart(self):
        take(60)
        assert take(1, identity="198.51.100.0/24") == 1
        assert take(1, purpose="sign") == 1
        assert take(1) == 0

    def test_begins_again_on_the_next_day(self):
        take(60, later(hours=11, minutes=59))
        assert take(1, later(hours=12)) == 1

    def test_gives_nothing_for_a_clock_that_runs_behind(self):
        take(59)
        assert take(2, later(seconds=-300)) == 1
        assert take(1) == 0
        assert take(1, later(seconds=9)) == 0

    def test_writes_one_statement_a_check_once_the_salt_is_known(
        self, django_assert_num_queries, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            take(1)
        with django_assert_num_queries(1):
            take(1)

    def test_stores_no_identity_and_sends_none_to_the_database(self, django_assert_num_queries):
        identity = "203.0.113.0/24"
        with django_assert_num_queries(4) as captured:
            take(1, identity=identity)
        assert not any(identity in query["sql"] for query in captured.captured_queries)
        bucket = Bucket.objects.get()
        assert identity.encode() not in bytes(bucket.key)

    def test_names_an_identity_otherwise_every_day(self):
        take(1)
        take(1, later(days=1))
        assert Bucket.objects.count() == 2

    def test_needs_the_secret_that_is_not_in_the_database(self, settings):
        take(1)
        settings.SECRET_KEY = "another"
        take(1)
        assert DailySalt.objects.count() == 1
        assert Bucket.objects.count() == 2


@pytest.mark.django_db(transaction=True)
class TestAllowOfManyAtOnce:
    def test_passes_exactly_as_many_as_there_are_tokens(self):
        passed = []
        start = threading.Barrier(8)

        def take_many() -> None:
            start.wait()
            passed.append(take(20))
            connection.close()

        threads = [threading.Thread(target=take_many) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sum(passed) == 60
        assert DailySalt.objects.count() == 1

    def test_forgets_a_salt_that_was_rolled_back(self):
        day = later(days=40)
        with transaction.atomic():
            take(1, day)
            transaction.set_rollback(True)
        assert not DailySalt.objects.exists()
        take(1, day)
        assert DailySalt.objects.count() == 1


@pytest.mark.django_db(transaction=True)
class TestCrashOfTheDatabase:
    def test_lets_all_processes_agree_on_a_new_salt(self):
        before = limits.daily_hash("login", "ines", now=NOON)
        DailySalt.objects.all().delete()  # as PostgreSQL does to UNLOGGED tables when it recovers
        connection.close()
        after = limits.daily_hash("login", "ines", now=NOON)
        assert after != before
        assert DailySalt.objects.count() == 1


def sent(block: str, sender: str, *, leaf: str = "") -> str:
    form = PublicForm({"leaf": leaf})
    assert form.is_valid()
    return limits.quarantine_of(form, "note", block, sender, now=timezone.now())


@pytest.mark.django_db
class TestQuarantineOf:
    def test_holds_what_filled_the_honeypot(self):
        assert sent("192.0.2.0/24", "", leaf="https://example.org") == limits.HONEYPOT

    def test_holds_what_one_network_sends_too_often(self):
        assert {sent("192.0.2.0/24", "") for _ in range(buckets.OF_A_BLOCK)} == {""}
        assert sent("192.0.2.0/24", "") == limits.LIMIT
        assert sent("198.51.100.0/24", "") == ""

    def test_holds_what_one_address_sends_too_often_from_anywhere(self):
        held = [sent(f"198.51.{n}.0/24", "Ada@example.org") for n in range(buckets.OF_A_SENDER + 1)]
        assert held == [""] * buckets.OF_A_SENDER + [limits.LIMIT]
        assert sent("203.0.113.0/24", "ada@EXAMPLE.org") == limits.LIMIT
