"""What people share about a page: its message, and the picture that messengers show.

A page names its card at an address that ends with a digest of what it says. Any digest shows the
current card: the address of what it says for a year, every other for a minute.
"""

import threading
from collections.abc import Callable, Sequence
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

from campaign.artwork.cards import PreviewCard
from campaign.content.models import Article, Profile
from campaign.lib.backups.stored_files import leave_out_of_backups
from campaign.lib.busy import turn
from campaign.lib.files import exclusive_lock, write_atomically
from candidates.answer_words import headline
from candidates.derivation import Death, Phase
from candidates.models import Candidacy, Cycle, Jurisdiction, Race
from candidates.race_words import outcome_label, phase_for
from candidates.statistics import RecordFigures, Tally, record_figures
from candidates.views.candidate import candidacy_or_404
from candidates.views.places import (
    normal_seat,
    place_or_404,
    races_of_seat_or_404,
    seat_name,
    tally_of_seat,
)
from pledges.goals import steps_reached
from pledges.models import Petition
from pledges.statistics import PetitionFigures, petition_figures
from pledges.views.petitions import petition_or_404

WIDTH, HEIGHT = 1200, 630
# How many digits a digest has.
DIGEST = 16
# A process draws one picture at a time, so its other threads stay free to serve pages.
DRAWING = threading.Semaphore(1)
WHOLE_SITE = "all"


@dataclass(frozen=True)
class Preview:
    """The card of one page; `kind` and `key` name the page.

    `page` is its path, and `message` is what people send along with its link.
    """

    kind: str
    key: str
    card: PreviewCard
    page: str
    message: str

    @property
    def path(self) -> str:
        return reverse("preview", args=[self.kind, self.key, self.card.digest])

    @property
    def share_path(self) -> str:
        """Return the path of the page about sharing it, with pictures to post."""
        if self.key == WHOLE_SITE:
            return reverse("share")
        return reverse("share", args=[self.kind, self.key])

    @property
    def is_of_someone_who_died(self) -> bool:
        return self.kind == "candidate" and not self.card.status

    @property
    def alt(self) -> str:
        """Return what the picture says, for people who can't see it."""
        card = self.card
        figures = figures_in_words(card.figures)
        return as_sentences(card.headline, card.line, figures, card.status_words, card.campaign)

    def picture(self) -> bytes:
        return kept_picture(self, f"{self.card.digest}.png", self._draw)

    def _draw(self) -> bytes:
        # Pillow takes 8 MiB, which few processes need: a picture is drawn once.
        from campaign.artwork.preview_pictures import draw_preview

        return draw_preview(self.card)


def as_sentences(*parts: str) -> str:
    """Return the words of a picture as sentences, without repeating any."""
    said = dict.fromkeys(part.rstrip(".") for part in parts if part)
    return " ".join(part if part.endswith(("?", "?”")) else f"{part}." for part in said)


def kept_picture(page: Preview, name: str, draw: Callable[[], bytes]) -> bytes:
    """Return a picture of a page, drawn at the first request. Raises BusyError if too many wait.

    Its name is a digest and an ending. We keep one file for each page and ending. A request that
    comes while it's being drawn waits. Another process may replace the file at any time.
    """
    folder = Path(settings.MEDIA_ROOT, "previews", page.kind, page.key)
    path = folder / name
    with suppress(FileNotFoundError):
        return path.read_bytes()
    folder.mkdir(parents=True, exist_ok=True)
    leave_out_of_backups(folder.parents[1])
    with exclusive_lock(folder / "lock"):
        with suppress(FileNotFoundError):
            return path.read_bytes()
        with turn(DRAWING):
            content = draw()
        for older in folder.glob("*.png"):
            if older.name[DIGEST:] == name[DIGEST:]:
                older.unlink(missing_ok=True)
        write_atomically(path, content, mode=0o644)
    return content


def of_site(profile: Profile) -> Preview:
    card = PreviewCard(profile.name, profile.ask)
    return Preview("site", WHOLE_SITE, card, reverse("home"), profile.ask)


def of_record(profile: Profile, figures: RecordFigures) -> Preview:
    states = ngettext("state with signers", "states with signers", figures.states)
    last = elected(figures) or ((intcomma(figures.states), states),)
    card = PreviewCard(
        campaign=profile.name,
        headline=profile.question,
        line=_("Results to come") if figures.is_waiting else "",
        figures=(*answers(figures), *last),
    )
    message = f"{profile.question} {answers_in_words(figures)}"
    return Preview("record", WHOLE_SITE, card, reverse("home"), message)


def of_state(profile: Profile, place: Jurisdiction, tally: Tally, cycle: Cycle | None) -> Preview:
    page = reverse("candidates:state", args=[place.path_code])
    return Preview("state", place.path_code, *_of_place(profile, place.name, tally, cycle, page))


def of_seat(profile: Profile, races: Sequence[Race], tally: Tally) -> Preview:
    """Return the card of a seat; `races` are its elections."""
    first = races[0]
    name = f"{first.place.name}, {seat_name(races)}"
    key = f"{first.place.path_code}-{first.path_seat}"
    page = reverse("candidates:seat", args=[first.place.path_code, first.path_seat])
    return Preview("seat", key, *_of_place(profile, name, tally, first.cycle, page))


def _of_place(
    profile: Profile, name: str, tally: Tally, cycle: Cycle | None, page: str
) -> tuple[PreviewCard, str, str]:
    line = f"{profile.question} {cycle.year}" if cycle else profile.question
    if tally.is_waiting:
        line = _("%(line)s. Results to come") % {"line": line}
    figures = answers(tally)
    if known := elected(tally):
        figures = (*figures, *known)
    elif tally.signed_with_changes:
        figures = (*figures, (intcomma(tally.signed_with_changes), _("signed with changes")))
    card = PreviewCard(profile.name, name, line=line, figures=figures)
    return card, page, f"{name}: {profile.question} {answers_in_words(tally)}"


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
    message = candidacy.person.full_name if has_died else headline(candidacy, profile.the_pledge)
    page = candidacy.get_absolute_url()
    return Preview("candidate", str(candidacy.pk), card, page, f"{message}. {where}.")


def of_article(profile: Profile, article: Article) -> Preview:
    card = PreviewCard(profile.name, article.title, line=article.summary)
    return Preview("article", article.slug, card, article.get_absolute_url(), article.title)


def of_petition(profile: Profile, petition: Petition, figures: PetitionFigures) -> Preview:
    """Return the card of a petition. It counts in milestones: drawing one takes a second."""
    milestones = [(f"{intcomma(step)}+", _("signatures")) for step in steps_reached(figures.total)]
    card = PreviewCard(
        campaign=profile.name,
        headline=petition.title,
        line=petition.target,
        figures=(*milestones[-1:], (intcomma(figures.goal), _("is our goal"))),
    )
    page = petition.get_absolute_url()
    return Preview("petition", petition.slug, card, page, signed_in_words(petition, figures.total))


def answers(tally: Tally) -> tuple[tuple[str, str], ...]:
    return (
        (intcomma(tally.signed), _("signed")),
        (intcomma(tally.refused), _("refused")),
        (intcomma(tally.no_answer), _("no answer")),
    )


def answers_in_words(tally: Tally) -> str:
    if not tally.tracked:
        return ""
    return f"{figures_in_words(answers(tally))}."


def figures_in_words(figures: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f"{number} {label}" for number, label in figures)


def signed_in_words(petition: Petition, total: int) -> str:
    """Say how many people signed a petition, and ask for one more as long as it's open."""
    words = (
        ngettext(
            "%(number)s person has signed “%(title)s.”",
            "%(number)s people have signed “%(title)s.”",
            total,
        )
        if total
        else "“%(title)s.”"
    )
    said = words % {"number": intcomma(total), "title": petition.title.rstrip(".")}
    is_open = petition.is_open(timezone.now())
    return _("%(said)s Add your name.") % {"said": said} if is_open else said


def elected(tally: Tally) -> tuple[tuple[str, str], ...]:
    """Return how many of the signers were elected, once that's known."""
    known = tally.is_over and tally.has_result_of_signers
    return ((intcomma(tally.signed_elected), _("signed and elected")),) if known else ()


# For each kind of page, the function that returns its card.
CARDS: dict[str, Callable[..., Preview]] = {
    "site": of_site,
    "record": of_record,
    "state": of_state,
    "seat": of_seat,
    "candidate": of_candidate,
    "article": of_article,
    "petition": of_petition,
}

# The kinds of pages that have pictures to post, and those that have their own page about sharing.
POSTED = [kind for kind in CARDS if kind != "site"]
SHARED = [kind for kind in POSTED if kind != "record"]


def find_preview(profile: Profile, kind: str, key: str) -> Preview:
    """Return the current card of a page. Raises Http404 if there's no such page."""
    return CARDS[kind](profile, *subject_of(kind, key))


def subject_of(kind: str, key: str) -> tuple[Any, ...]:
    """Return the arguments for the function that makes the card of a page."""
    match kind:
        case "record":
            return (record_figures(Cycle.objects.current()),)
        case "state":
            place, cycle = place_or_404(key), Cycle.objects.current()
            return place, record_figures(cycle).by_state[place.code], cycle
        case "seat":
            code, _dash, seat = key.partition("-")
            cycle = Cycle.objects.current()
            races = races_of_seat_or_404(place_or_404(code), normal_seat(seat), cycle)
            return races, tally_of_seat(races)
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
