"""Pictures to post: tall sheets with signs that show an answer or figures.

Everything is measured on a sheet of twice the size, as in `boards`.
"""

import random
from collections.abc import Iterator

from PIL import Image, ImageDraw

from campaign.artwork.boards import (
    BADGES,
    BLACK,
    EDGE,
    FIGURE_STOCKS,
    PAPER,
    SKY,
    WHITE,
    Sheet,
    hatched,
    sign_board,
)
from campaign.artwork.cards import SHAPES, PostCard
from campaign.artwork.typesetting import DISPLAY, TEXT, Setting, says_something

WIDTH, LEFT, RIGHT = 2160, 130, 2030
INNER = RIGHT - LEFT
PADDING = 72
GAP = 64
TURN_HEIGHT = 400
TALLEST_ANSWER = 1240
TALLEST_FIGURE = 400
# How wide the hatching around a refusal is.
HATCHING = 44
# The answers of the first three figures, for their marks.
ANSWERS = ("signed", "refused", "pending")


def draw_post(card: PostCard, size: str) -> bytes:
    """Return the card as a PNG of a size in `SHAPES`, always the same for the same card.

    Long words shrink, wrap and are cut with an ellipsis. Letters that no font has are left out.
    """
    shape = SHAPES[size]
    sheet = Sheet((WIDTH, shape.height), sides=(LEFT, RIGHT), top=shape.top, ground=shape.ground)
    chance = random.Random(card.headline)  # noqa: S311 (it guards no secret)
    sheet.shine()
    foot = _write_head(sheet, card)
    boards = list(_boards(card, sheet.ground - foot - 2 * GAP))
    spare = sheet.ground - GAP - foot - sum(board.height + GAP for board in boards)
    gap = GAP + max(0, spare) // (len(boards) + 1)
    at = foot + gap
    for number, board in enumerate(boards):
        middle = ((LEFT + RIGHT) // 2, at + board.height // 2)
        sheet.plant(board, middle, (-1) ** number * chance.uniform(0.4, 1), posts=2)
        at += board.height + gap
    sheet.grow_lawn(chance)
    sheet.tag(card.campaign, shape.name_at)
    note = Setting.fitting(card.note, TEXT, (52, 46, 40), INNER, 60, leading=1.2)
    note.write(sheet.draw, LEFT, max(shape.ground, shape.name_at) + 80, WHITE)
    return sheet.printed()


def _write_head(sheet: Sheet, card: PostCard) -> int:
    """Write the headline and its line at the top; return where they end."""
    words, line = card.headline, card.line
    if not says_something(words):
        words, line = line, ""
    headline = Setting.fitting(words, DISPLAY, range(270, 95, -6), INNER, 460, leading=1.1)
    below = Setting.fitting(line, TEXT, (84, 76, 68, 60), INNER, 200, leading=1.22)
    at = sheet.top
    for setting in (headline, below):
        # On a strip of its own, which cuts off accents that someone stacked too high.
        strip = Image.new("RGB", (INNER, max(1, setting.height)), PAPER)
        setting.write(ImageDraw.Draw(strip), 0, 0, BLACK)
        sheet.image.paste(strip, (LEFT, at))
        at += setting.height + 36
    return at - 36


def _boards(card: PostCard, room: int) -> Iterator[Image.Image]:
    """Yield the signs from top to bottom, to fit into `room` pixels of height."""
    turn = _turn_board(card)
    room -= turn.height + GAP if turn else 0
    figures = [each for each in card.figures if each != ("", "")][: len(FIGURE_STOCKS)]
    if card.answer:
        yield _answer_board(card, min(room, TALLEST_ANSWER))
    elif figures:
        height = min(TALLEST_FIGURE, (room + GAP) // len(figures) - GAP)
        # Three or more are answers; a petition has two.
        marks = ANSWERS if len(figures) > 2 else ("",) * 2
        for place, (value, label) in enumerate(figures):
            status = marks[place] if place < len(marks) else ""
            yield _figure_board(value, label, FIGURE_STOCKS[place], status, height)
    if turn:
        yield turn


def _answer_board(card: PostCard, tallest: int) -> Image.Image:
    frame = 2 * HATCHING if card.status == "refused" else 0
    inner = INNER - frame - 2 * PADDING
    room = tallest - frame - 2 * PADDING
    word = Setting.fitting(
        card.answer.upper(), DISPLAY, range(520, 115, -10), inner - 360, room * 0.6, leading=1
    )
    details = Setting.fitting(
        card.details, DISPLAY, range(160, 59, -6), inner, room - word.height - 40, leading=1.14
    )
    height = word.height + 40 + details.height + 2 * PADDING
    stock = BADGES[card.status][1] if card.status else WHITE
    board = sign_board(INNER - frame, height, stock)
    draw = ImageDraw.Draw(board)
    mark = min(word.size, 300)
    _mark(draw, card.status, PADDING, PADDING + word.size * 0.5 - mark * 0.5, mark)
    word.write(draw, PADDING + mark + 60, PADDING, BLACK)
    details.write(draw, PADDING, PADDING + word.height + 40, BLACK)
    return _edged(board, card.status, HATCHING)


def _figure_board(value: str, label: str, stock: str, status: str, height: int) -> Image.Image:
    hatching = min(HATCHING, height // 8) if status == "refused" else 0
    board = sign_board(INNER - 2 * hatching, height - 2 * hatching, stock)
    draw = ImageDraw.Draw(board)
    low, inner = board.height * 0.8, board.width - 2 * PADDING
    number = Setting.fitting(value, DISPLAY, range(260, 79, -10), inner * 0.45, low, leading=1)
    number.write(draw, PADDING, (board.height - number.height) // 2, BLACK)
    left = PADDING + max(map(number.width_of, number.rows), default=0) + 56
    room = board.width - left - PADDING - (200 if status else 0)
    words = Setting.fitting(label, DISPLAY, range(140, 59, -6), room, low, leading=1.06)
    words.write(draw, left, (board.height - words.height) // 2, BLACK)
    if status:
        mark = min(150, round(board.height * 0.6))
        left = board.width - PADDING - 75 - mark // 2
        _mark(draw, status, left, (board.height - mark) // 2, mark)
    return _edged(board, status, hatching)


def _turn_board(card: PostCard) -> Image.Image | None:
    words = Setting.fitting(
        card.turn, DISPLAY, range(190, 79, -6), INNER - 2 * PADDING, 210, leading=1.06
    )
    if not words.rows:
        return None
    line = Setting.fitting(
        card.turn_line, TEXT, (80, 72, 64, 56, 48), INNER - 2 * PADDING, 160, leading=1.2
    )
    board = sign_board(INNER, min(TURN_HEIGHT, 150 + words.height + line.height), SKY)
    draw = ImageDraw.Draw(board)
    words.write(draw, PADDING, 54, BLACK)
    line.write(draw, PADDING, 54 + words.height + 26, BLACK)
    return board


def _edged(board: Image.Image, status: str, hatching: int) -> Image.Image:
    """Return a board with the edge of its answer: solid, hatched for no, dashed for none."""
    if status == "refused":
        return hatched(board, hatching)
    if status == "pending":
        draw = ImageDraw.Draw(board)
        right, low = board.width - 1, board.height - 1
        for at in range(60, right - 40, 110):
            for top in (0, low - EDGE - 8):
                draw.rectangle((at, top, at + 44, top + EDGE + 8), BADGES[status][1])
        for at in range(60, low - 40, 110):
            for left in (0, right - EDGE - 8):
                draw.rectangle((left, at, left + EDGE + 8, at + 44), BADGES[status][1])
    return board


def _mark(draw: ImageDraw.ImageDraw, status: str, left: float, top: float, size: int) -> None:
    """Draw a check, a cross or a clock, for people who don't see an answer's color."""

    def at(*shares: tuple[float, float]) -> list[tuple[float, float]]:
        return [(left + size * x, top + size * y) for x, y in shares]

    thick = round(size * 0.2)
    if status == "signed":
        draw.line(at((0.02, 0.52), (0.36, 0.86), (0.96, 0.1)), BLACK, thick)
    elif status == "refused":
        draw.line(at((0.08, 0.08), (0.92, 0.92)), BLACK, thick)
        draw.line(at((0.92, 0.08), (0.08, 0.92)), BLACK, thick)
    elif status == "pending":
        draw.ellipse([*at((0, 0))[0], *at((1, 1))[0]], outline=BLACK, width=round(size * 0.15))
        draw.line(at((0.5, 0.24), (0.5, 0.52), (0.7, 0.66)), BLACK, round(size * 0.11))
