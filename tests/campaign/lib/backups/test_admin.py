from __future__ import annotations

from django.test import Client
from django.utils import timezone

from campaign.lib.backups.models import Backup


class TestBackupAdmin:
    def test_lists_them_with_their_size_and_lets_nobody_change_them(
        self, admin_client: Client
    ) -> None:
        Backup.objects.create(taken_at=timezone.now(), name="a.tar.age", size_bytes=5_000_000)
        page = admin_client.get("/admin/backups/backup/").text
        assert "a.tar.age" in page
        assert "4.8\xa0MB" in page
        assert admin_client.get("/admin/backups/backup/add/").status_code == 403
