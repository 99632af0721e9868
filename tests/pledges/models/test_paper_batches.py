import datetime

import pytest
from django.db import IntegrityError, transaction

from pledges.models import PaperBatch
from tests.factories import OrganizerFactory
from tests.pledges.people import a_paper_batch, a_petition

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 5, 4, 15, tzinfo=datetime.UTC)
REMOVED = {"taken_back_at": NOW, "taken_back_reason": "Twice."}


class TestPaperBatch:
    def test_waits_counts_or_is_removed(self):
        petition = a_petition()
        counts = a_paper_batch(petition, 1)
        waits = a_paper_batch(petition, 2, awaits_release=True)
        removed = a_paper_batch(petition, 3, **REMOVED)
        never_counted = a_paper_batch(petition, 4, awaits_release=True, **REMOVED)
        assert list(PaperBatch.objects.awaiting_release()) == [waits]
        waiting = [each.is_waiting for each in (counts, waits, removed, never_counted)]
        assert waiting == [False, True, False, False]

    def test_is_released_by_a_second_person_removed_for_a_reason_and_never_empty(self):
        petition, organizer = a_petition(), OrganizerFactory.create()
        released = {"entered_by": organizer, "released_by": organizer, "released_at": NOW}
        for count, values, name in (
            (5, released, "released_by_a_second_person"),
            (5, {**released, "released_by": None}, "released_by_a_second_person"),
            (5, {"taken_back_at": NOW}, "taken_back_for_a_reason"),
            (0, {}, "is_not_empty"),
        ):
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                a_paper_batch(petition, count, **values)

    def test_counts_since_its_release(self):
        batch = PaperBatch(entered_at=NOW)
        assert batch.counted_since == NOW
        batch.released_at = NOW + datetime.timedelta(days=1)
        assert batch.counted_since == batch.released_at
