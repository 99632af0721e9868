"""Signed pages for the demo, drawn: each says on its face that it is invented."""

import io
import textwrap
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from campaign.lib.uploads import Upload, read_upload
from candidates.models import Answer

WIDTH, HEIGHT, MARGIN = 620, 800, 48
PAPER, INK, STAMP = 250, 20, 120


def drawn_page(answer: Answer) -> Upload:
    """Return a drawn page with the words of the pledge or of a refusal and a scrawl below."""
    page = Image.new("L", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(page)
    if answer.kind == Answer.Kind.REFUSED:
        title, body = (
            "To the coalition",
            "Thank you for your letter. We won’t be signing the pledge.",
        )
    elif answer.kind == Answer.Kind.RESCINDED:
        title, body = "To the coalition", "Please take my name off the pledge."
    else:
        title, body = answer.pledge_text.title, answer.pledge_text.body
    pen.text((MARGIN, MARGIN), title, fill=INK, font=_letters(30))
    y = MARGIN + 64
    for paragraph in body.split("\n\n"):
        for line in textwrap.wrap(paragraph, width=58):
            pen.text((MARGIN, y), line, fill=INK, font=_letters(18))
            y += 26
        y += 16
    if answer.kind == Answer.Kind.SIGNED_WITH_CHANGES:
        pen.line((MARGIN, MARGIN + 140, WIDTH - MARGIN, MARGIN + 132), fill=INK, width=4)
    name = answer.candidacy.person.full_name
    _scrawl(pen, Random(name), y + 70)  # noqa: S311 (a scrawl, no secret)
    pen.line((MARGIN, y + 104, WIDTH // 2, y + 104), fill=INK, width=2)
    pen.text((MARGIN, y + 112), f"{name}, {answer.answered_on:%B %-d, %Y}", INK, _letters(18))
    _stamp(page, "INVENTED FOR THE DEMO")
    file = io.BytesIO()
    page.save(file, "PNG")
    return read_upload(SimpleUploadedFile("page.png", file.getvalue()))


def _letters(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def _scrawl(pen: ImageDraw.ImageDraw, rng: Random, y: int) -> None:
    points = [(MARGIN + 10 + step * 9, y + rng.randint(-24, 24)) for step in range(22)]
    pen.line(points, fill=INK, width=3, joint="curve")


def _stamp(page: Image.Image, text: str) -> None:
    stamp = Image.new("L", (WIDTH, 90), 0)
    pen = ImageDraw.Draw(stamp)
    pen.rectangle((20, 12, WIDTH - 20, 78), outline=255, width=5)
    pen.text((WIDTH // 2, 45), text, fill=255, font=_letters(38), anchor="mm")
    turned = stamp.rotate(6, expand=True, resample=Image.Resampling.BICUBIC)
    page.paste(STAMP, (0, HEIGHT - turned.height - 30), turned.crop((0, 0, WIDTH, turned.height)))
