import re
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError

from campaign.lib import uploads
from campaign.lib.uploads import read_upload
from tests.pictures import archive, heic, pdf, photograph, picture, uploaded


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

    def test_refuses_more_than_15_megabytes_before_reading(self):
        assert refused_as(picture() + bytes(uploads.MAXIMUM_BYTES)) == "too_many_bytes"

    @pytest.mark.parametrize(
        ("width", "height"), [(10001, 5000), (20000, 5000), (60000, 60000), (2**31 - 1, 2**31 - 1)]
    )
    def test_refuses_more_than_50_megapixels_by_the_header_alone(self, width, height):
        assert refused_as(png_that_claims(width, height)) == "too_many_pixels"

    def test_refuses_a_webp_whose_decoder_would_take_too_much_memory(self):
        content = picture("WEBP", (5001, 5000), "L", lossless=True, method=0)
        with pytest.raises(ValidationError, match="more than 25 megapixels"):
            read_upload(uploaded(content))

    def test_takes_a_pdf_behind_a_mark_and_before_an_appendix(self, subtests):
        for before, after in (
            (b"\xef\xbb\xbf", b""),
            (b"\r\n", b""),
            (b"", b"\n" + b"x" * 2048),
            (b"\xef\xbb\xbf", bytes(4096)),
        ):
            with subtests.test(f"{before!r} {len(after)}"):
                content = before + pdf() + after
                upload = read_upload(uploaded(content))
                assert (upload.kind, upload.content, upload.redrawn) == ("PDF", content, b"")

    def test_takes_a_heic_photo_to_be_drawn_later_and_says_elsewhere_how_to_convert_it(self):
        upload = read_upload(uploaded(heic()))
        assert (upload.extension, upload.redrawn, upload.is_drawn_later) == ("heic", b"", True)
        with pytest.raises(ValidationError, match="Save or export it as a JPEG"):
            read_upload(uploaded(heic()), allow_pdf=False)

    def test_lets_nothing_that_rides_along_into_the_public_copy(self, subtests):
        for content in (
            picture("JPEG") + archive(),
            picture("PNG") + archive(),
            picture("JPEG") + pdf(),
            picture("JPEG", comment=b"<script>alert(1)</script>"),
            picture("PNG") + b"<HTML><body onload=alert(1)>",
            picture("WEBP") + b"<?PHP system($_GET[0]);",
        ):
            with subtests.test(content[-20:]):
                upload = read_upload(uploaded(content))
                assert upload.content == content
                assert not re.search(rb"PK\x03|%PDF|script|onload|PHP", upload.redrawn)

    def test_leaves_the_original_as_it_came(self):
        content = photograph()
        upload = read_upload(uploaded(content))
        assert upload.content == content
        assert len(upload.sha256) == 64
