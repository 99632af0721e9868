import pytest
from django.utils import timezone

from campaign.accounts.second_factor.login import begin, person_of
from tests.factories import OrganizerFactory

pytestmark = pytest.mark.django_db


class TestPersonOf:
    def test_is_nobody_whose_account_was_closed_since_the_password(self, client, rf):
        robin = OrganizerFactory.create()
        request = rf.get("/")
        request.session, request.user = client.session, OrganizerFactory.build(is_staff=False)
        begin(request, robin, now=timezone.now())
        request.user = type("Anonymous", (), {"is_authenticated": False})()
        assert person_of(request) == (robin, False)
        for closed in ({"is_active": False}, {"is_active": True, "is_staff": False}):
            type(robin).objects.filter(pk=robin.pk).update(**closed)
            assert person_of(request) is None
