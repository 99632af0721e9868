"""Tall pictures that anyone can download and post."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.artwork.cards import SHAPES, PostCard
from campaign.content.models import Profile
from campaign.lib.absolute_urls import absolute_url
from campaign.previews import (
    CARDS,
    Preview,
    as_sentences,
    figures_in_words,
    kept_picture,
    subject_of,
)
from candidates.answer_words import asked_in_short
from candidates.call_words import Kind
from candidates.calls_to_action import call_to_action_for
from candidates.coverage import times_asked
from candidates.models import Candidacy, PledgeText
from candidates.models.choices import UNDER_REVIEW
from candidates.timelines import answer_day
from pledges.models import Petition

LONGEST_NAME = 40
# The words that follow the answer, by its kind.
DETAILS = {
    "": gettext_lazy("on %(pledge)s"),
    "signed": gettext_lazy("%(pledge)s, word for word"),
    "signed_with_changes": gettext_lazy("a changed version of %(pledge)s"),
    "refused": gettext_lazy("to sign %(pledge)s"),
    "rescinded": gettext_lazy("from %(pledge)s"),
    UNDER_REVIEW: gettext_lazy("their answer to %(pledge)s"),
}


@dataclass(frozen=True)
class Post:
    """A picture of a page in one size: `1080x1350` or `1080x1920`."""

    page: Preview
    card: PostCard
    size: str

    @property
    def path(self) -> str:
        return reverse("post", args=[self.page.kind, self.page.key, self.card.digest, self.size])

    @property
    def width(self) -> int:
        return int(self.size.partition("x")[0])

    @property
    def height(self) -> int:
        return int(self.size.partition("x")[2])

    @property
    def file_name(self) -> str:
        """Return what to call a download: michigan-4-signed-1080x1350.png."""
        said = self.card.answer or " ".join([*self.card.figures, ("", "")][0])
        about = slugify(self.card.headline)[:LONGEST_NAME].strip("-")
        return "-".join(filter(None, [about, slugify(said), f"{self.size}.png"]))

    @property
    def alt(self) -> str:
        """Return what the picture says, for people who can't see it."""
        card = self.card
        figures = figures_in_words(card.figures)
        answer = f"{card.answer} {card.details}".strip()
        turn = (card.turn, card.turn_line)
        return as_sentences(
            card.headline, card.line, answer, figures, *turn, card.note, card.campaign
        )

    def picture(self) -> bytes:
        name = f"{self.card.digest}-{self.size}.png"
        return kept_picture(self.page, name, self._draw)

    def _draw(self) -> bytes:
        from campaign.artwork.post_pictures import draw_post

        return draw_post(self.card, self.size)


def find_posts(profile: Profile, kind: str, key: str) -> list[Post]:
    """Return the current pictures of a page, one of each size.

    Raises Http404 if there's no such page, and for someone who died.
    """
    subject = subject_of(kind, key)
    page = CARDS[kind](profile, *subject)
    if page.is_of_someone_who_died:
        raise Http404
    card = PostCard(
        campaign=profile.name,
        headline=page.card.headline,
        note=_("Demo: everything here is invented.") if profile.shows_invented_people else "",
        **_words(profile, page, subject),
    )
    return [Post(page, card, size) for size in SHAPES]


def _words(profile: Profile, page: Preview, subject: tuple[Any, ...]) -> dict[str, Any]:
    match subject:
        case (Candidacy() as candidacy, *_rest):
            return _of_candidate(profile, page, candidacy)
        case (Petition() as petition, *_rest):
            turn = _("Add your name") if petition.is_open(timezone.now()) else ""
        case _:
            turn = _("Did yours sign?") if page.card.figures else _("Read it")
    return {
        "line": page.card.line,
        "figures": page.card.figures,
        "turn": turn,
        "turn_line": absolute_url(page.page).partition("://")[2] if turn else "",
    }


def _of_candidate(profile: Profile, page: Preview, candidacy: Candidacy) -> dict[str, Any]:
    today = timezone.localdate()
    answer, asked = candidacy.current_answer, times_asked([candidacy.pk])[candidacy.pk]
    about = {"pledge": profile.the_pledge}
    last = answer_day(answer) if answer else asked_in_short(asked, candidacy.race.cycle.year)
    text = PledgeText.objects.in_use_on(today)
    call = call_to_action_for(candidacy, today, asked=asked, text_in_use=text)
    if call and call.kind == Kind.ASK and call.phone_url:
        turn = _("Call %(phone)s") % {"phone": call.phone}
        turn_line = _("“Will you sign %(pledge)s?”") % about
    else:
        turn, turn_line = _("Did yours sign?"), str(urlsplit(settings.SITE_URL).netloc)
    return {
        "line": ". ".join(filter(None, [page.card.line, candidacy.party_name])),
        "status": candidacy.status,
        "answer": candidacy.status_label,
        "details": f"{DETAILS[candidacy.answer_kind] % about}. {last}",
        "turn": turn,
        "turn_line": turn_line,
    }
