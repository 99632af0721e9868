"""How large pictures may be, and how large our public copies are, without decoding them."""

import struct

MAXIMUM_PIXELS = 50_000_000
# The WebP decoder keeps four copies of the whole picture: 0.4 GB for this many pixels.
MAXIMUM_PIXELS_OF_WEBP = 25_000_000
# As many bytes as `size_of_webp` needs.
HEAD = 30
# Eight bits above each of them scale the picture, which nobody does.
SIDE = 0x3FFF


def size_of_webp(head: bytes) -> tuple[int, int] | None:
    """Return the width and height of a lossy WebP picture, as all public copies are (RFC 9649).

    None for anything else.
    """
    if len(head) < HEAD or (head[:4], head[8:16], head[23:26]) != (
        b"RIFF",
        b"WEBPVP8 ",
        b"\x9d\x01\x2a",
    ):
        return None
    width, height = struct.unpack_from("<HH", head, 26)
    return width & SIDE, height & SIDE
