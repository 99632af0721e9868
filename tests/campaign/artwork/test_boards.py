import io
import random

from PIL import Image

from campaign.artwork.boards import BLACK, WHITE, Sheet, hatched, sign_board


class TestSheet:
    def test_is_printed_at_half_its_size_with_a_lawn(self):
        sheet = Sheet((400, 600), sides=(20, 380), top=20, ground=500)
        sheet.shine()
        sheet.plant(sign_board(200, 100, WHITE), (200, 200), 1, posts=1)
        sheet.grow_lawn(random.Random(1))
        with Image.open(io.BytesIO(sheet.printed())) as printed:
            assert (printed.size, printed.mode) == ((200, 300), "P")
            assert printed.convert("RGB").getpixel((100, 298)) == (18, 53, 91)


class TestHatched:
    def test_puts_stripes_around_a_plate(self):
        board = hatched(Image.new("RGBA", (100, 60), WHITE), 40)
        assert board.size == (180, 140)
        edge = {board.convert("RGB").getpixel((20, y)) for y in range(140)}
        assert {tuple(bytes.fromhex(color[1:])) for color in (BLACK, WHITE)} <= edge
