"""The parts of pictures to share: a sheet in our colors, signs, and the lawn they stand on.

Everything is measured on a sheet of twice the size, which is halved at the end for smooth edges.
"""

import io
import random
from functools import cache
from itertools import chain, combinations

from PIL import Image, ImageColor, ImageDraw

from campaign.artwork.typesetting import DISPLAY, Setting

PAPER, BLACK, WHITE = "#F4F4F0", "#111111", "#FFFFFF"
ORANGE, YELLOW, SKY, NAVY, WOOD = "#FF6B1A", "#FFD23F", "#BFE3F5", "#12355B", "#9A6B3F"
# Ink and paper for each answer. Icons and borders say the same without color.
BADGES = {
    "signed": (BLACK, ORANGE),
    "pending": (BLACK, YELLOW),
    "refused": (BLACK, WHITE),
}
# In the colors of the signs on pages: signed, refused, no answer, states.
FIGURE_STOCKS = (ORANGE, WHITE, YELLOW, WHITE)

EDGE = 10
SHADOW = 18
# How high the sun reaches.
SUN = 1050


class Sheet:
    """A sheet to draw on: its sides, the top, and the ground, where the lawn begins."""

    def __init__(
        self, size: tuple[int, int], *, sides: tuple[int, int], top: int, ground: int
    ) -> None:
        self.image = Image.new("RGB", size, PAPER)
        self.left, self.right = sides
        self.top, self.ground = top, ground

    @property
    def draw(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.image)

    def shine(self) -> None:
        """Print a low sun of dots in the middle of the horizon, well inside the margins."""
        middle = self.image.width // 2
        for row, y in enumerate(range(self.top, self.ground, 26)):
            for x in range(self.left + 26 * (row % 2), self.right, 52):
                far = ((x - middle) / (0.9 * middle)) ** 2 + ((y - self.ground) / SUN) ** 2
                radius = 17 * (1 - far)
                if radius > 2:
                    self.draw.ellipse((x - radius, y - radius, x + radius, y + radius), SKY)

    def plant(self, sign: Image.Image, middle: tuple[int, int], tilt: float, *, posts: int) -> None:
        """Put a sign with its shadow on the sheet, on this many posts that end below the lawn."""
        for post in range(1, posts + 1):
            at = middle[0] - sign.width // 2 + sign.width * (2 * post - 1) // (2 * posts)
            for color, half in ((BLACK, 19), (WOOD, 11)):
                foot = [(at + half + 5, self.ground + 40), (at - half + 5, self.ground + 40)]
                post_top = [(at - half, middle[1]), (at + half, middle[1])]
                self.draw.polygon([*post_top, *foot], color)
        turned = sign.rotate(tilt, Image.Resampling.BICUBIC, expand=True)
        left, top = middle[0] - turned.width // 2, middle[1] - turned.height // 2
        self.image.paste(BLACK, (left + SHADOW, top + SHADOW), turned)
        self.image.paste(turned, (left, top), turned)

    def grow_lawn(self, chance: random.Random) -> None:
        width, height = self.image.size
        blades: list[tuple[float, float]] = [(0, height), (0, self.ground)]
        at = 0.0
        while at < width:
            high = self.ground - chance.choice([14, 22, 30, 30, 44])
            next_at = at + chance.uniform(16, 26)
            blades += [(at + 9, high), (next_at, self.ground + chance.uniform(-4, 8))]
            at = blades[-1][0]
        self.draw.polygon([*blades, (width, height)], NAVY)

    def tag(self, name: str, middle: int) -> None:
        """Put the campaign's name on its orange plate, on the left."""
        width = self.right - self.left
        words = Setting.fitting(name, DISPLAY, range(68, 43, -4), width - 120, 80, leading=1.1)
        if words.rows:
            tag = sign_board(round(words.width_of(words.rows[0])) + 88, 128, ORANGE)
            words.write(ImageDraw.Draw(tag), 44, (124 - words.height) // 2, BLACK)
            self.plant(tag, (self.left + tag.width // 2, middle), 0.6, posts=0)

    def printed(self) -> bytes:
        """Return the sheet at half its size as a PNG, in our colors only."""
        width, height = self.image.size
        small = self.image.resize((width // 2, height // 2), Image.Resampling.BOX)
        file = io.BytesIO()
        printed = small.quantize(palette=_inks(), dither=Image.Dither.NONE)
        printed.save(file, "PNG", optimize=True)
        return file.getvalue()


def sign_board(width: int, height: int, stock: str) -> Image.Image:
    """Return an empty board, cut a little crookedly."""
    sign = Image.new("RGBA", (width, height))
    draw = ImageDraw.Draw(sign)
    corners = [(4, 0), (width - 1, 6), (width - 7, height - 1), (0, height - 6)]
    draw.polygon(corners, BLACK)
    inward = [(EDGE, EDGE), (-EDGE, EDGE), (-EDGE, -EDGE), (EDGE, -EDGE)]
    draw.polygon(
        [(x + dx, y + dy) for (x, y), (dx, dy) in zip(corners, inward, strict=True)], stock
    )
    return sign


def hatched(plate: Image.Image, width: int = 24) -> Image.Image:
    """Return a board with the black hatching of a refusal around this plate."""
    board = Image.new("RGBA", (plate.width + 2 * width, plate.height + 2 * width), WHITE)
    draw = ImageDraw.Draw(board)
    step, thick = width + 4, (width + 4) // 3
    for at in range(-board.height, board.width, step):
        draw.line((at, board.height, at + board.height, 0), BLACK, thick)
    draw.rectangle((0, 0, board.width - 1, board.height - 1), outline=BLACK, width=8)
    board.paste(plate.convert("RGB"), (width, width))
    return board


@cache
def _inks() -> Image.Image:
    """Return a palette of all inks and the steps between any two that may meet at an edge."""
    inks = (BLACK, WHITE, ORANGE, YELLOW, SKY, NAVY, WOOD)
    meeting = [*combinations(inks, 2), *((PAPER, ink) for ink in inks[2:]), *BADGES.values()]
    colors = [
        ImageColor.getrgb(ink) for ink in (PAPER, *inks, *chain.from_iterable(BADGES.values()))
    ]
    channels = [channel for color in colors for channel in color]
    for pair in meeting:
        one, other = (ImageColor.getrgb(ink) for ink in pair)
        for share in range(1, 7):
            channels += (a + (b - a) * share // 7 for a, b in zip(one, other, strict=True))
    palette = Image.new("P", (1, 1))
    palette.putpalette(channels)
    return palette
