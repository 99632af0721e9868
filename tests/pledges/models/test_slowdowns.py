import datetime

import pytest
from django.db import IntegrityError

from pledges.models import Slowdown

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 5, 4, 15, tzinfo=datetime.UTC)
COUNTS = {"sent_count": 501, "used_count": 0, "refused_count": 0}


class TestSlowdown:
    def test_lets_ten_confirmations_a_minute_go(self):
        slowdown = Slowdown(began_at=NOW, next_turn_at=NOW)
        turns = [slowdown.next_turn(NOW) for _number in range(11)]
        assert turns[0] == NOW
        assert turns[10] == NOW + datetime.timedelta(minutes=1)
        later = NOW + datetime.timedelta(hours=1)
        assert slowdown.next_turn(later) == later

    def test_is_under_way_once(self):
        Slowdown.objects.create(began_at=NOW, ended_at=NOW, next_turn_at=NOW, **COUNTS)
        current = Slowdown.objects.create(began_at=NOW, next_turn_at=NOW, **COUNTS)
        assert Slowdown.objects.current().get() == current
        with pytest.raises(IntegrityError, match="under_way_is_one"):
            Slowdown.objects.create(began_at=NOW, next_turn_at=NOW, **COUNTS)
