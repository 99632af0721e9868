"""A few short comments by signers that moderators approved, each lettered on a placard."""

from dataclasses import dataclass

from campaign.artwork.lettering import Drawing, can_letter, letter_words
from campaign.lib.digest import digest_of
from pledges.models import Petition, Signature
from pledges.names import shown_name, spoken_name
from pledges.places import place_names

MOST_SHOWN = 3
# The fewest and the most letters that we put on a placard.
SHORTEST, LONGEST = 20, 140
# How many of the newest comments we look through.
LOOKED_AT = 20


@dataclass(frozen=True)
class Voice:
    """What a signer said, and who said it: “Ines, Michigan”."""

    words: str
    signer: str

    @property
    def key(self) -> str:
        """Return what names its picture: another one as soon as the words change."""
        return digest_of([self.words])[:16]

    @property
    def lettering(self) -> Drawing | None:
        """Return its words as a picture; None where our faces lack a letter, such as an emoji."""
        return letter_words(self.words) if can_letter(self.words) else None


def voices_of(petition: Petition) -> list[Voice]:
    """Return words of signers who agreed to be shown, newest first; one query."""
    said = Signature.objects.shown_on(petition).filter(
        comment_state=Signature.CommentState.APPROVED
    )
    columns = ("comment", "supporter__name", "supporter__shown_as", "place")
    names = place_names()
    voices = [
        Voice(
            words=" ".join(comment.split()),
            signer=spoken_name(shown_name(name, shown_as), names.get(place, "")),
        )
        for comment, name, shown_as, place in said.values_list(*columns)[:LOOKED_AT]
    ]
    return [each for each in voices if SHORTEST <= len(each.words) <= LONGEST][:MOST_SHOWN]
