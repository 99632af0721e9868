"""What pictures to share and to post say. Pages name a picture by a digest of that, undrawn."""

import hashlib
from dataclasses import dataclass, fields
from typing import Any, Literal, NamedTuple

# Raise one of these whenever a drawing changes visibly, so the same card gets a new address.
PREVIEW_VERSION, POST_VERSION = 4, 1


class Shape(NamedTuple):
    """A picture's height, and where the words, the lawn and our name go, at twice the size."""

    height: int
    top: int
    ground: int
    name_at: int


# By width and height in pixels. Apps cover the top 250 and the bottom 340 pixels of a story.
SHAPES = {
    "1080x1350": Shape(2700, 110, 2390, 2540),
    "1080x1920": Shape(3840, 700, 3240, 570),
}


@dataclass(frozen=True)
class PreviewCard:
    """What a preview says: the campaign, a headline, a line below it, up to four figures
    (value and label), and what was answered, with the words for it."""

    campaign: str
    headline: str
    line: str = ""
    figures: tuple[tuple[str, str], ...] = ()
    status: Literal["", "signed", "refused", "pending"] = ""
    status_words: str = ""

    @property
    def digest(self) -> str:
        return _digest(self, PREVIEW_VERSION)


@dataclass(frozen=True)
class PostCard:
    """The words of a picture.

    They're the campaign's name, a headline and a line below it, then an answer or figures (value
    and label), then what the reader can do, and a note at the end. `answer` is large, and `details`
    continues it: “Signed”, “the pledge to …, on …”.
    """

    campaign: str
    headline: str
    line: str = ""
    status: Literal["", "signed", "refused", "pending"] = ""
    answer: str = ""
    details: str = ""
    figures: tuple[tuple[str, str], ...] = ()
    turn: str = ""
    turn_line: str = ""
    note: str = ""

    @property
    def digest(self) -> str:
        return _digest(self, POST_VERSION)


def _digest(card: Any, version: int) -> str:
    """Return 16 hexadecimal digits for a card's address, which differ for every card."""
    said = [getattr(card, field.name) for field in fields(card)]
    return hashlib.sha256(repr((version, said)).encode()).hexdigest()[:16]
