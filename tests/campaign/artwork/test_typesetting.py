import pytest

from campaign.artwork import typesetting
from campaign.artwork.typesetting import DISPLAY, Setting, drawable, says_something


@pytest.fixture
def no_stand_ins(monkeypatch):
    """Leave only our own two fonts, as a machine without others has."""
    monkeypatch.setattr(typesetting, "STAND_INS", ())
    typesetting._faces.cache_clear()
    yield
    typesetting._faces.cache_clear()


class TestDrawable:
    def test_leaves_out_accents_and_joiners_of_what_it_cannot_draw(self, no_stand_ins):
        drawn = {
            "👩🏽\u200d🚀 Ada": "Ada",
            "😭\u0301 Ada": "Ada",
            "Jose\u0301 1\ufe0f\u20e3": "José 1",
            "\u0301Ada": "Ada",
            "李雷 for Congress": "for Congress",
        }
        assert {words: drawable(words) for words in drawn} == drawn

    def test_says_something_with_a_letter_or_a_digit(self, no_stand_ins):
        assert [says_something(words) for words in ("4", "é", "…!", "李雷", "")] == [
            True, True, False, False, False
        ]  # fmt: skip


class TestSetting:
    def test_takes_the_first_size_in_which_the_words_stay_whole(self):
        words = "Who has pledged to abolish ICE?"
        setting = Setting.fitting(words, DISPLAY, range(200, 40, -20), 900, 400, leading=1.1)
        assert " ".join(setting.rows) == words
        assert setting.height <= 400
        assert max(map(setting.width_of, setting.rows)) <= 900

    def test_cuts_what_fits_in_no_size(self):
        setting = Setting.fitting("W" * 300, DISPLAY, (60, 50), 400, 120, leading=1.1)
        assert setting.rows[-1].endswith("…")
        assert setting.height <= 120
        assert max(map(setting.width_of, setting.rows)) <= 400
