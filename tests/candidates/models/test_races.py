"""A race that takes the place of a cancelled one, and cycles that are closed."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from candidates.models import Cycle, Race
from tests.factories import CycleFactory, OutreachFactory, RaceFactory, run

pytestmark = pytest.mark.django_db


class TestReplaces:
    def test_is_for_the_same_seat_only(self):
        cancelled, elsewhere = RaceFactory.create(), RaceFactory.create(district="12")
        with pytest.raises(IntegrityError, match="same seat"), transaction.atomic():
            Race.objects.filter(pk=elsewhere.pk).update(replaces=cancelled)
        again = RaceFactory.create(kind="special")
        Race.objects.filter(pk=again.pk).update(replaces=cancelled)
        assert Race.objects.get(pk=cancelled.pk).anchor == "mi-11-cancelled"


class TestAnArchivedCycle:
    @pytest.fixture
    def archived(self) -> Cycle:
        cycle = CycleFactory.create(year=2024)
        run("Ada Quartz", race=RaceFactory.create(cycle=cycle))
        Cycle.objects.filter(pk=cycle.pk).update(archived_at=timezone.now())
        return cycle

    def test_takes_no_outreach(self, archived):
        [race] = archived.races.all()
        with pytest.raises(IntegrityError, match="archived"), transaction.atomic():
            OutreachFactory.create(candidacy=race.candidacies.get())

    def test_lets_no_row_out(self, archived):
        [race] = archived.races.all()
        other = RaceFactory.create(district="12")
        with pytest.raises(IntegrityError, match="archived"), transaction.atomic():
            Race.objects.filter(pk=race.pk).update(cycle=other.cycle)
        with pytest.raises(IntegrityError, match="archived"), transaction.atomic():
            race.candidacies.update(race=other)
