from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from campaign.content.management.commands import backup
from campaign.lib.backups import BackupError, NotAllowedError
from campaign.lib.backups.archive import Manifest
from campaign.lib.backups.taking import Taken
from tests.campaign.lib.backups.conftest import KEY

MANIFEST = Manifest(taken_at="2026-11-29T06:41:02+00:00", tables={"a": 2, "b": 3})


def run(*arguments: Any, **options: Any) -> str:
    output = io.StringIO()
    call_command("backup", *arguments, stdout=output, **options)
    return output.getvalue()


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Return what sets what taking and verifying say; `tmp_path` has the secret key."""
    (tmp_path / "key").write_text(str(KEY))

    def say(name: str, value: Any) -> None:
        def answer(*args: Any, **options: Any) -> Any:
            if isinstance(value, Exception):
                raise value
            return value

        monkeypatch.setattr(backup, name, answer)

    return say


class TestBackup:
    def test_says_where_it_is_and_what_is_not_in_it(self, answers: Any, tmp_path: Path) -> None:
        answers("take", Taken(tmp_path / "a", MANIFEST))
        assert run(tmp_path).startswith(
            f"{tmp_path}/a is complete. We tested it by restoring it.\nThe backup"
        )
        answers("take", Taken(tmp_path / "a", MANIFEST, "Let the role create databases."))
        assert "complete. Let the role" in run(tmp_path)

    def test_deletes_old_ones_only_once_there_is_a_new_one(
        self, answers: Any, tmp_path: Path
    ) -> None:
        old = tmp_path / "2020-01-01T064102Z.tar.age"
        old.touch()
        answers("take", BackupError("The disk is full."))
        with pytest.raises(CommandError, match="The disk is full"):
            run(tmp_path, prune=True)
        assert old.exists()
        answers("take", Taken(tmp_path / "a", MANIFEST))
        assert "Deleted 1 old backups." in run(tmp_path, prune=True)
        assert not old.exists()

    def test_verifies_an_older_one(self, answers: Any, tmp_path: Path) -> None:
        answers("verify", MANIFEST)
        said = run(verify=tmp_path / "a", key_file=tmp_path / "key")
        assert "5 rows of 2 tables and 0 files, data as of 2026-11-29T06:41:02" in said
        answers("verify", NotAllowedError("Let the role create databases."))
        with pytest.raises(CommandError, match=r"Every checksum is right. Let the role"):
            run(verify=tmp_path / "a", key_file=tmp_path / "key")

    def test_needs_a_folder_or_a_file(self) -> None:
        with pytest.raises(CommandError, match="Give a folder"):
            run()
