"""Files that organizers upload: what we accept, what we keep, what the public sees.

We trust only a file's content. Its name and the type that the browser claims are dropped. The
original bytes are kept, private, with their SHA-256, and offered only as a download. What the
public sees of a picture is redrawn from its pixels, without metadata, under a random name, so
nothing hidden in a file gets there. A job draws HEIC photos later
(`campaign.lib.heic`).
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404
from django.utils.translation import gettext_lazy as _

from campaign.lib.picture_sizes import HEAD, size_of_webp

MAXIMUM_BYTES = 15_000_000
# How wide pages show a public copy: as a torn scrap, and as a readable sheet.
SCRAP_PIXELS, SHEET_PIXELS = 240, 480

# Text isn't uploaded: it's what a form said.
PDF, HEIC, TEXT = "PDF", "HEIC", "TEXT"
EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", PDF: "pdf", HEIC: "heic", TEXT: "txt"}
CONTENT_TYPES = {
    "txt": "text/plain; charset=utf-8",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "pdf": "application/pdf",
    "heic": "image/heic",
}
# What some programs put before a PDF: a byte order mark, or whitespace.
BEFORE_A_PDF = b"\xef\xbb\xbf \t\r\n\0"
# Email programs and scanners add up to a few kilobytes after the end of a PDF.
AFTER_A_PDF_BYTES = 8192
# The brands in ISO/IEC 23008-12 (HEIF) for pictures encoded with HEVC.
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"}


@dataclass(frozen=True)
class Upload:
    """A file of a kind that its content proves: JPEG, PNG, WEBP, HEIC or PDF; or our own TEXT.

    `content` is what was uploaded, `redrawn` the same picture for the public as a WebP file. It
    is empty for a PDF, and for a HEIC photo until a job has drawn it.
    """

    content: bytes
    kind: str
    redrawn: bytes = b""

    @property
    def is_picture(self) -> bool:
        return self.kind not in {PDF, TEXT}

    @property
    def is_drawn_later(self) -> bool:
        return self.kind == HEIC

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def extension(self) -> str:
        return EXTENSIONS[self.kind]


@dataclass(frozen=True)
class PublicPicture:
    """A public copy and its size, as a page draws it."""

    url: str
    width: int
    height: int

    @classmethod
    def of(cls, file: FieldFile) -> PublicPicture | None:
        """Return the picture of a stored public copy, None without one. Reads only its header."""
        if not file:
            return None
        try:
            with file.open() as opened:
                size = size_of_webp(opened.read(HEAD))
        except OSError:
            return None
        return cls(file.url, *size) if size else None

    def thumbnail(self, width: int) -> PublicPicture:
        """Return the picture at `width`, or as it is if it's no wider."""
        if self.width <= width:
            return self
        stem, _dot, extension = self.url.rpartition(".")
        height = max(1, round(self.height * width / self.width))
        return PublicPicture(f"{stem}-{width}.{extension}", width, height)


def random_name(extension: str) -> str:
    return f"{secrets.token_hex(16)}.{extension}"


def read_upload(file: File[bytes], *, allow_pdf: bool = True, is_drawn: bool = True) -> Upload:
    """Decode an uploaded file. Raises ValidationError with a sentence if we can't accept it.

    Without `allow_pdf`, accept only pictures that we can draw right away: no PDF, no HEIC.
    Without `is_drawn`, read only the header of a picture, for a file that anybody may send us.
    """
    if (file.size or 0) > MAXIMUM_BYTES:
        raise ValidationError(
            _("This file is larger than 15 MB. Save a smaller version and upload that."),
            code="too_many_bytes",
        )
    file.seek(0)
    content = file.read()
    if content.lstrip(BEFORE_A_PDF).startswith(b"%PDF-"):
        if not allow_pdf:
            raise ValidationError(_("Upload a JPEG, PNG or WebP picture."), code="not_a_picture")
        return _read_pdf(content)
    if _is_heic(content):
        if not allow_pdf:
            raise ValidationError(
                _(
                    "This is a HEIC photo. Save or export it as a JPEG and upload that. To "
                    "take JPEG photos on an iPhone, go to Settings > Camera > Formats and "
                    "choose “Most Compatible.”"
                ),
                code="heic",
            )
        return Upload(content, HEIC)
    from campaign.lib.redrawing import opened, redraw

    with opened(content, ["JPEG", "PNG", "WEBP"]) as picture:
        kind = "JPEG" if picture.format == "MPO" else str(picture.format)
        return Upload(content, kind, redraw(picture) if is_drawn else b"")


def _read_pdf(content: bytes) -> Upload:
    if b"%%EOF" not in content[-AFTER_A_PDF_BYTES:]:
        raise ValidationError(
            _("This PDF is incomplete. Save it again, then upload it."), code="broken"
        )
    return Upload(content, PDF)


def _is_heic(content: bytes) -> bool:
    if content[4:8] != b"ftyp":
        return False
    brands = content[8 : min(int.from_bytes(content[:4], "big"), 256)]
    return any(brands[at : at + 4] in HEIC_BRANDS for at in range(0, len(brands), 4))


def as_attachment(original: FieldFile, name: str) -> FileResponse:
    """Serve the private bytes of an upload as a download called `name`.

    Raises Http404 if there's no file.
    """
    if not original.name or not original.storage.exists(original.name):
        raise Http404
    extension = original.name.rpartition(".")[2]
    response = FileResponse(
        original.open(),
        as_attachment=True,
        filename=f"{name}.{extension}",
        content_type=CONTENT_TYPES.get(extension, "application/octet-stream"),
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
