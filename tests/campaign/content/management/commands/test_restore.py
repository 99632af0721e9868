"""What comes after a restore. tests/campaign/lib/backups/test_restoring.py tries the whole."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from campaign.content.management.commands import restore
from campaign.lib.audit.models import NOTHING
from campaign.lib.backups.archive import Manifest
from tests.campaign.lib.backups.conftest import KEY
from tests.factories import CommentFactory

MANIFEST = Manifest(audit_head=f"0 {NOTHING}")


@pytest.fixture
def restored(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[], str]:
    """Return what runs the command on a database that is as if it were just restored."""
    monkeypatch.setattr(restore, "restore", lambda *args, **options: MANIFEST)
    (tmp_path / "key").write_text(str(KEY))

    def run() -> str:
        output = io.StringIO()
        call_command("restore", tmp_path / "backup", key_file=tmp_path / "key", stdout=output)
        return output.getvalue()

    return run


class TestRestore:
    def test_ends_by_checking_the_record_and_the_totals(self, restored: Callable[[], str]) -> None:
        CommentFactory.create()
        assert restored().endswith("0 signatures count.\nEvery total is right.\n")

    def test_says_that_the_audit_log_leads_elsewhere(
        self, restored: Callable[[], str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(MANIFEST, "audit_head", "7 abc")
        with pytest.raises(CommandError, match="The audit log was changed at row 7"):
            restored()

    def test_says_that_a_key_is_missing(
        self, restored: Callable[[], str], other_keys: Callable[[], None]
    ) -> None:
        CommentFactory.create(email="fern@example.org")
        other_keys()
        with pytest.raises(CommandError, match=r"FIELD_KEYS reads campaign\.Comment\.email"):
            restored()

    def test_says_that_the_code_is_newer(self, restored: Callable[[], str]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE app = 'backups'")
        with pytest.raises(CommandError, match="older version of the site"):
            restored()
