"""Link previews: what messengers show when someone shares one of our pages.

A page names its card at an address that ends with a digest of what it says. Any digest shows the
current card: the address of what it says for a year, every other for a minute.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.artwork.preview_pictures import PreviewCard, draw_preview
from campaign.content.models import Article, Profile
from campaign.lib.files import exclusive_lock, write_atomically
from candidates.derivation import Death, Phase
from candidates.models import Candidacy, Cycle, Jurisdiction
from candidates.race_words import outcome_label, phase_for
from candidates.statistics import RecordFigures, Tally, record_figures
from candidates.views.candidate import candidacy_or_404
from candidates.views.places import place_or_404
from pledges.goals import steps_reached
from pledges.models import Petition
from pledges.statistics import PetitionFigures, petition_figures
from pledges.views.petitions import petition_or_404

WIDTH, HEIGHT = 1200, 630
WHOLE_SITE = "all"


@dataclass(frozen=True)
class Preview:
    """The card of one page; `kind` and `key` name the page."""

    kind: str
    key: str
    card: PreviewCard

    @property
    def path(self) -> str:
        return reverse("preview", args=[self.kind, self.key, self.card.digest])

    @property
    def alt(self) -> str:
        """Return what the picture says, for people who can't see it."""
        card = self.card
        figures = [f"{value} {label}" for value, label in card.figures]
        said = [card.headline, card.line, ", ".join(figures), card.status_words, card.campaign]
        parts = dict.fromkeys(part.rstrip(".") for part in said if part)
        return " ".join(part if part.endswith("?") else f"{part}." for part in parts)

    def picture(self) -> bytes:
        """Return the card as a PNG, drawn at the first request.

        We keep one file per page. A request that comes while it's being drawn waits. Another
        process may replace the file by a newer card's at any time.
        """
        folder = Path(settings.MEDIA_ROOT, "previews", self.kind, self.key)
        path = folder / f"{self.card.digest}.png"
        with suppress(FileNotFoundError):
            return path.read_bytes()
        folder.mkdir(parents=True, exist_ok=True)
        with exclusive_lock(folder / "lock"):
            with suppress(FileNotFoundError):
                return path.read_bytes()
            content = draw_preview(self.card)
            for older in folder.glob("*.png"):
                older.unlink(missing_ok=True)
            write_atomically(path, content, mode=0o644)
        return content


def of_site(profile: Profile) -> Preview:
    return Preview("site", WHOLE_SITE, PreviewCard(profile.name, profile.ask))


def of_record(profile: Profile, figures: RecordFigures) -> Preview:
    states = ngettext("state with signers", "states with signers", figures.states)
    last = elected(figures) or ((intcomma(figures.states), states),)
    return Preview(
        "record",
        WHOLE_SITE,
        PreviewCard(
            campaign=profile.name,
            headline=profile.question,
            line=_("Results to come") if figures.is_waiting else "",
            figures=(*answers(figures), *last),
        ),
    )


def of_state(profile: Profile, place: Jurisdiction, tally: Tally, cycle: Cycle | None) -> Preview:
    line = f"{profile.question} {cycle.year}" if cycle else profile.question
    if tally.is_waiting:
        line = _("%(line)s. Results to come") % {"line": line}
    figures = answers(tally)
    if known := elected(tally):
        figures = (*figures, *known)
    elif tally.signed_with_changes:
        figures = (*figures, (intcomma(tally.signed_with_changes), _("signed with changes")))
    card = PreviewCard(profile.name, place.name, line=line, figures=figures)
    return Preview("state", place.path_code, card)


def of_candidate(profile: Profile, candidacy: Candidacy, has_died: bool = False) -> Preview:
    """Return the card of a campaign. If the candidate died, it doesn't mention the answer."""
    race = candidacy.race
    answer = candidacy.status_label
    if profile.short_ask:
        answer = f"{answer}: {profile.the_pledge}"
    where = f"{race.place.name}, {race.seat_name}, {race.cycle.year}"
    today = timezone.localdate()
    if not has_died and phase_for(candidacy, today) != Phase.CAMPAIGNING:
        where = f"{where}. {outcome_label(candidacy, today)}"
    card = PreviewCard(
        campaign=profile.name,
        headline=candidacy.person.full_name,
        line=where,
        status="" if has_died else candidacy.status,  # type: ignore[arg-type]
        status_words="" if has_died else answer,
    )
    return Preview("candidate", str(candidacy.pk), card)


def of_article(profile: Profile, article: Article) -> Preview:
    card = PreviewCard(profile.name, article.title, line=article.summary)
    return Preview("article", article.slug, card)


def of_petition(profile: Profile, petition: Petition, figures: PetitionFigures) -> Preview:
    """Return the card of a petition. It counts in milestones: drawing one takes a second."""
    milestones = [(f"{intcomma(step)}+", _("signatures")) for step in steps_reached(figures.total)]
    card = PreviewCard(
        campaign=profile.name,
        headline=petition.title,
        line=petition.target,
        figures=(*milestones[-1:], (intcomma(figures.goal), _("is our goal"))),
    )
    return Preview("petition", petition.slug, card)


def answers(tally: Tally) -> tuple[tuple[str, str], ...]:
    return (
        (intcomma(tally.signed), _("signed")),
        (intcomma(tally.refused), _("refused")),
        (intcomma(tally.no_answer), _("no answer")),
    )


def elected(tally: Tally) -> tuple[tuple[str, str], ...]:
    """Return how many of the signers were elected, once that's known."""
    known = tally.is_over and tally.has_result_of_signers
    return ((intcomma(tally.signed_elected), _("signed and elected")),) if known else ()


# For each kind of page, the function that returns its card.
CARDS: dict[str, Callable[..., Preview]] = {
    "site": of_site,
    "record": of_record,
    "state": of_state,
    "candidate": of_candidate,
    "article": of_article,
    "petition": of_petition,
}


def find_preview(profile: Profile, kind: str, key: str) -> Preview:
    """Return the current card of a page. Raises Http404 if there's no such page."""
    return CARDS[kind](profile, *_subject(kind, key))


def _subject(kind: str, key: str) -> tuple[Any, ...]:
    """Return the arguments for the function that makes the card of a page."""
    match kind:
        case "record":
            return (record_figures(Cycle.objects.current()),)
        case "state":
            place, cycle = place_or_404(key), Cycle.objects.current()
            return place, record_figures(cycle).by_state[place.code], cycle
        case "candidate":
            candidacy = candidacy_or_404(key)
            person = candidacy.person
            return candidacy, Death.of(person, person.candidacies.listed()) is not None
        case "article":
            return (get_object_or_404(Article.objects.published(timezone.now()), slug=key),)
        case "petition":
            petition = petition_or_404(key, timezone.now())
            return petition, petition_figures(petition)
    return ()
