from __future__ import annotations

import datetime
from pathlib import Path

from campaign.lib.backups.pruning import file_name, moment_of, prune, to_keep

NOW = datetime.datetime(2026, 11, 29, 6, 41, 2, tzinfo=datetime.UTC)
NIGHTS = [NOW - datetime.timedelta(days=days) for days in range(800)]


class TestToKeep:
    def test_keeps_14_days_and_12_months(self) -> None:
        kept = to_keep(NIGHTS, now=NOW)
        assert set(NIGHTS[:15]) <= kept
        older = sorted(kept - set(NIGHTS[:15]))
        assert [f"{moment:%Y-%m-%d}" for moment in older] == [
            *("2025-11-30", "2025-12-31", "2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"),
            *("2026-05-31", "2026-06-30", "2026-07-31", "2026-08-31", "2026-09-30", "2026-10-31"),
        ]

    def test_comes_to_the_same_night_by_night_as_at_once(self) -> None:
        kept: set[datetime.datetime] = set()
        for night in reversed(NIGHTS):
            kept = to_keep(kept | {night}, now=night)
        assert kept == to_keep(NIGHTS, now=NOW)


class TestPrune:
    def test_deletes_only_backups(self, tmp_path: Path) -> None:
        names = ["key.txt", ".lock", f"{file_name(NIGHTS[700])}.part", "2024-01-01T064102Z.tar"]
        for name in (*names, file_name(NOW), file_name(NIGHTS[700])):
            (tmp_path / name).touch()
        assert [path.name for path in prune(tmp_path, now=NOW)] == [file_name(NIGHTS[700])]
        assert {path.name for path in tmp_path.iterdir()} == {*names, file_name(NOW)}


class TestFileName:
    def test_says_when_it_was_taken(self) -> None:
        assert file_name(NOW) == "2026-11-29T064102Z.tar.age"
        assert moment_of(file_name(NOW)) == NOW
