from pathlib import Path

import pytest
from django.http import Http404

from campaign.lib.file_storage import stored_picture

NAME = f"evidence/{'0a' * 16}.webp"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "evidence").mkdir()
    (tmp_path / NAME).write_bytes(b"RIFF")
    return tmp_path


class TestWebpPicture:
    def test_serves_what_the_site_drew(self):
        response = stored_picture(NAME)
        with response.file_to_stream:
            assert response.getvalue() == b"RIFF"
        assert response.headers["Content-Type"] == "image/webp"
        assert response.headers["Content-Length"] == "4"

    def test_says_that_a_file_is_missing(self):
        with pytest.raises(Http404):
            stored_picture(f"evidence/{'0b' * 16}.webp")
