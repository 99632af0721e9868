"""Placards to print and carry: the front of a sign as a one-page PDF without fonts."""

import io
from collections.abc import Iterator, Sequence

from campaign.artwork.lettering import EDGE, WIDTH, Layer, front_of_placard

# Width and height of upright paper in points, 72 to the inch.
PAPERS = {"letter": (612, 792), "tabloid": (792, 1224)}
# A quarter of an inch: most printers can't print closer to the edge.
MARGIN = 18
EDGE_WIDTH = 6
# How far a crooked corner and half of the outline reach beyond the sign, in pixels.
OUTSIDE = 12


def placard_on_paper(lines: Sequence[str], *, stock: str, paper: str) -> bytes:
    """Return the front of a sign as a PDF on one of PAPERS, turned so that the sign is largest."""
    # It takes 20 MiB, which few processes need: only those that draw a sign for printing.
    from pypdf import PdfWriter
    from pypdf.generic import ContentStream

    front, height, _chance = front_of_placard(lines, stock=stock)
    wide, high = WIDTH + 2 * OUTSIDE, height + 2 * OUTSIDE
    short, long = PAPERS[paper]
    page_width, page_height = (long, short) if wide > high else (short, long)
    scale = min((page_width - 2 * MARGIN) / wide, (page_height - 2 * MARGIN) / high)
    left = (page_width - WIDTH * scale) / 2
    top = (page_height + height * scale) / 2
    # A PDF measures from the bottom up.
    paths = [f"{scale:.4f} 0 0 {-scale:.4f} {left:.2f} {top:.2f} cm", *_paths(front)]

    writer = PdfWriter()
    page = writer.add_blank_page(page_width, page_height)
    content = ContentStream(None, writer)
    content.set_data("\n".join(paths).encode())
    page.replace_contents(content)
    page.compress_content_streams()
    writer.add_metadata({"/Title": " ".join(lines)})
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def _paths(layers: Sequence[Layer]) -> Iterator[str]:
    """Yield the PDF operators that print the layers from bottom to top."""
    for layer in filter(lambda layer: layer.polygons, layers):
        yield f"{_color(layer.color)} rg {_color(EDGE)} RG {EDGE_WIDTH} w"
        for polygon in layer.polygons:
            (x, y), *others = polygon
            yield f"{x:.1f} {y:.1f} m"
            yield " ".join(f"{x:.1f} {y:.1f} l" for x, y in others)
            yield "h"
        yield "B" if layer.is_outlined else "f"


def _color(code: str) -> str:
    return " ".join(f"{part / 255:.3f}" for part in bytes.fromhex(code.removeprefix("#")))
