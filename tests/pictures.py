"""Pictures and pages as organizers bring them, drawn on the spot."""

from __future__ import annotations

import base64
import io
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

ORIENTATION, GPS = 0x0112, 0x8825


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: Any
) -> bytes:
    """Return a picture whose left half is black and whose right half is white."""
    image = Image.new(mode, size, "white" if mode != "I;16" else 65535)
    image.paste(Image.new(mode, (size[0] // 2, size[1]), 0))
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def photograph() -> bytes:
    """Return a JPEG that was taken sideways, with the position where it was taken."""
    return picture("JPEG", exif=with_position(), comment=b"taken at home")


def with_position() -> bytes:
    """Return what a camera adds to a picture: that it was taken sideways, and where."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[GPS] = {1: "N", 2: (42.0, 19.0, 53.0), 3: "W", 4: (83.0, 2.0, 45.0)}
    return exif.tobytes()


def pdf() -> bytes:
    return b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def heic() -> bytes:
    """Return a photo of 64 by 48 pixels in HEIC, taken sideways; black on the left.

    Nothing that we may install writes HEIC without the GPL, so it is kept here.
    """
    return base64.b64decode(HEIC)


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as zipped:
        zipped.writestr("run.js", "alert(1)")
    return file.getvalue()


def uploaded(
    content: bytes, name: str = "photo.jpg", content_type: str = "image/jpeg"
) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type)


HEIC = """
AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAchtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAA
AAAAADRpbG9jAAAAAERAAAIAAQAAAAAB7AABAAAAAAAAAFcAAgAAAAACQwABAAAAAAAAAD4AAAA4aWluZgAAAAAAAgAAABVp
bmZlAgAAAAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAABB2lwcnAAAADmaXBjbwAAAHZo
dmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAA
AwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAA
AAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEHBpeGkAAAAAAwgICAAAAAlpcm90
AwAAABlpcG1hAAAAAAAAAAEAAQaBAgMFhIYAAAAaaXJlZgAAAAAAAAAOY2RzYwACAAEAAQAAAJ1tZGF0AAAAUygBr1jmAeIf
//kQk6Ut/bCEJemx7B5JOpLD4Qo6yKMb4Ew1aelwm+ACVK8CYSyzTy50F+Ig1x+KJdjX6Tw3V87LNbi/9Go6YPGuD1D4sJqL
fm4QAAAABkV4aWYAAE1NACoAAAAIAAIBDgACAAAADgAAACYBEgADAAAAAQAGAAAAAAAAdGFrZW4gYXQgaG9tZQA=
"""
