import pytest

from campaign.lib.picture_sizes import size_of_webp
from campaign.lib.uploads import read_upload
from tests.pictures import picture, uploaded


class TestSizeOfWebp:
    @pytest.mark.parametrize("mode", ["L", "P", "RGB", "RGBA"])
    def test_is_known_of_every_public_copy(self, mode: str):
        upload = read_upload(uploaded(picture("PNG", (301, 47), mode)))
        assert size_of_webp(upload.redrawn) == (301, 47)

    def test_is_unknown_of_anything_else(self):
        webp = picture("WEBP")
        assert size_of_webp(webp) == (60, 40)
        for content in (b"", webp[:29], picture("PNG"), picture("WEBP", lossless=True)):
            assert size_of_webp(content) is None
