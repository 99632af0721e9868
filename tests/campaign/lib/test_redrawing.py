import io

import pytest
from PIL import Image

from campaign.lib.redrawing import PUBLIC_SIDE_PIXELS
from campaign.lib.uploads import read_upload
from tests.pictures import photograph, picture, uploaded


class TestRedraw:
    def test_takes_50_megapixels(self):
        upload = read_upload(uploaded(picture("JPEG", (10_000, 5000), "L")))
        with Image.open(io.BytesIO(upload.redrawn)) as shown:
            assert shown.size == (PUBLIC_SIDE_PIXELS, PUBLIC_SIDE_PIXELS // 2)
            assert [shown.getpixel((x, 600))[0] for x in (100, 2300)] == [0, 255]

    def test_draws_16_bit_scans_as_they_look(self, subtests):
        for white, gray in ((65535, 30000), (4095, 2000)):
            with subtests.test(white):
                scan = Image.new("I;16", (60, 40), white)
                scan.paste(Image.new("I;16", (30, 40), gray))
                file = io.BytesIO()
                scan.save(file, "PNG")
                shown = Image.open(io.BytesIO(read_upload(uploaded(file.getvalue())).redrawn))
                assert shown.getpixel((50, 20))[0] > 250
                assert abs(shown.getpixel((10, 20))[0] - 255 * gray / white) < 4

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
    def test_draws_every_kind_of_picture(self, mode):
        upload = read_upload(uploaded(picture("PNG", mode=mode)))
        with Image.open(io.BytesIO(upload.redrawn)) as shown:
            assert (shown.format, shown.mode, shown.size) == ("WEBP", "RGB", (60, 40))

    def test_draws_print_colors(self):
        upload = read_upload(uploaded(picture("JPEG", mode="CMYK")))
        assert Image.open(io.BytesIO(upload.redrawn)).mode == "RGB"


class TestWhatThePublicSees:
    def test_stands_upright(self):
        upload = read_upload(uploaded(photograph()))
        with Image.open(io.BytesIO(upload.redrawn)) as shown:
            assert shown.size == (40, 60)
            assert shown.getpixel((20, 5))[0] < 40
            assert shown.getpixel((20, 55))[0] > 215

    def test_tells_nothing_but_the_picture(self):
        content = photograph()
        assert b"taken at home" in content
        upload = read_upload(uploaded(content))
        with Image.open(io.BytesIO(upload.redrawn)) as shown:
            assert not dict(shown.getexif())
            assert not {"exif", "xmp", "icc_profile", "comment"} & set(shown.info)
        assert b"EXIF" not in upload.redrawn
