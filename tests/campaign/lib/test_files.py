import stat
import subprocess
import sys
from pathlib import Path

import pytest

from campaign.devserver.state_folder import CHECKOUT
from campaign.lib.files import exclusive_lock, write_atomically


class TestWriteAtomically:
    def test_replaces_the_text_and_sets_the_mode(self, tmp_path: Path) -> None:
        path = tmp_path / "file"
        path.write_text("old")
        write_atomically(path, "new\n", mode=0o600)
        assert path.read_text() == "new\n"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_leaves_nothing_when_it_fails(self, tmp_path: Path) -> None:
        (tmp_path / "folder").mkdir()
        with pytest.raises(IsADirectoryError):
            write_atomically(tmp_path / "folder", "new", mode=0o600)
        assert [path.name for path in tmp_path.iterdir()] == ["folder"]


class TestExclusiveLock:
    def test_is_held_by_one_process(self, tmp_path: Path) -> None:
        path = tmp_path / "lock"
        script = "import fcntl, sys; fcntl.flock(open(sys.argv[1]), fcntl.LOCK_EX | fcntl.LOCK_NB)"
        attempt = [sys.executable, "-c", script, str(path)]
        with exclusive_lock(path):
            refused = subprocess.run(attempt, cwd=CHECKOUT, capture_output=True, check=False)
        assert b"BlockingIOError" in refused.stderr
        assert subprocess.run(attempt, cwd=CHECKOUT, check=False).returncode == 0
