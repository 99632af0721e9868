import datetime

import pytest
from django.db import IntegrityError
from django.utils import timezone

from campaign.accounts.models import Invitation
from campaign.accounts.models.invitations import invitation_of

pytestmark = pytest.mark.django_db
ADDRESS = "sasha@example.org"


class TestInvitation:
    def test_is_found_by_its_own_link_alone(self):
        now = timezone.now()
        first, second = (
            Invitation.objects.create(email=ADDRESS, role="Caller", sent_at=now)
            for _each in range(2)
        )
        assert invitation_of(first.token()).get() == first
        assert not invitation_of(f"{first.token()}x").exists()
        assert first.token().partition(":")[0] != second.token().partition(":")[0]
        assert ADDRESS not in f"{first} {first!r} {first.token()}"

    def test_is_open_for_a_week(self):
        now = timezone.now()
        sent = Invitation.objects.create(email=ADDRESS, role="Caller", sent_at=now)
        week = datetime.timedelta(days=7)
        assert Invitation.objects.open(now + week / 2).get() == sent
        assert not Invitation.objects.open(now + week).exists()

    def test_has_one_of_our_roles(self):
        with pytest.raises(IntegrityError, match="invitation_has_a_role"):
            Invitation.objects.create(email=ADDRESS, role="King", sent_at=timezone.now())
