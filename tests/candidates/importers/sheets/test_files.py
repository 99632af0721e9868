import datetime

from django.utils import timezone

from candidates.importers.sheets import files

HOUR = datetime.timedelta(hours=1)


class TestNewFolder:
    def test_is_private_and_left_out_of_backups(self, folder):
        name = files.new_folder()
        assert [path.stat().st_mode & 0o777 for path in (folder, folder / name)] == [0o700, 0o700]
        assert (folder / "CACHEDIR.TAG").exists()
        assert files.new_folder() != name


class TestWrite:
    def test_keeps_bytes_and_json_until_they_are_deleted(self, folder):
        name = files.new_folder()
        files.write(name, files.UPLOAD, b"\0x")
        files.write(name, files.PLAN, {"rows": [1]})
        assert files.read_bytes(name, files.UPLOAD) == b"\0x"
        assert files.read_json(name, files.PLAN) == {"rows": [1]}
        assert files.read_json(name, files.TABLE) is files.read_json("", files.TABLE) is None
        assert (folder / name / files.PLAN).stat().st_mode & 0o777 == 0o600
        files.delete(name)
        files.delete("")
        assert not (folder / name).exists()
        assert folder.exists()


class TestFoldersBefore:
    def test_leaves_out_newer_ones(self):
        now = timezone.now()
        assert files.folders_before(now) == []
        name = files.new_folder()
        assert files.folders_before(now + HOUR) == [name]
        assert files.folders_before(now - HOUR) == []
