import pytest
from django.db.models import ProtectedError

from tests.factories import OutreachFactory, run


@pytest.mark.django_db
class TestOrganizerKey:
    def test_keeps_the_account_of_someone_who_did_something(self, admin_user):
        OutreachFactory.create(candidacy=run(), by=admin_user)
        with pytest.raises(ProtectedError):
            admin_user.delete()
