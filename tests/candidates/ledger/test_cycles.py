from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from campaign.lib.admin.constraint_messages import constraint_name
from candidates.models import Cycle
from candidates.models.choices import Status
from tests.factories import (
    StageFactory,
    draft_answer,
    publish_answer,
    record_results,
    run,
)

pytestmark = pytest.mark.django_db


class TestArchivedCycle:
    def test_is_read_only_whoever_writes(self):
        candidacy = run()
        answer = draft_answer(candidacy)
        stage = StageFactory.create(race=candidacy.race)
        Cycle.objects.update(archived_at=timezone.now())
        changes: dict[str, Callable[[], object]] = {
            "race": lambda: candidacy.race.save(),
            "stage": lambda: stage.save(),
            "candidacy": lambda: run(race=candidacy.race),
            "answer": lambda: answer.save(),
            "stage_result": lambda: record_results(stage, {candidacy: "won"}),
        }
        for table, change in changes.items():
            with pytest.raises(IntegrityError, match="archived") as refusal, transaction.atomic():
                change()
            assert constraint_name(refusal.value) == f"{table}_stays_as_archived"

    def test_is_opened_again_by_taking_the_archiving_back(self):
        candidacy = run()
        Cycle.objects.update(archived_at=timezone.now())
        Cycle.objects.update(archived_at=None)
        publish_answer(candidacy)
        assert candidacy.status == Status.SIGNED
