from __future__ import annotations

from pathlib import Path

import pytest

from campaign.lib.backups import BackupError, DamagedError
from campaign.lib.backups.stored_files import (
    destination,
    leave_out_of_backups,
    require_empty_folders,
    stored_files,
)


class TestStoredFiles:
    def test_are_those_that_nobody_can_make_again(self, files: tuple[Path, Path]) -> None:
        media, _private = files
        (media / "previews" / "site").mkdir(parents=True)
        (media / "previews" / "site" / "card.png").touch()
        leave_out_of_backups(media / "previews")
        leave_out_of_backups(media / "previews")
        (media / "link").symlink_to("/etc/passwd")
        assert {name for name, _path in stored_files()} == {
            "media/evidence/a.webp",
            "private/evidence/a.webp",
        }


class TestDestination:
    @pytest.mark.parametrize("name", ["media", "media/../keys.env", "/etc/passwd", "mail/1", "."])
    def test_is_in_our_folders(self, files: tuple[Path, Path], name: str) -> None:
        with pytest.raises(DamagedError, match="outside our folders"):
            destination(name)

    def test_is_where_the_file_was(self, files: tuple[Path, Path]) -> None:
        assert destination("private/evidence/a.webp") == files[1] / "evidence" / "a.webp"


class TestRequireEmptyFolders:
    def test_names_the_folder_that_is_not(self, files: tuple[Path, Path]) -> None:
        with pytest.raises(BackupError, match="media isn't empty"):
            require_empty_folders()
