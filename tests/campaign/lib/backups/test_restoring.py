from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from campaign.lib.backups import BackupError
from campaign.lib.backups.models import Backup
from campaign.lib.backups.restoring import restore
from campaign.lib.backups.sealing import opened
from campaign.lib.backups.taking import take
from campaign.lib.limits.buckets import allow
from campaign.lib.limits.models import Bucket, DailySalt
from tests.campaign.crawl import crawl
from tests.campaign.lib.backups.conftest import KEY, quiet
from tests.database import DATABASE

PAGES_COMPARED = 15


def pages() -> dict[str, tuple[int, str]]:
    """Return what the first pages say that a reader comes to. `make restore-drill` reads all."""
    wanted: set[str] = set()

    def is_wanted(address: str) -> bool:
        if len(wanted) < PAGES_COMPARED:
            wanted.add(address)
        return address in wanted

    return {address: (visit.status, visit.text) for address, visit in crawl("/", is_wanted).items()}


@pytest.mark.world("demo")
class TestRestore:
    def test_brings_back_every_page_and_file_and_nothing_short_lived(
        self, folder: Path, files: tuple[Path, Path], move_to_empty_site: Callable[[], None]
    ) -> None:
        media, private = files
        DATABASE.copy_files(media)
        allow("sign", "192.0.2.0", capacity=9, per_seconds=60, now=timezone.now())
        Session.objects.create(session_key="old", expire_date=timezone.now())
        taken = take(folder, tell=quiet)
        assert Backup.objects.get().verified_at
        before, originals = pages(), stored(media, private)
        assert len(before) >= PAGES_COMPARED

        move_to_empty_site()
        with opened(taken.path, KEY) as stream:
            content = stream.read()
        for key in (*settings.FIELD_KEYS, settings.SECRET_KEY.encode()):
            assert key not in content
        (folder / "key").write_text(f"# created: today\n{KEY}\n")
        output = io.StringIO()
        call_command("restore", taken.path, key_file=folder / "key", stdout=output)

        assert "1923 candidacies match the ledger." in output.getvalue()
        assert "Every total is right." in output.getvalue()
        assert pages() == before
        assert stored(Path(settings.MEDIA_ROOT), Path(settings.PRIVATE_MEDIA_ROOT)) == originals
        for rows in (DailySalt, Bucket, Session):
            assert not rows.objects.exists()
        with pytest.raises(BackupError, match="isn't empty"):
            restore(taken.path, KEY, tell=quiet)


def stored(*folders: Path) -> list[dict[Path, tuple[bytes, int]]]:
    """Return the content and the mode of each file below each of `folders`."""
    return [
        {
            path.relative_to(folder): (path.read_bytes(), path.stat().st_mode)
            for path in folder.rglob("*")
            if path.is_file()
        }
        for folder in folders
    ]


class TestRestoreRefuses:
    def test_a_folder_that_is_not_empty_and_a_damaged_file(
        self, folder: Path, files: tuple[Path, Path], move_to_empty_site: Callable[[], None]
    ) -> None:
        path = folder / "damaged"
        folder.mkdir()
        path.write_bytes(b"age-encryption.org/v1\n")
        with pytest.raises(BackupError, match=r"The database .* isn't empty"):
            restore(path, KEY, tell=quiet)
        move_to_empty_site()
        media = Path(settings.MEDIA_ROOT)
        media.mkdir()
        (media / "picture").touch()
        with pytest.raises(BackupError, match=r"new isn't empty"):
            restore(path, KEY, tell=quiet)
        (media / "picture").unlink()
        with pytest.raises(BackupError, match="damaged"):
            restore(path, KEY, tell=quiet)
        assert not connection.introspection.table_names()
