"""Files that organizers bring as evidence: what is accepted, what is kept, what the public sees.

A file is believed by its content alone; its name and the browser's word about it are dropped. The
bytes that came are kept, private, with their SHA-256. What the public sees of a picture is drawn
anew from its pixels, without metadata, under a random name.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import secrets
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

MAXIMUM_BYTES = 6_000_000
MAXIMUM_PIXELS = 24_000_000
PUBLIC_SIDE_PIXELS = 2400  # a page of small print stays legible
PUBLIC_QUALITY_PERCENT = 82

Image.MAX_IMAGE_PIXELS = MAXIMUM_PIXELS

PDF = "PDF"
EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", PDF: "pdf"}
CONTENT_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "pdf": "application/pdf",
}
# What a picture does not hold, unless it is also a page or a program.
SECOND_NATURES = (b"%pdf-", b"<html", b"<script", b"<!doctype", b"<svg", b"<?php")


@dataclass(frozen=True)
class Upload:
    """A file that was decoded and found to be what its content says: JPEG, PNG, WEBP or PDF.

    `content` is what came, `redrawn` the same picture as the public may see it, a WebP file; it is
    empty for a PDF.
    """

    content: bytes
    kind: str
    redrawn: bytes = b""

    @property
    def is_picture(self) -> bool:
        return self.kind != PDF

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def extension(self) -> str:
        return EXTENSIONS[self.kind]


def random_name(extension: str) -> str:
    """Return a file name that nobody guesses."""
    return f"{secrets.token_hex(16)}.{extension}"


def read_upload(file: UploadedFile, *, allow_pdf: bool = True) -> Upload:
    """Decode an uploaded file; raises ValidationError, in words, for what is not accepted."""
    if (file.size or 0) > MAXIMUM_BYTES:
        raise ValidationError(
            _("The file is larger than 6 MB. Save it smaller and try again."), code="too_many_bytes"
        )
    file.seek(0)
    content = file.read()
    if content.startswith(b"%PDF-"):
        if not allow_pdf:
            raise ValidationError(
                _("The public copy is a picture: JPEG, PNG or WebP."), code="not_a_picture"
            )
        return _read_pdf(content)
    return _read_picture(content)


def _read_pdf(content: bytes) -> Upload:
    if b"%%EOF" not in content[-1024:]:
        raise ValidationError(
            _("This PDF is cut off. Save it once more and try again."), code="broken"
        )
    _refuse_second_nature(content, signs=())
    return Upload(content, PDF)


def _read_picture(content: bytes) -> Upload:
    with _opened(content) as picture:
        kind = "JPEG" if picture.format == "MPO" else str(picture.format)
        _refuse_second_nature(content, signs=SECOND_NATURES)
        try:
            picture.load()
            redrawn = _redraw(picture)
        except Exception:  # a decoder that is fed with hostile bytes may raise anything
            raise ValidationError(
                _("This picture is damaged or cut off. Save it once more and try again."),
                code="broken",
            ) from None
    return Upload(content, kind, redrawn)


@contextlib.contextmanager
def _opened(content: bytes) -> Iterator[Image.Image]:
    """Open a picture by its header alone, and refuse it there when it is none or too large."""
    too_large = ValidationError(
        _("The picture has more than 24 megapixels. Save it smaller and try again."),
        code="too_many_pixels",
    )
    try:
        picture = Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "WEBP"])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise too_large from None
    except Exception:  # a decoder that is fed with hostile bytes may raise anything
        raise ValidationError(
            _("This is no JPEG, PNG, WebP or PDF file."), code="unknown_kind"
        ) from None
    with picture:
        if picture.width * picture.height > MAXIMUM_PIXELS:
            raise too_large
        yield picture


def _refuse_second_nature(content: bytes, *, signs: tuple[bytes, ...]) -> None:
    lowered = content.lower()
    if any(sign in lowered for sign in signs) or zipfile.is_zipfile(io.BytesIO(content)):
        raise ValidationError(
            _(
                "This file is two things at once. Save it as a new picture, such as a screenshot, "
                "and try again."
            ),
            code="two_kinds_at_once",
        )


def _redraw(picture: Image.Image) -> bytes:
    """Return a decoded picture as WebP: upright, on white, at most 2400 pixels a side, bare."""
    plain = picture if picture.mode in {"L", "RGB", "RGBA"} else picture.convert("RGBA")
    plain.thumbnail((PUBLIC_SIDE_PIXELS, PUBLIC_SIDE_PIXELS))
    upright = ImageOps.exif_transpose(plain).convert("RGBA")
    # A new sheet, so that no profile, comment or position comes along.
    sheet = Image.new("RGB", upright.size, "white")
    sheet.paste(upright, mask=upright.getchannel("A"))
    file = io.BytesIO()
    sheet.save(file, "WEBP", quality=PUBLIC_QUALITY_PERCENT, method=4)
    return file.getvalue()
