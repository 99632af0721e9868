"""Pictures as the public sees them: decoded, and drawn again from their pixels.

Pillow takes 8 MiB, which few web processes need. So import this where a picture is drawn.
"""

from __future__ import annotations

import contextlib
import io
import threading
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, WebPImagePlugin

from campaign.lib.picture_sizes import MAXIMUM_PIXELS, MAXIMUM_PIXELS_OF_WEBP

PUBLIC_SIDE_PIXELS = 2400  # a page of small print stays legible
PUBLIC_QUALITY_PERCENT = 82

Image.MAX_IMAGE_PIXELS = MAXIMUM_PIXELS
# Otherwise Pillow looks for this format in all 40 plugins that it has.
WEBP = WebPImagePlugin.WebPImageFile.format

# A 16-bit picture with nothing brighter than this comes from a 12-bit scanner.
BRIGHTEST_OF_12_BITS, BRIGHTEST_OF_16_BITS = 4095, 65535
BAND_PIXELS = 256
# Drawing a large picture takes up to 0.4 GB, so we draw one at a time.
DRAWING = threading.Lock()


@contextlib.contextmanager
def opened(content: bytes, formats: list[str]) -> Iterator[Image.Image]:
    """Open a picture by its header, and refuse it if it isn't one or is too large."""
    too_large = ValidationError(
        _("This picture has more than 50 megapixels. Save a smaller version and upload that."),
        code="too_many_pixels",
    )
    try:
        picture = Image.open(io.BytesIO(content), formats=formats)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise too_large from None
    except Exception:  # a decoder that is fed with hostile bytes may raise anything
        raise ValidationError(
            _("Upload a JPEG, PNG, WebP, HEIC or PDF file."), code="unknown_kind"
        ) from None
    with picture:
        pixels = picture.width * picture.height
        if pixels > MAXIMUM_PIXELS:
            raise too_large
        if picture.format == "WEBP" and pixels > MAXIMUM_PIXELS_OF_WEBP:
            raise ValidationError(
                _(
                    "This WebP picture has more than 25 megapixels. Save it as JPEG and upload "
                    "that."
                ),
                code="too_many_pixels",
            )
        yield picture


def redraw(picture: Image.Image) -> bytes:
    """Return a picture as WebP: upright, on white, at most 2400 pixels per side, no metadata.

    Raises ValidationError if its pixels can't be read.
    """
    with DRAWING:
        try:
            plain = _plain(picture)
            upright = ImageOps.exif_transpose(plain).convert("RGBA")
        except Exception:  # a decoder that is fed with hostile bytes may raise anything
            raise ValidationError(
                _("This picture is damaged or incomplete. Save it again, then upload it."),
                code="broken",
            ) from None
    # A new sheet, so that no color profile, comment or location comes along.
    sheet = Image.new("RGB", upright.size, "white")
    sheet.paste(upright, mask=upright.getchannel("A"))
    return as_webp(sheet)


def _plain(picture: Image.Image) -> Image.Image:
    """Decode a picture and return it small enough, with 8 bits per color.

    A large one is shrunk one band at a time, because whole copies would take too much memory.
    """
    side = (PUBLIC_SIDE_PIXELS, PUBLIC_SIDE_PIXELS)
    picture.draft(None, side)  # a JPEG is read at a half or a quarter of its size
    picture.load()
    white = 0
    if picture.mode.startswith("I"):
        brightest: Any = picture.getextrema()[1]
        is_12_bit = brightest <= BRIGHTEST_OF_12_BITS
        white = BRIGHTEST_OF_12_BITS if is_12_bit else BRIGHTEST_OF_16_BITS
    shrink = max(1, max(picture.size) // PUBLIC_SIDE_PIXELS)
    width, height = (-(-pixels // shrink) for pixels in picture.size)
    small = Image.new("RGBA", (width, height))
    for top in range(0, height, BAND_PIXELS):
        low = min((top + BAND_PIXELS) * shrink, picture.height)
        band = picture.crop((0, top * shrink, picture.width, low))
        small.paste(_in_8_bits(band, white).reduce(shrink), (0, top))
    small.thumbnail(side)
    small.getexif().update(picture.getexif())
    return small


def _in_8_bits(picture: Image.Image, white: int) -> Image.Image:
    """Return a picture as RGBA. For a 16-bit one, `white` is the brightest value."""
    if white:
        picture = picture.convert("I").point(lambda value: value * (255 / white)).convert("L")
    return picture.convert("RGBA")


def as_webp(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, WEBP, quality=PUBLIC_QUALITY_PERCENT, method=4)
    return file.getvalue()


def as_thumbnail(file: File[bytes], width: int) -> bytes:
    """Return a stored public copy as WebP, at most `width` pixels wide."""
    with Image.open(file, formats=[WEBP]) as picture:
        picture.thumbnail((width, PUBLIC_SIDE_PIXELS * PUBLIC_SIDE_PIXELS))
        return as_webp(picture.convert("RGB"))


def in_widths(content: bytes, widths: Sequence[int]) -> list[tuple[tuple[int, int], bytes]]:
    """Return the size and the bytes of a public copy in each of `widths`."""
    with Image.open(io.BytesIO(content), formats=[WEBP]) as picture:
        return [_in_width(picture, width) for width in widths]


def _in_width(picture: Image.Image, width: int) -> tuple[tuple[int, int], bytes]:
    height = max(1, round(picture.height * width / picture.width))
    copy = picture.resize((width, height), Image.Resampling.LANCZOS)
    return copy.size, as_webp(copy)
