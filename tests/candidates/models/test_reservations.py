import pytest
from django.utils import timezone

from candidates.models import CallReservation
from tests.factories import OrganizerFactory, run


@pytest.mark.django_db
class TestCallReservation:
    def test_names_nobody_in_logs(self):
        row = run("Ada Moss")
        held = CallReservation.objects.create(
            candidacy=row, by=OrganizerFactory(), until=timezone.now()
        )
        assert "Moss" not in str(held)
