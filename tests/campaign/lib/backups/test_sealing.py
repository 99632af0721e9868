from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign.lib.backups import BackupError
from campaign.lib.backups.sealing import identity, opened, recipients, seal
from tests.campaign.lib.backups.conftest import KEY

SECRET, PUBLIC = str(KEY), str(KEY.to_public())


class TestRecipients:
    def test_are_public_keys(self) -> None:
        assert [str(each) for each in recipients([PUBLIC])] == [PUBLIC]

    @pytest.mark.parametrize(
        ("keys", "words"), [([], "Set BACKUP_PUBLIC_KEYS"), (["age1x"], "isn't")]
    )
    def test_are_there(self, keys: list[str], words: str) -> None:
        with pytest.raises(BackupError, match=words):
            recipients(keys)


class TestIdentity:
    def test_is_read_from_a_file_of_age_keygen(self) -> None:
        text = f"# created: 2026-11-29T20:00:00Z\n# public key: {PUBLIC}\n{SECRET}\n"
        assert str(identity(text)) == SECRET

    @pytest.mark.parametrize(
        "text",
        ["", PUBLIC, f"{SECRET}\n{SECRET}", "AGE-SECRET-KEY-1X"],
        ids=["nothing", "public", "two", "damaged"],
    )
    def test_is_one_secret_key(self, text: str) -> None:
        with pytest.raises(BackupError, match="isn't a secret key") as raised:
            identity(text)
        assert "X" not in str(raised.value)


class TestSeal:
    def test_raises_what_stopped_it(self) -> None:
        def pieces() -> Iterator[bytes]:
            yield b"some"
            raise SystemExit(143)

        with pytest.raises(SystemExit):
            seal(pieces(), io.BytesIO(), recipients([PUBLIC]))

    def test_gives_it_to_everybody_whose_key_is_named(self, tmp_path: Path) -> None:
        other = type(KEY).generate()
        with (tmp_path / "sealed").open("wb") as file:
            seal([b"", b"a" * 9000, b"b"], file, [KEY.to_public(), other.to_public()])
        for key in (KEY, other):
            with opened(tmp_path / "sealed", key) as stream:
                assert stream.read() == b"a" * 9000 + b"b"

    def test_says_that_there_is_no_such_file(self, tmp_path: Path) -> None:
        with pytest.raises(BackupError, match="No such file"), opened(tmp_path / "no", KEY) as it:
            it.read()
