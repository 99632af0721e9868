import pytest
from django.utils import timezone

from candidates.admin.night_preview import preview_of
from candidates.ledger.nights import Entry
from candidates.models import StageResult
from tests.candidates.admin.nights import field_of, outcomes
from tests.factories import SOURCE, OrganizerFactory

pytestmark = pytest.mark.django_db


class TestPreview:
    def test_says_what_would_change_and_keeps_nothing(self, stages):
        by = OrganizerFactory.create()
        entries = [
            Entry(stages[0], field_of(stages[0])[0], StageResult.Outcome.ADVANCED, SOURCE, by),
            *(
                Entry(stages[1], row, StageResult.Outcome.ADVANCED, SOURCE, by)
                for row in field_of(stages[1])
            ),
        ]
        preview = preview_of(entries, by=by, now=timezone.now())
        [(stage, [change])] = preview.elections
        assert (stage, change.before, change.after) == (stages[0], "active", "won_primary")
        [sentence] = preview.refused[stages[1].pk]
        assert "Too many candidates advance" in sentence
        assert outcomes(stages[0]) == ["active"] * 3
        assert not StageResult.objects.exists()
        again = preview_of(entries[:1], by=by, now=timezone.now())
        assert again.seen == preview.seen
