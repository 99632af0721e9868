import io
import re

import pytest
from pypdf import PageObject, PdfReader

from campaign.artwork.paper_placards import MARGIN, PAPERS, placard_on_paper

TALL, WIDE = ["EVERY", "PERSON", "MEANS", "EVERYONE"], ["VECINOS"]


def page_of(pdf: bytes) -> PageObject:
    [page] = PdfReader(io.BytesIO(pdf)).pages
    return page


def corners_of(page: PageObject) -> list[tuple[float, float]]:
    """Return where each corner is on the paper, in points from its lower left."""
    content = page.get_contents().get_data().decode()
    scale, _, _, flipped, left, top = map(float, content.partition(" cm")[0].split())
    found = re.findall(r"(-?[\d.]+) (-?[\d.]+) [ml]\b", content)
    return [(left + float(x) * scale, top + float(y) * flipped) for x, y in found]


class TestPlacardOnPaper:
    @pytest.mark.parametrize("paper", PAPERS)
    def test_fills_the_paper_that_it_lies_on_within_the_margins(self, paper):
        short, long = PAPERS[paper]
        for lines, size in ((TALL, (short, long)), (WIDE, (long, short))):
            page = page_of(placard_on_paper(lines, stock="orange", paper=paper))
            assert (page.mediabox.width, page.mediabox.height) == size
            for at, extent in zip(zip(*corners_of(page), strict=True), size, strict=True):
                assert min(at) >= MARGIN
                assert max(at) <= extent - MARGIN
            xs = [x for x, _y in corners_of(page)]
            ys = [y for _x, y in corners_of(page)]
            assert max(max(xs) - min(xs) - size[0], max(ys) - min(ys) - size[1]) > -3 * MARGIN

    def test_is_lettered_in_paths_without_a_font_or_a_picture(self):
        page = page_of(placard_on_paper(TALL, stock="orange", paper="letter"))
        assert "/Font" not in page.get("/Resources", {})
        content = page.get_contents().get_data().decode()
        assert content.count("\nh\n") > 20
        assert "1.000 0.420 0.102 rg" in content

    def test_is_the_same_again(self):
        first, second = (placard_on_paper(TALL, stock="sky", paper="letter") for _ in range(2))
        assert first == second
