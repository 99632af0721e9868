from types import SimpleNamespace

from campaign.lib import progress


class TestCounting:
    def test_says_how_far_it_is_until_it_ends(self, settings, tmp_path, monkeypatch):
        settings.PRIVATE_MEDIA_ROOT = tmp_path
        clock = iter([0.0, 0.4, 0.6, 0.6, 0.7])
        monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: next(clock)))
        assert progress.counted("sheet-7") is None
        seen = []
        with progress.counting("sheet-7", 300) as note:
            seen.append(progress.counted("sheet-7"))
            for count in (100, 200, 300):
                note(count)
                seen.append(progress.counted("sheet-7"))
        assert seen == [(0, 300), (0, 300), (200, 300), (200, 300)]
        assert progress.counted("sheet-7") is None

    def test_is_left_out_of_backups(self, settings, tmp_path):
        settings.PRIVATE_MEDIA_ROOT = tmp_path
        with progress.counting("act-1", 1):
            assert (tmp_path / "progress" / "CACHEDIR.TAG").exists()
