import pytest
from django.utils import timezone

from candidates.models import EvidenceOpening
from candidates.models.openings import digest_of_evidence
from tests.factories import EvidenceFactory, OrganizerFactory

pytestmark = pytest.mark.django_db


class TestOpened:
    def test_counts_what_this_organizer_opened_as_it_is_now(self):
        items, organizer = EvidenceFactory.create_batch(3), OrganizerFactory.create()
        for item in items[:2]:
            EvidenceOpening.objects.create(
                evidence=item,
                opened_by=organizer,
                opened_at=timezone.now(),
                digest=digest_of_evidence(item),
            )
        items[1].url = "https://example.org/another"
        assert EvidenceOpening.objects.opened(organizer.pk, items) == {items[0].pk}
        assert EvidenceOpening.objects.opened(OrganizerFactory.create().pk, items) == set()
