import datetime

import pytest

from pledges.models import Recount

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 5, 5, 1, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


class TestRecount:
    def test_tells_what_the_last_one_found(self):
        assert not Recount.objects.latest_if_wrong().exists()
        for days, drift_count in ((2, 0), (1, 7), (0, 0)):
            Recount.objects.create(
                counted_at=NOW - days * DAY, signature_count=9, drift_count=drift_count
            )
            assert Recount.objects.latest_if_wrong().exists() is (drift_count > 0)
