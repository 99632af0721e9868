"""The picture that a shared link shows: a yard sign with its words, drawn with our own letters.

All measures are those of a sheet of twice the size, which is halved at the end for smooth edges.
"""

import random
from dataclasses import replace
from urllib.parse import urlsplit

from django.conf import settings
from PIL import Image, ImageDraw

from campaign.artwork.boards import (
    BADGES,
    BLACK,
    FIGURE_STOCKS,
    ORANGE,
    WHITE,
    Sheet,
    hatched,
    sign_board,
)
from campaign.artwork.cards import PreviewCard
from campaign.artwork.typesetting import DISPLAY, TEXT, Setting, says_something

SHEET = (2400, 1260)
LEFT, RIGHT, TOP = 100, 2284, 76
GROUND = 1128
PADDING = 64
FIGURES_TOP = 730
HEADLINE_SIZES = range(288, 83, -4)
LINE_SIZES = (64, 58, 52)


def draw_preview(card: PreviewCard) -> bytes:
    """Return the card as a PNG of 1200 by 630 pixels, always the same for the same card.

    Long words shrink, wrap and are cut with an ellipsis. Letters that no font has are left out.
    """
    card = _with_a_headline(card)
    sheet = Sheet(SHEET, sides=(LEFT, RIGHT), top=TOP, ground=GROUND)
    chance = random.Random(card.headline)  # noqa: S311 (it guards no secret)
    sheet.shine()
    figures = [each for each in card.figures if each != ("", "")][: len(FIGURE_STOCKS)]
    sign = _headline_sign(card, (FIGURES_TOP - 40 if figures else GROUND - 56) - TOP)
    middle = (TOP + (FIGURES_TOP - 40 if figures else GROUND - 56)) // 2
    tilt = chance.choice([-0.7, -0.5, 0.5, 0.7])
    sheet.plant(sign, ((LEFT + RIGHT) // 2, middle), tilt, posts=2)
    room = (RIGHT - LEFT) // max(len(figures), 2)
    for place, (value, label) in enumerate(figures):
        at = (LEFT + RIGHT + room * (2 * place + 1 - len(figures))) // 2
        small = _figure_board(value, label, FIGURE_STOCKS[place], room - 60)
        if place == 1 and len(figures) > 2:  # Three or more are answers; a petition has two.
            small = hatched(small.resize((small.width - 48, small.height - 48)))
        tilt = (-1) ** place * chance.uniform(0.8, 2)
        sheet.plant(small, (at, FIGURES_TOP + small.height // 2 + 6), tilt, posts=1)
    sheet.grow_lawn(chance)
    sheet.tag(card.campaign, 1166)
    return sheet.printed()


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
    sign = sign_board(width, height, WHITE)
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
    sign = sign_board(width, 304, stock)
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
    return hatched(badge) if card.status == "refused" else badge
