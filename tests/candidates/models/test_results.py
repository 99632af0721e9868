import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from candidates import ledger
from candidates.models import StageResult
from tests.factories import SOURCE, RaceFactory, StageFactory, record_results, run

pytestmark = pytest.mark.django_db


class TestStageResult:
    def test_counts_until_it_is_retracted_or_its_election_is_void(self):
        candidacy = run()
        stage = StageFactory.create(race=candidacy.race)
        [result] = record_results(stage, {candidacy: "lost"})
        assert result.is_valid
        ledger.stages.declare_void(stage, source_url=SOURCE, now=timezone.now())
        assert not StageResult.objects.get().is_valid
        ledger.stages.reinstate(stage, source_url=SOURCE, now=timezone.now())
        ledger.stages.retract_result(result, reason="Mixed up.", now=timezone.now())
        assert not StageResult.objects.get().is_valid

    @pytest.mark.parametrize("change", [{"outcome": "won"}, {"source_url": "https://a.example"}])
    def test_is_never_edited_or_deleted(self, change):
        candidacy = run()
        record_results(StageFactory.create(race=candidacy.race), {candidacy: "lost"})
        with pytest.raises(ProgrammingError), transaction.atomic():
            StageResult.objects.update(**change)
        with pytest.raises(ProgrammingError, match="Cannot delete"), transaction.atomic():
            StageResult.objects.all().delete()

    def test_is_of_an_election_of_its_race(self):
        elsewhere = StageFactory.create(race=RaceFactory.create(district="12"))
        with pytest.raises(IntegrityError, match="of_the_race"), transaction.atomic():
            record_results(elsewhere, {run(): "lost"})
