import io
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from campaign.artwork import preview_pictures, typesetting
from campaign.artwork.cards import PreviewCard
from campaign.artwork.preview_pictures import BADGES, draw_preview

CARD = PreviewCard(campaign="Neighbors Not Numbers", headline="Get every candidate on record.")
FULL = replace(
    CARD,
    line="Every answer, dated and sourced.",
    figures=(("42", "signed"), ("9", "refused"), ("4,267", "no answer yet")),
    status="signed",
    status_words="Signed",
)
HOSTILE = {
    "160 letters": "Investigate and prosecute " * 6 + "all.",
    "one word": "Donaudampfschifffahrtsgesellschaftskapit",
    "160 wide letters": "W" * 160,
    "letters that no face of ours has": "李雷",
    "and some that one has": "李雷 for Congress",
    "from right to left": "مرحبا بكم في الحي",
    "a stack of accents": "Z\u0301\u0302\u0303\u0304\u0305\u0306\u0307" * 20,
    "control characters": "A\x00B\u200b\u202e\nC\tD",
    "emoji": "😭👩‍👩‍👧",
    "nothing": "",
}
PAPER, WHITE, BLACK, ORANGE, NAVY = (
    (244, 244, 240),
    (255, 255, 255),
    (17, 17, 17),
    (255, 107, 26),
    (18, 53, 91),
)


def picture(card: PreviewCard) -> Image.Image:
    return opened(draw_preview(card))


def opened(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def colors(image: Image.Image, *box: int) -> dict[Any, int]:
    """Return how many pixels of the picture, or of a box of it, have which color."""
    part = image.crop(box) if box else image
    return {color: count for count, color in part.getcolors(part.width * part.height) or []}


def rgb(code: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(code.removeprefix("#")))


class TestDrawPreview:
    @pytest.mark.parametrize("card", [CARD, FULL], ids=["short", "full"])
    def test_is_a_png_of_1200_by_630_in_a_palette(self, card: PreviewCard):
        with Image.open(io.BytesIO(draw_preview(card))) as image:
            assert (image.format, image.size, image.mode) == ("PNG", (1200, 630), "P")

    def test_is_the_same_again(self):
        assert draw_preview(FULL) == draw_preview(FULL)

    @pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
    def test_keeps_its_margins_and_weight_and_words_on_the_sign_whatever_the_words(
        self, words: str
    ):
        figures = ((words, words),) * 5
        headline = replace(CARD, headline=words)
        for card in (headline, PreviewCard(words, words, words, figures, "pending", words)):
            png = draw_preview(card)
            assert len(png) < 120_000
            image = opened(png)
            for margin in [(0, 0, 1200, 16), (0, 0, 16, 535), (1184, 0, 1200, 535)]:
                assert colors(image, *margin) == {PAPER: colors(image, *margin)[PAPER]}
            assert colors(image, 0, 628, 1200, 630) == {NAVY: 2400}
            if card is headline:
                sign = colors(image, 80, 40, 1120, 530)
                assert sign[ORANGE] > 5_000
                assert sign[BLACK] > 5_000

    def test_says_once_what_stands_in_for_a_headline_that_cannot_be_drawn(
        self, monkeypatch, settings
    ):
        settings.SITE_URL = "https://ours.example"
        monkeypatch.setattr(typesetting, "STAND_INS", ())
        typesetting._faces.cache_clear()
        drawn = []
        for campaign, line in (("Ours", "Texas"), ("Ours", "李雷"), ("李雷", "")):
            card = preview_pictures._with_a_headline(PreviewCard(campaign, "李雷", line))
            words = (card.headline, card.line, card.campaign)
            drawn.append(list(filter(None, map(typesetting.drawable, words))))
        typesetting._faces.cache_clear()
        assert drawn == [["Texas", "Ours"], ["Ours"], ["ours.example"]]

    def test_draws_the_line_where_the_headline_has_no_letter(self, monkeypatch):
        monkeypatch.setattr(typesetting, "STAND_INS", ())
        typesetting._faces.cache_clear()
        cut, whole = (
            picture(replace(CARD, headline=headline, line="Texas"))
            for headline in ("李雷!", "Texas")
        )
        typesetting._faces.cache_clear()
        assert colors(cut)[ORANGE] > 0.9 * colors(whole)[ORANGE]

    @pytest.mark.parametrize("status", BADGES)
    def test_shows_the_answer_in_its_inks_with_its_words(self, status: Any):
        ink, stock = (rgb(code) for code in BADGES[status])
        short, long = (
            colors(picture(replace(CARD, status=status, status_words=words)))
            for words in ("Signed", "Signed in August")
        )
        assert short[ink] > 500
        grows = BLACK if status == "refused" else stock  # The hatching is black.
        assert long[grows] > short[grows] + 2_000

    def test_never_shows_an_answer_by_color_alone(self):
        for status in ("signed", "refused", "pending"):
            assert colors(picture(replace(CARD, status=status))) == colors(picture(CARD))

    def test_leaves_out_the_part_of_a_line_that_has_no_room(self):
        cut = replace(FULL, line="M" * 60)
        assert colors(picture(cut)) == colors(picture(replace(cut, line="M" * 90)))

    def test_shows_four_figures_at_most(self):
        five = tuple((str(number), "people") for number in range(5))
        shown, without = (colors(picture(replace(CARD, figures=f))) for f in (five, five[:3]))
        assert shown[WHITE] != without[WHITE]
        assert shown == colors(picture(replace(CARD, figures=five[:4])))
