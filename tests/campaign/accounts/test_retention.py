import datetime

import pytest
from django.utils import timezone

from campaign.accounts.models import Invitation
from campaign.lib import retention

pytestmark = pytest.mark.django_db


class TestOldInvitations:
    def test_go_after_a_month(self):
        now = timezone.now()
        for days in (31, 29):
            sent_at = now - datetime.timedelta(days=days)
            Invitation.objects.create(email="a@example.org", role="Caller", sent_at=sent_at)
        retention.purge(now, is_dry_run=False)
        assert Invitation.objects.count() == 1
