import datetime

import pytest

from campaign.lib import limits
from campaign.lib.limits import buckets
from campaign.lib.limits.buckets import destroy_old_keys
from campaign.lib.limits.models import DailySalt
from campaign.lib.limits.tasks import destroy_old_limit_keys

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
class TestDestroyOldKeys:
    def test_keeps_a_salt_for_less_than_48_hours(self):
        morning = datetime.datetime(2026, 6, 1, 0, 0, 1, tzinfo=datetime.UTC)
        take(1, morning)
        destroy_old_keys(now=morning + datetime.timedelta(hours=47, minutes=59))
        assert DailySalt.objects.count() == 1
        destroy_old_limit_keys(int(morning.timestamp()) + 48 * 3600)
        assert not DailySalt.objects.exists()

    def test_destroys_buckets_that_can_never_be_asked_again(self):
        take(60)
        take(60, later(days=1))
        assert destroy_old_keys(now=later(days=1)) == (0, 1)
        assert take(1, later(days=1)) == 0

    def test_happens_with_the_first_check_of_a_day_although_no_worker_runs(self):
        take(1)
        take(1, later(days=1))
        take(1, later(days=2))
        assert set(DailySalt.objects.values_list("day", flat=True)) == {
            later(days=1).date(),
            later(days=2).date(),
        }

    def test_can_be_repeated(self):
        take(1)
        assert destroy_old_keys(now=later(days=3)) == (1, 1)
        assert destroy_old_keys(now=later(days=3)) == (0, 0)
