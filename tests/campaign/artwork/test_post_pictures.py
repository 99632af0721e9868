import io
from dataclasses import replace

import pytest
from PIL import Image

from campaign.artwork.cards import SHAPES, PostCard
from campaign.artwork.post_pictures import draw_post
from tests.campaign.artwork.test_preview_pictures import HOSTILE, ORANGE, PAPER, colors, opened

CARD = PostCard("Neighbors", "Ada Quartz", turn="Did yours sign?", turn_line="x.example")
ANSWERED = replace(CARD, status="signed", answer="Signed", details="the pledge. May 1, 2026")
COUNTED = replace(CARD, figures=(("42", "signed"), ("9", "refused"), ("1,871", "no answer")))
YELLOW, SKY, BLACK = (255, 210, 63), (191, 227, 245), (17, 17, 17)
# What a story's app puts its own buttons over.
COVERED_AT_THE_TOP, COVERED_BELOW = 250, 340


class TestDrawPost:
    @pytest.mark.parametrize("size", SHAPES)
    def test_is_a_picture_of_its_size_with_each_answer_in_its_color(self, size):
        png = draw_post(COUNTED, size)
        with Image.open(io.BytesIO(png)) as image:
            assert (image.format, f"{image.width}x{image.height}") == ("PNG", size)
        found = colors(opened(png))
        assert found[ORANGE] > 40_000
        assert found[YELLOW] > 40_000
        assert found[SKY] > 40_000
        assert draw_post(COUNTED, size) == png

    def test_leaves_what_an_app_covers_of_a_story_empty(self):
        image = opened(draw_post(ANSWERED, "1080x1920"))
        assert set(colors(image, 0, 0, 1080, COVERED_AT_THE_TOP - 10)) == {PAPER}
        below = colors(image, 0, 1920 - COVERED_BELOW + 50, 1080, 1920)
        assert len(below) == 1

    def test_draws_other_answers_otherwise(self):
        pictures = {
            draw_post(replace(ANSWERED, status=status), "1080x1350")
            for status in ("signed", "refused", "pending")
        }
        assert len(pictures) == 3

    def test_keeps_its_margins_and_weight_whatever_the_words(self, subtests):
        for name in ("160 letters", "one word", "a stack of accents", "nothing"):
            words = HOSTILE[name]
            with subtests.test(name):
                png = draw_post(
                    PostCard(words, words, words, "refused", words, words, (), words, words, words),
                    "1080x1350",
                )
                assert len(png) < 160_000
                image = opened(png)
                for margin in [(0, 0, 1080, 30), (0, 0, 30, 1150), (1056, 0, 1080, 1150)]:
                    assert set(colors(image, *margin)) == {PAPER}
