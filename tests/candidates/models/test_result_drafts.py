import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from candidates.models import ResultDraft
from tests.factories import SOURCE, OrganizerFactory, StageFactory, run

pytestmark = pytest.mark.django_db


class TestResultDraft:
    def test_is_one_per_candidacy_with_a_source_and_sent_back_with_a_note(self):
        stage = StageFactory.create()
        by = OrganizerFactory.create()
        about = {
            "candidacy": run(race=stage.race),
            "stage": stage,
            "outcome": "advanced",
            "source_url": SOURCE,
            "entered_by": by,
        }
        back = {"sent_back_by": by, "sent_back_at": timezone.now()}
        for wrong in ({"source_url": ""}, back):
            with pytest.raises(IntegrityError), transaction.atomic():
                ResultDraft.objects.create(**about | wrong)
        draft = ResultDraft.objects.create(**about)
        with pytest.raises(IntegrityError), transaction.atomic():
            ResultDraft.objects.create(**about)
        assert list(ResultDraft.objects.waiting().on_night("MI", stage.held_on)) == [draft]
        ResultDraft.objects.update(**back, note="Which page?")
        assert list(ResultDraft.objects.sent_back()) == [draft]
