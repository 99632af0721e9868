import io
import struct
import subprocess
import sys

from PIL import Image

from campaign.lib.heic import draw_heic
from tests.pictures import heic


def heic_that_claims(width: int, height: int) -> bytes:
    """Return a HEIC photo that states another size: in its “ispe” box, and as its visible part."""
    content = heic()
    for box, stated in {
        b"ispe\0\0\0\0": struct.pack(">2I", width, height),
        b"clap": struct.pack(">8I", width, 1, height, 1, 0, 1, 0, 1),
    }.items():
        at = content.index(box) + len(box)
        content = content[:at] + stated + content[at + len(stated) :]
    return content


class TestDrawHeic:
    def test_draws_the_photo_upright_and_bare(self):
        with Image.open(io.BytesIO(draw_heic(heic()))) as shown:
            assert (shown.format, shown.size) == ("WEBP", (48, 64))
            assert [shown.getpixel((24, y))[0] > 128 for y in (5, 60)] == [False, True]
            assert not dict(shown.getexif())

    def test_gives_up_on_what_it_cannot_read_or_bound(self, subtests):
        for content in (heic()[:500], heic_that_claims(10_001, 5000)):
            with subtests.test(len(content)):
                assert draw_heic(content) == b""
                # Refused by its header, before anything is decoded.
                command = [sys.executable, "-m", "campaign.lib.heic"]
                tried = subprocess.run(command, input=content, capture_output=True, check=False)
                assert b"in opened" in tried.stderr
