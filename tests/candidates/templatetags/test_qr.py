import re

import segno

from candidates.templatetags.qr import qr_code

URL = "https://example.org/tracker/mi/"
RUN = re.compile(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?")


def squares_of(path: str) -> set[tuple[int, int]]:
    """Return the dark squares of a path of level strokes, one square high."""
    x, y, dark = 0.0, 0.0, set()
    for command, first, second in RUN.findall(path):
        if command == "M":
            x, y = float(first), float(second)
        elif command == "m":
            x, y = x + float(first), y + float(second)
        else:
            dark |= {(int(x) + step, int(y)) for step in range(int(first))}
            x += float(first)
    return dark


class TestQrCode:
    def test_draws_the_address_square_by_square(self):
        [path] = re.findall(r' d="([^"]+)"', qr_code(URL))
        code = segno.make(URL, error="m", micro=False)
        matrix = code.matrix_iter(border=code.default_border_size)
        expected = {
            (x, y) for y, row in enumerate(matrix) for x, is_dark in enumerate(row) if is_dark
        }
        assert squares_of(path) == expected

    def test_keeps_to_the_policy_and_to_black(self):
        drawing = qr_code(URL)
        assert "style" not in drawing
        assert re.findall(r'(?:stroke|fill)="([^"]*)"', drawing) == ["#000"]
        assert 'aria-hidden="true"' in drawing

    def test_holds_nothing_of_a_hostile_address(self):
        assert "script" not in qr_code("https://example.org/<script>")
