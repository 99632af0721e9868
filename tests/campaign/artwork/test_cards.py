from dataclasses import replace
from typing import Any

import pytest

from campaign.artwork.cards import PreviewCard
from tests.campaign.artwork.test_post_pictures import ANSWERED, COUNTED
from tests.campaign.artwork.test_post_pictures import CARD as POST
from tests.campaign.artwork.test_preview_pictures import CARD, FULL


class TestPreviewCard:
    @pytest.mark.parametrize(
        "change",
        [
            {"campaign": "Others"},
            {"headline": "Get every candidate on record"},
            {"line": ""},
            {"figures": (("42", "signed"), ("9", "refused"), ("4,268", "no answer yet"))},
            {"status": "refused"},
            {"status_words": "Firmó"},
        ],
        ids=str,
    )
    def test_has_another_digest_when_a_field_differs(self, change: dict[str, Any]):
        assert replace(FULL, **change).digest != FULL.digest

    def test_has_another_digest_when_words_change_fields(self):
        assert PreviewCard("AB", "C").digest != PreviewCard("A", "BC").digest

    def test_has_another_digest_when_it_is_drawn_otherwise(self, monkeypatch):
        before = CARD.digest
        monkeypatch.setattr("campaign.artwork.cards.PREVIEW_VERSION", 0)
        assert CARD.digest != before

    def test_has_a_digest_of_sixteen_digits_that_stays(self):
        assert len(bytes.fromhex(CARD.digest)) == 8
        assert CARD.digest == replace(CARD).digest


class TestPostCard:
    def test_has_another_digest_when_a_field_differs(self):
        digests = {card.digest for card in (POST, ANSWERED, COUNTED, replace(POST, note="Demo."))}
        assert len(digests) == 4
