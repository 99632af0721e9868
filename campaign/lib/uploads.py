"""Files that organizers bring as evidence: what is accepted, what is kept, what the public sees.

A file is believed by its content alone; its name and the browser's word about it are dropped. The
bytes that came are kept, private, with their SHA-256. What the public sees of a picture is drawn
anew from its pixels, without metadata, under a random name.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import re
import secrets
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db.models.fields.files import FieldFile
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
SECOND_NATURE = re.compile(
    rb"%pdf-|<\?php|<!doctype|<(?:html|script|svg)[\s/>]", re.IGNORECASE | re.ASCII
)
# Chunks of compressed pixels, in which any four bytes occur by chance once in a while.
PIXEL_CHUNKS = {b"IDAT", b"fdAT", b"VP8 ", b"VP8L", b"ALPH", b"ANMF"}
# In the scan of a JPEG a marker is FF and anything but 00 and the restart markers D0 to D7.
JPEG_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
JPEG_BEGINS = re.compile(rb"\0*\xff\xd8(?=\xff)")
JPEG_ENDS, JPEG_SCAN = b"\xff\xd9", b"\xff\xda"


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


@dataclass(frozen=True)
class PublicPicture:
    """A public copy as a page draws it, with the room that it takes."""

    url: str
    width: int
    height: int

    @classmethod
    def of(cls, file: FieldFile) -> PublicPicture | None:
        """Return the picture of a stored public copy, None without one; its header is read."""
        if not file:
            return None
        try:
            with file.open(), Image.open(file, formats=["WEBP"]) as picture:
                return cls(file.url, picture.width, picture.height)
        except OSError:
            return None


def random_name(extension: str) -> str:
    """Return a file name that nobody guesses."""
    return f"{secrets.token_hex(16)}.{extension}"


def read_upload(file: File[bytes], *, allow_pdf: bool = True) -> Upload:
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
    _refuse_archive(content)
    return Upload(content, PDF)


def _read_picture(content: bytes) -> Upload:
    with _opened(content) as picture:
        kind = "JPEG" if picture.format == "MPO" else str(picture.format)
        _refuse_archive(content)
        if SECOND_NATURE.search(b"\n".join(_beside_the_pixels(content, kind))):
            raise _two_kinds_at_once()
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


def _refuse_archive(content: bytes) -> None:
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise _two_kinds_at_once()


def _two_kinds_at_once() -> ValidationError:
    return ValidationError(
        _(
            "This file is two things at once. Save it as a new picture, such as a screenshot, "
            "and try again."
        ),
        code="two_kinds_at_once",
    )


def _beside_the_pixels(content: bytes, kind: str) -> Iterator[bytes]:
    """Yield all of a picture but its compressed pixels: heads, comments, what follows its end.

    Where the bytes do not keep to the format, all that is left counts as beside the pixels.
    """
    if kind == "JPEG":
        return _beside_jpeg_scans(content)
    if kind == "PNG":
        return _beside_png_pixels(content)
    return _beside_webp_pixels(content)


def _beside_jpeg_scans(content: bytes) -> Iterator[bytes]:
    """Yield the segments of a JPEG, of those that follow it in one file, and what is left.

    Source: ITU-T T.81, annex B. A telephone may append a second picture (CIPA DC-007).
    """
    position = 0
    while begins := JPEG_BEGINS.match(content, position):
        position = begins.end()
        while (marker := content[position : position + 2]) != JPEG_ENDS:
            if not JPEG_MARKER.fullmatch(marker):
                yield content[position:]
                return
            end = position + 2 + int.from_bytes(content[position + 2 : position + 4])
            yield content[position:end]
            position = end
            if marker == JPEG_SCAN:
                following = JPEG_MARKER.search(content, position)
                position = following.start() if following else len(content)
        position += len(JPEG_ENDS)
    yield content[position:]


def _beside_png_pixels(content: bytes) -> Iterator[bytes]:
    """Yield the chunks of a PNG that hold no pixels, and what follows its end.

    A chunk is its size, its kind, that many bytes and a checksum of four.
    """
    position = 8
    kind = b""
    while kind != b"IEND" and len(head := content[position : position + 8]) == 8:
        kind = head[4:]
        end = position + 12 + int.from_bytes(head[:4], "big")
        if kind not in PIXEL_CHUNKS:
            yield content[position:end]
        position = end
    yield content[position:]


def _beside_webp_pixels(content: bytes) -> Iterator[bytes]:
    """Yield the chunks of a WebP file that hold no pixels, and what follows its end.

    It is a RIFF file: a chunk is its kind, its size and that many bytes, padded to an even number.
    """
    position = 12
    whole = 8 + int.from_bytes(content[4:8], "little")
    while position < whole and len(head := content[position : position + 8]) == 8:
        size = int.from_bytes(head[4:], "little")
        end = position + 8 + size + size % 2
        if head[:4] not in PIXEL_CHUNKS:
            yield content[position:end]
        position = end
    yield content[min(position, whole) :]


def _redraw(picture: Image.Image) -> bytes:
    """Return a decoded picture as WebP: upright, on white, at most 2400 pixels a side, bare."""
    plain = picture if picture.mode in {"L", "RGB", "RGBA"} else picture.convert("RGBA")
    plain.thumbnail((PUBLIC_SIDE_PIXELS, PUBLIC_SIDE_PIXELS))
    upright = ImageOps.exif_transpose(plain).convert("RGBA")
    # A new sheet, so that no profile, comment or position comes along.
    sheet = Image.new("RGB", upright.size, "white")
    sheet.paste(upright, mask=upright.getchannel("A"))
    return as_webp(sheet)


def as_webp(picture: Image.Image) -> bytes:
    """Return a picture as the public gets it: a WebP file."""
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=PUBLIC_QUALITY_PERCENT, method=4)
    return file.getvalue()
