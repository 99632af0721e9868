from pathlib import Path

import pytest
from django.test import Client

NAME = f"evidence/{'0a' * 16}.webp"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "evidence").mkdir()
    (tmp_path / NAME).write_bytes(b"RIFF")
    return tmp_path


class TestPublicPicture:
    def test_serves_what_the_site_drew(self, client: Client):
        response = client.get(f"/media/{NAME}")
        assert response.getvalue() == b"RIFF"
        assert response.headers["Content-Type"] == "image/webp"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert "Vary" not in response.headers
        assert not response.cookies

    @pytest.mark.parametrize(
        "name",
        [
            f"evidence/{'0b' * 16}.webp",
            "evidence/../../private/evidence/x.webp",
            "evidence/%2e%2e/%2e%2e/settings.py",
            NAME.replace(".webp", ".svg"),
            "evidence/",
            "",
        ],
    )
    def test_serves_nothing_else(self, client: Client, db, name):
        assert client.get(f"/media/{name}").status_code == 404

    def test_takes_no_post(self, client: Client):
        assert client.post(f"/media/{NAME}").status_code == 405
