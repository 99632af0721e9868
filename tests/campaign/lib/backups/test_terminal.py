from __future__ import annotations

import io
from pathlib import Path

import pytest

from campaign.lib.backups import BackupError
from campaign.lib.backups.terminal import Progress, secret_key
from tests.campaign.lib.backups.conftest import KEY


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class TestProgress:
    def test_says_on_a_terminal_how_far_it_is(self) -> None:
        terminal = Terminal()
        progress = Progress(terminal)
        progress("Files", 1_200_000)
        progress("Files", 1_300_000)  # a moment later
        progress("Database", 0)
        progress.end()
        assert terminal.getvalue() == "\rFiles: 1.2 MB\n\rDatabase: 0.0 MB\n"

    def test_says_nothing_elsewhere(self) -> None:
        journal = io.StringIO()
        progress = Progress(journal)
        progress("Files", 1)
        progress.end()
        assert journal.getvalue() == ""


class TestSecretKey:
    def test_comes_from_a_file_or_a_prompt(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "key").write_text(str(KEY))
        monkeypatch.setattr("getpass.getpass", lambda question: str(KEY))
        assert str(secret_key(tmp_path / "key")) == str(secret_key(None)) == str(KEY)

    def test_says_which_file_it_can_not_read(self, tmp_path: Path) -> None:
        with pytest.raises(BackupError, match="/none"):
            secret_key(tmp_path / "none")
