"""A race that takes the place of a cancelled one, and cycles that are closed."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from candidates import standing
from candidates.models import Candidacy, Cycle, Race
from candidates.standing import Outcome
from tests.factories import (
    AnswerFactory,
    CycleFactory,
    OutreachFactory,
    RaceFactory,
    publish_answer,
    run,
)

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

    def test_loses_no_row(self, archived):
        [race] = archived.races.all()
        Cycle.objects.update(archived_at=None)
        asked = OutreachFactory.create(candidacy=race.candidacies.get())
        draft = AnswerFactory.create(candidacy=race.candidacies.get())
        Cycle.objects.update(archived_at=timezone.now())
        for row in (asked, draft):
            with pytest.raises(IntegrityError, match="archived"), transaction.atomic():
                type(row).objects.filter(pk=row.pk).delete()

    def test_is_not_written_when_its_people_answer_in_the_next(self, archived, monkeypatch):
        """Rules that say something else of the old run by now block nobody's new answer."""
        [old] = Candidacy.objects.all()
        monkeypatch.setattr(
            standing, "derive_outcome", lambda candidacy, results: Outcome.LOST_PRIMARY
        )
        new = run(person=old.person)
        publish_answer(new)
        assert (new.status, new.outcome) == ("signed", Outcome.LOST_PRIMARY)
        old.refresh_from_db()
        assert old.outcome == Outcome.ACTIVE
        call_command("check_record")

    def test_lets_no_row_out(self, archived):
        [race] = archived.races.all()
        other = RaceFactory.create(district="12")
        with pytest.raises(IntegrityError, match="archived"), transaction.atomic():
            Race.objects.filter(pk=race.pk).update(cycle=other.cycle)
        with pytest.raises(IntegrityError, match="archived"), transaction.atomic():
            race.candidacies.update(race=other)
