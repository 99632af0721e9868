import os
from pathlib import Path

import pytest

from campaign.devserver import postgres_programs
from campaign.devserver.postgres_programs import copied_packages


class TestCopiedPackages:
    def test_is_complete_readable_and_made_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(postgres_programs, "CACHE_FOR_ROOT", tmp_path / "cache")
        packages = postgres_programs.postgres_programs().parents[2]
        (tmp_path / "cache" / "new-half").mkdir(parents=True)
        mask = os.umask(0o077)
        try:
            copy = copied_packages(packages)
        finally:
            os.umask(mask)
        installation = copy / postgres_programs.INSTALLATION
        assert (installation / "bin" / "postgres").stat().st_mode & 0o777 == 0o755
        assert (installation / "share").stat().st_mode & 0o005 == 0o005
        assert [path.name for path in copy.parent.iterdir()].count("new-half") == 0
        made = copy.stat().st_ino
        assert copied_packages(packages).stat().st_ino == made
