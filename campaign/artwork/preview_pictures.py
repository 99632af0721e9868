"""The picture that a shared link shows: a yard sign with its words, drawn with our own letters.

All measures are those of a sheet of twice the size, which is halved at the end for smooth edges.
"""

import hashlib
import io
import random
from dataclasses import dataclass, fields, replace
from functools import cache
from itertools import chain, combinations
from typing import Literal
from urllib.parse import urlsplit

from django.conf import settings
from PIL import Image, ImageColor, ImageDraw

from campaign.artwork.typesetting import DISPLAY, TEXT, Setting, says_something

# Raise this whenever a drawing changes visibly, so the same card gets a new address.
DRAWING_VERSION = 4

PAPER, BLACK, WHITE = "#F4F4F0", "#111111", "#FFFFFF"
ORANGE, YELLOW, SKY, NAVY, WOOD = "#FF6B1A", "#FFD23F", "#BFE3F5", "#12355B", "#9A6B3F"
# Ink and paper for each answer. The icon and the dashes say it without color.
BADGES = {
    "signed": (BLACK, ORANGE),
    "pending": (BLACK, YELLOW),
    "refused": (BLACK, WHITE),
}
# In the colors of the signs on pages: signed, refused, no answer, states.
FIGURE_STOCKS = (ORANGE, WHITE, YELLOW, WHITE)

SHEET = (2400, 1260)
LEFT, RIGHT, TOP = 100, 2284, 76
GROUND = 1128
PADDING = 64
EDGE = 10
SHADOW = 18
FIGURES_TOP = 730
HEADLINE_SIZES = range(288, 83, -4)
LINE_SIZES = (64, 58, 52)


@dataclass(frozen=True)
class PreviewCard:
    """What a preview says: the campaign, a headline, a line below it, up to four figures
    (value and label), and what was answered, with the words for it."""

    campaign: str
    headline: str
    line: str = ""
    figures: tuple[tuple[str, str], ...] = ()
    status: Literal["", "signed", "refused", "pending"] = ""
    status_words: str = ""

    @property
    def digest(self) -> str:
        """Return 16 hexadecimal digits for the card's address, which differ for every card."""
        said = [getattr(self, field.name) for field in fields(self)]
        return hashlib.sha256(repr((DRAWING_VERSION, said)).encode()).hexdigest()[:16]


def draw_preview(card: PreviewCard) -> bytes:
    """Return the card as a PNG of 1200 by 630 pixels, always the same for the same card.

    Long words shrink, wrap and are cut with an ellipsis. Letters that no font has are left out.
    """
    card = _with_a_headline(card)
    sheet = Image.new("RGB", SHEET, PAPER)
    chance = random.Random(card.headline)  # noqa: S311 (it guards no secret)
    _halftone(sheet)
    figures = [each for each in card.figures if each != ("", "")][: len(FIGURE_STOCKS)]
    sign = _headline_sign(card, (FIGURES_TOP - 40 if figures else GROUND - 56) - TOP)
    middle = (TOP + (FIGURES_TOP - 40 if figures else GROUND - 56)) // 2
    _plant(sheet, sign, ((LEFT + RIGHT) // 2, middle), chance.choice([-0.7, -0.5, 0.5, 0.7]), 2)
    room = (RIGHT - LEFT) // max(len(figures), 2)
    for place, (value, label) in enumerate(figures):
        at = (LEFT + RIGHT + room * (2 * place + 1 - len(figures))) // 2
        small = _figure_board(value, label, FIGURE_STOCKS[place], room - 60)
        if place == 1 and len(figures) > 2:  # Three or more are answers; a petition has two.
            small = _hatched(small.resize((small.width - 48, small.height - 48)))
        tilt = (-1) ** place * chance.uniform(0.8, 2)
        _plant(sheet, small, (at, FIGURES_TOP + small.height // 2 + 6), tilt, 1)
    _lawn(sheet, chance)
    _name_tag(sheet, card.campaign)
    file = io.BytesIO()
    small_sheet = sheet.resize((SHEET[0] // 2, SHEET[1] // 2), Image.Resampling.BOX)
    printed = small_sheet.quantize(palette=_inks(), dither=Image.Dither.NONE)
    printed.save(file, "PNG", optimize=True)
    return file.getvalue()


def _with_a_headline(card: PreviewCard) -> PreviewCard:
    """Return the card, with a headline that has a letter or digit we can draw.

    The line stands in for it, or the campaign's name, which is then not drawn again in its own
    place; if nobody can draw those either, the site's address.
    """
    if says_something(card.headline):
        return card
    if says_something(card.line):
        return replace(card, headline=card.line, line="")
    if says_something(card.campaign):
        return replace(card, headline=card.campaign, campaign="")
    return replace(card, headline=str(urlsplit(settings.SITE_URL).hostname))


def _headline_sign(card: PreviewCard, tallest: int) -> Image.Image:
    width = RIGHT - LEFT
    inner = width - 2 * PADDING
    line = Setting.fitting(
        card.line, TEXT, LINE_SIZES, inner, 90 if card.figures else 200, leading=1.3
    )
    badge = _badge(card, inner)
    below = (line.height + 36 if line.rows else 0) + (badge.height + 40 if badge else 0)
    room = tallest - 2 * PADDING - below
    headline = Setting.fitting(
        card.headline, DISPLAY, HEADLINE_SIZES, inner - 48, room, leading=1.14
    )
    height = headline.height + below + 2 * PADDING
    sign = _sign(width, height, WHITE)
    draw = ImageDraw.Draw(sign)
    top = PADDING
    highlight = BADGES[card.status][1] if badge else ORANGE
    for row, baseline in headline.baselines(top):
        right = PADDING + 48 + headline.width_of(row)
        high, low = baseline - headline.size * 0.86, baseline + headline.size * 0.22
        draw.polygon(
            [(PADDING, high + 6), (right + 4, high), (right, low), (PADDING + 4, low - 5)],
            highlight,
        )
    headline.write(draw, PADDING + 24, top, BLACK)
    top += headline.height + 40
    if badge:
        sign.paste(badge, (PADDING, top))
        top += badge.height + 36
    line.write(draw, PADDING, top - 4, BLACK)
    return sign


def _figure_board(value: str, label: str, stock: str, width: int) -> Image.Image:
    number = Setting.fitting(value, DISPLAY, range(140, 47, -4), width - 64, 144, leading=1)
    words = Setting.fitting(label, TEXT, (50, 44, 38), width - 64, 104, leading=1.14)
    sign = _sign(width, 304, stock)
    draw = ImageDraw.Draw(sign)
    number.write(draw, 32, 30 + (140 - number.height) // 2, BLACK)
    words.write(draw, 32, 178, BLACK)
    return sign


def _badge(card: PreviewCard, widest: int) -> Image.Image | None:
    """Return the answer as a badge, or None if it has no words: color alone must not tell it."""
    words = Setting.fitting(card.status_words, TEXT, (60,), widest - 180, 80, leading=1.2)
    if not card.status or not words.rows:
        return None
    ink, stock = BADGES[card.status]
    badge = Image.new("RGB", (round(words.width_of(words.rows[0])) + 164, 108), stock)
    draw = ImageDraw.Draw(badge)
    right, low = badge.width - 1, badge.height - 1
    draw.rectangle((0, 0, right, low), outline=ink, width=8)
    if card.status == "pending":
        for at in range(22, right - 8, 44):
            draw.rectangle((at, 0, at + 17, 7), stock)
            draw.rectangle((at, low - 7, at + 17, low), stock)
        for side in (0, right - 7):
            draw.rectangle((side, 44, side + 7, 62), stock)
        draw.ellipse((38, 28, 90, 80), outline=ink, width=9)
        draw.line((64, 40, 64, 56, 78, 64), ink, 8)
    elif card.status == "signed":
        draw.line((38, 56, 58, 76, 92, 30), ink, 13)
    else:
        draw.line((42, 30, 86, 78), ink, 13)
        draw.line((86, 30, 42, 78), ink, 13)
    words.write(draw, 116, 20, ink)
    return _hatched(badge) if card.status == "refused" else badge


def _hatched(plate: Image.Image) -> Image.Image:
    """Return a board with the black hatching of a refusal, 24 wide, around this plate."""
    board = Image.new("RGBA", (plate.width + 48, plate.height + 48), WHITE)
    draw = ImageDraw.Draw(board)
    for at in range(-board.height, board.width, 28):
        draw.line((at, board.height, at + board.height, 0), BLACK, 9)
    draw.rectangle((0, 0, board.width - 1, board.height - 1), outline=BLACK, width=8)
    board.paste(plate.convert("RGB"), (24, 24))
    return board


def _name_tag(sheet: Image.Image, name: str) -> None:
    words = Setting.fitting(name, DISPLAY, range(68, 43, -4), RIGHT - LEFT - 120, 80, leading=1.1)
    if words.rows:
        tag = _sign(round(words.width_of(words.rows[0])) + 88, 128, ORANGE)
        words.write(ImageDraw.Draw(tag), 44, (124 - words.height) // 2, BLACK)
        _plant(sheet, tag, (LEFT + tag.width // 2, 1166), 0.6, 0)


def _sign(width: int, height: int, stock: str) -> Image.Image:
    sign = Image.new("RGBA", (width, height))
    draw = ImageDraw.Draw(sign)
    corners = [(4, 0), (width - 1, 6), (width - 7, height - 1), (0, height - 6)]
    draw.polygon(corners, BLACK)
    inward = [(EDGE, EDGE), (-EDGE, EDGE), (-EDGE, -EDGE), (EDGE, -EDGE)]
    draw.polygon(
        [(x + dx, y + dy) for (x, y), (dx, dy) in zip(corners, inward, strict=True)], stock
    )
    return sign


def _plant(
    sheet: Image.Image, sign: Image.Image, middle: tuple[int, int], tilt: float, posts: int
) -> None:
    """Put a sign with its shadow on the sheet, on this many posts that end below the lawn."""
    draw = ImageDraw.Draw(sheet)
    for post in range(1, posts + 1):
        at = middle[0] - sign.width // 2 + sign.width * (2 * post - 1) // (2 * posts)
        for color, half in ((BLACK, 19), (WOOD, 11)):
            foot = [(at + half + 5, GROUND + 40), (at - half + 5, GROUND + 40)]
            draw.polygon([(at - half, middle[1]), (at + half, middle[1]), *foot], color)
    turned = sign.rotate(tilt, Image.Resampling.BICUBIC, expand=True)
    left, top = middle[0] - turned.width // 2, middle[1] - turned.height // 2
    sheet.paste(BLACK, (left + SHADOW, top + SHADOW), turned)
    sheet.paste(turned, (left, top), turned)


def _lawn(sheet: Image.Image, chance: random.Random) -> None:
    blades: list[tuple[float, float]] = [(0, SHEET[1]), (0, GROUND)]
    at = 0.0
    while at < SHEET[0]:
        high = GROUND - chance.choice([14, 22, 30, 30, 44])
        blades += [(at + 9, high), (at + chance.uniform(16, 26), GROUND + chance.uniform(-4, 8))]
        at = blades[-1][0]
    ImageDraw.Draw(sheet).polygon([*blades, SHEET], NAVY)


def _halftone(sheet: Image.Image) -> None:
    """Print a low sun of dots in the middle of the horizon, well inside the margins."""
    draw = ImageDraw.Draw(sheet)
    for row, y in enumerate(range(TOP, GROUND, 26)):
        for x in range(LEFT + 26 * (row % 2), RIGHT, 52):
            far = ((x - 1200) / 1080) ** 2 + ((y - GROUND) / 1050) ** 2
            radius = 17 * (1 - far)
            if radius > 2:
                draw.ellipse((x - radius, y - radius, x + radius, y + radius), SKY)


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
