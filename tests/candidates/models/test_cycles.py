from datetime import date

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from candidates.ledger import refresh
from candidates.models import Candidacy, Cycle, Race
from candidates.models.choices import Outcome
from tests.factories import (
    AnswerFactory,
    CycleFactory,
    OutreachFactory,
    RaceFactory,
    publish_answer,
    run,
)

pytestmark = pytest.mark.django_db


class TestTheCurrentCycle:
    def test_is_the_latest_open_one_whose_year_has_begun(self, monkeypatch):
        past, now, ahead, later = (
            CycleFactory.create(year=year) for year in (2024, 2026, 2028, 2030)
        )
        faults = []
        for day, archived, expected in (
            ("2026-11-29", [], now),
            ("2027-12-31", [], now),
            ("2028-01-01", [], ahead),
            ("2026-11-29", [past, now], ahead),
            ("2026-11-29", [past, now, ahead, later], later),
        ):
            Cycle.objects.update(archived_at=None)
            Cycle.objects.filter(pk__in=[row.pk for row in archived]).update(
                archived_at=timezone.now()
            )
            monkeypatch.setattr(timezone, "localdate", lambda day=day: date.fromisoformat(day))
            if (found := Cycle.objects.current()) != expected:
                faults.append((day, archived, found))
        assert not faults


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
            refresh, "derive_outcome", lambda candidacy, results: Outcome.LOST_PRIMARY
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
