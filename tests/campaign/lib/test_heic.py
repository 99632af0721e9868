import io
import struct

from PIL import Image

from campaign.lib.heic import draw_heic
from tests.pictures import heic


class TestDrawHeic:
    def test_draws_the_photo_upright_and_bare(self):
        with Image.open(io.BytesIO(draw_heic(heic()))) as shown:
            assert (shown.format, shown.size) == ("WEBP", (48, 64))
            assert [shown.getpixel((24, y))[0] > 128 for y in (5, 60)] == [False, True]
            assert not dict(shown.getexif())

    def test_gives_up_on_what_it_cannot_read_or_bound(self, subtests):
        # The size that the file states, where it has its “ispe” box.
        at = heic().index(b"ispe") + 8
        huge = heic()[:at] + struct.pack(">II", 60_000, 60_000) + heic()[at + 8 :]
        for content in (heic()[:500], huge):
            with subtests.test(len(content)):
                assert draw_heic(content) == b""
