from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from campaign.lib import audit
from campaign.lib.audit.models import AuditEvent
from campaign.lib.backups import DamagedError, NotAllowedError, postgres_tools, taking
from campaign.lib.backups.models import Backup
from campaign.lib.backups.restoring import check
from campaign.lib.backups.taking import take
from tests.campaign.lib.backups.conftest import KEY, quiet

Files = tuple[Path, Path]


@pytest.fixture
def unverified(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody create a database to test a backup in."""

    def refuse(*args: Any, **options: Any) -> None:
        raise NotAllowedError("Let the role create databases.")

    monkeypatch.setattr(taking, "verify", refuse)


@pytest.mark.usefixtures("transactional_db", "files", "unverified")
class TestTake:
    def test_leaves_one_private_file_and_a_line_with_the_end_of_the_audit_log(
        self,
        folder: Path,
        files: Files,
        caplog: pytest.LogCaptureFixture,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        dump = postgres_tools.dump

        def dump_later(*args: Any) -> Any:
            (files[1] / "came").write_bytes(b"uploaded meanwhile")
            return dump(*args)

        monkeypatch.setattr(postgres_tools, "dump", dump_later)
        audit.record(audit.Event.BULK)
        (folder / "old.part").parent.mkdir()
        (folder / "old.part").touch()
        caplog.set_level(logging.INFO)
        taken = take(folder, tell=quiet)
        assert [path.name for path in folder.iterdir() if path.name != ".lock"] == [taken.path.name]
        assert taken.path.stat().st_mode & 0o777 == 0o600
        assert check(taken.path, KEY, tell=quiet) == taken.manifest
        assert taken.manifest.files.keys() >= {"private/evidence/a.webp", "private/came"}
        assert taken.manifest.audit_head == f"1 {AuditEvent.objects.get().hash}"
        row = Backup.objects.get()
        assert (row.name, row.verified_at) == (taken.path.name, None)
        assert "Let the role create databases." in taken.untried
        [line, warning] = caplog.messages
        assert f"The audit log ends at row {taken.manifest.audit_head}." in line
        assert "unverified" in warning

    def test_leaves_nothing_when_it_is_stopped(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*args: Any) -> None:
            raise SystemExit(143)

        monkeypatch.setattr(postgres_tools, "dump", fail)
        with pytest.raises(SystemExit):
            take(folder, tell=quiet)
        assert [path.name for path in folder.iterdir()] == [".lock"]
        assert not Backup.objects.exists()

    def test_keeps_nothing_that_is_damaged(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def notice(*args: Any, **options: Any) -> None:
            raise DamagedError("The disk wrote something else.")

        monkeypatch.setattr(taking, "verify", notice)
        with pytest.raises(DamagedError):
            take(folder, tell=quiet)
        assert [path.name for path in folder.iterdir()] == [".lock"]
        assert not Backup.objects.exists()
