import pytest
from django.db.models import ProtectedError

from pledges.models import Export
from tests.factories import OrganizerFactory
from tests.pledges.people import a_petition

pytestmark = pytest.mark.django_db


class TestExport:
    def test_stays_with_its_organizer_and_petition(self):
        organizer, petition = OrganizerFactory.create(), a_petition()
        Export.objects.create(exported_by=organizer, petition=petition, reason="Newsletter")
        for row in (organizer, petition):
            with pytest.raises(ProtectedError):
                row.delete()
