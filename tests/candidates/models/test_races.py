"""A race that takes the place of a cancelled one, and cycles that are closed."""

import pytest
from django.db import IntegrityError, transaction

from candidates.models import Race
from tests.factories import (
    RaceFactory,
)

pytestmark = pytest.mark.django_db


class TestReplaces:
    def test_is_for_the_same_seat_only(self):
        cancelled, elsewhere = RaceFactory.create(), RaceFactory.create(district="12")
        with pytest.raises(IntegrityError, match="one_for_its_seat"), transaction.atomic():
            Race.objects.filter(pk=elsewhere.pk).update(replaces=cancelled)
        again = RaceFactory.create(kind="special")
        Race.objects.filter(pk=again.pk).update(replaces=cancelled)
        assert Race.objects.get(pk=cancelled.pk).anchor == "mi-11-cancelled"
