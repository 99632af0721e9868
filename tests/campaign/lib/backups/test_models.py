from __future__ import annotations

import datetime

from django.utils import timezone

from campaign.lib.backups.models import Backup


class TestNewestVerifiedAt:
    def test_is_when_its_data_is_from(self, db: None) -> None:
        assert Backup.objects.newest_verified_at() is None
        now = timezone.now()
        for hours, verified_at in ((1, None), (25, now), (49, now)):
            taken_at = now - datetime.timedelta(hours=hours)
            Backup.objects.create(taken_at=taken_at, size_bytes=1, verified_at=verified_at)
        assert Backup.objects.newest_verified_at() == now - datetime.timedelta(hours=25)
