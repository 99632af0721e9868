import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageFile

from campaign.lib import uploads
from campaign.lib.uploads import PUBLIC_SIDE_PIXELS, read_upload
from tests.pictures import archive, pdf, photograph, picture, uploaded


def refused_as(content: bytes, **options: bool) -> str:
    with pytest.raises(ValidationError) as refusal:
        read_upload(uploaded(content), **options)
    return refusal.value.code


def png_that_claims(width: int, height: int) -> bytes:
    """Return a PNG of which there is hardly more than the header."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + checksum

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"x"))


def noise(kind: str) -> bytes:
    """Return a picture that compresses badly, so that its pixels are nearly all of the file."""
    file = io.BytesIO()
    Image.effect_noise((200, 200), 80).convert("RGB").save(file, kind)
    return file.getvalue()


class TestReadUpload:
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_goes_by_the_content_and_not_by_the_name(self, kind):
        upload = read_upload(uploaded(picture(kind), "../../etc/passwd.html", "text/html"))
        assert upload.kind == kind
        assert upload.is_picture

    def test_takes_a_pdf_as_evidence_only(self):
        assert read_upload(uploaded(pdf(), "scan.jpg")).extension == "pdf"
        assert refused_as(pdf(), allow_pdf=False) == "not_a_picture"

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"<html><script>alert(1)</script></html>",
            b"MZ\x90\x00",
            b"\xff\xd8\xff",
            b"RIFF\x00\x00\x00\x00WEBP",
            picture("BMP"),
            picture("TIFF"),
            picture("GIF"),
        ],
    )
    def test_refuses_every_other_kind(self, content):
        assert refused_as(content) == "unknown_kind"

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_refuses_what_is_cut_off(self, kind):
        content = picture(kind, (300, 300))
        assert refused_as(content[: len(content) * 2 // 3]) in {"broken", "unknown_kind"}

    def test_refuses_a_pdf_that_is_cut_off(self):
        assert refused_as(pdf()[:40]) == "broken"

    def test_refuses_more_than_6_megabytes_before_reading(self):
        assert refused_as(picture() + bytes(uploads.MAXIMUM_BYTES)) == "too_many_bytes"

    @pytest.mark.parametrize(
        ("width", "height"), [(6001, 4000), (8000, 5000), (60000, 60000), (2**31 - 1, 2**31 - 1)]
    )
    def test_refuses_more_than_24_megapixels_by_the_header_alone(self, width, height):
        assert refused_as(png_that_claims(width, height)) == "too_many_pixels"

    def test_takes_24_megapixels(self):
        upload = read_upload(uploaded(picture("PNG", (6000, 4000), "L")))
        with Image.open(io.BytesIO(upload.redrawn)) as shown:
            assert shown.size == (PUBLIC_SIDE_PIXELS, PUBLIC_SIDE_PIXELS * 2 // 3)

    @pytest.mark.parametrize(
        "content",
        [
            picture("JPEG") + archive(),
            picture("PNG") + archive(),
            pdf() + archive(),
            picture("JPEG") + pdf(),
            picture("JPEG", comment=b"<script>alert(1)</script>"),
            picture("PNG") + b"<HTML><body onload=alert(1)>",
            picture("WEBP") + b"<?PHP system($_GET[0]);",
        ],
    )
    def test_refuses_a_file_that_is_two_things(self, content):
        assert refused_as(content) == "two_kinds_at_once"

    @pytest.mark.parametrize(
        ("kind", "scan"), [("JPEG", b"\xff\xda"), ("PNG", b"IDAT"), ("WEBP", b"VP8 ")]
    )
    def test_takes_a_picture_whose_pixels_spell_a_sign_by_chance(self, monkeypatch, kind, scan):
        content = noise(kind)
        middle = content.index(scan) + (len(content) - content.index(scan)) // 2
        spelling = content[:middle] + b"<sVg>" + content[middle + 5 :]
        # Their checksum is wrong now, and they show something else: all the same here.
        monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
        monkeypatch.setattr(uploads, "_redraw", lambda picture: b"")
        assert read_upload(uploaded(spelling)).kind == kind

    @pytest.mark.parametrize("sign", [b"<svg onload=alert(1)>", b"%PDF-1.7 ", b"<?php "])
    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_refuses_a_second_nature_behind_any_end(self, kind, sign):
        chunk = struct.pack(">I", len(sign)) + b"IDAT" + sign
        for content in (
            picture(kind) + sign,
            picture(kind) + chunk,
            picture(kind) + b"VP8 " + sign,
        ):
            assert refused_as(content) == "two_kinds_at_once"

    def test_takes_two_pictures_of_a_telephone(self):
        assert read_upload(uploaded(picture("JPEG") + bytes(7) + noise("JPEG"))).kind == "JPEG"
        second = picture("JPEG", comment=b"<script>alert(1)</script>")
        assert refused_as(picture("JPEG") + bytes(7) + second) == "two_kinds_at_once"

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
    def test_draws_every_kind_of_picture(self, mode):
        upload = read_upload(uploaded(picture("PNG", mode=mode)))
        with Image.open(io.BytesIO(upload.redrawn)) as shown:
            assert (shown.format, shown.mode, shown.size) == ("WEBP", "RGB", (60, 40))

    def test_draws_print_colors(self):
        upload = read_upload(uploaded(picture("JPEG", mode="CMYK")))
        assert Image.open(io.BytesIO(upload.redrawn)).mode == "RGB"


class TestWhatThePublicSees:
    def test_stands_upright(self):
        upload = read_upload(uploaded(photograph()))
        with Image.open(io.BytesIO(upload.redrawn)) as shown:
            assert shown.size == (40, 60)
            assert shown.getpixel((20, 5))[0] < 40
            assert shown.getpixel((20, 55))[0] > 215

    def test_tells_nothing_but_the_picture(self):
        content = photograph()
        assert b"taken at home" in content
        upload = read_upload(uploaded(content))
        with Image.open(io.BytesIO(upload.redrawn)) as shown:
            assert not dict(shown.getexif())
            assert not {"exif", "xmp", "icc_profile", "comment"} & set(shown.info)
        assert b"EXIF" not in upload.redrawn

    def test_leaves_the_original_as_it_came(self):
        content = photograph()
        upload = read_upload(uploaded(content))
        assert upload.content == content
        assert len(upload.sha256) == 64
