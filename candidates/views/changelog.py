"""What changed, on a page and in feeds: of everyone, of a state, of a seat, of a candidate."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.lib.cache.decorators import cached_page
from campaign.lib.cache.generation import kept_fact
from campaign.lib.feeds import ATOM, Entry, atom_text
from campaign.lib.http import public_page
from campaign.lib.open_data import data_file
from campaign.lib.paging import page_or_404
from candidates.changelog import Changelog, newest_answers
from candidates.current_record import current_record
from candidates.decision_times import decision_times
from candidates.models import Answer
from candidates.models.choices import STATUS_LABELS
from candidates.public_changes import Change, known
from candidates.rows import LICENSE_URL
from candidates.sample_results import newest_result
from candidates.timelines import answer_day
from candidates.views.candidate import candidacy_or_404, moved_to
from candidates.views.places import (
    normal_seat,
    place_or_404,
    races_of_seat_or_404,
    seat_name,
)

FEED_SIZE = 50


@cached_page("page")
@public_page
def corrections(request: HttpRequest) -> HttpResponse:
    count = kept_fact(request, "changes", lambda: len(Changelog()))
    page = page_or_404(request, Changelog(), count=count)
    context = {
        "page": page,
        "times": kept_fact(request, "decision_times", lambda: decision_times(timezone.now())),
        "sample": kept_fact(request, "sample", newest_result),
    }
    return render(request, "candidates/corrections.html", context)


@cached_page()
@public_page
def corrections_feed(request: HttpRequest) -> HttpResponseBase:
    entries = map(entry_of_change, Changelog()[:FEED_SIZE])
    return feed(request, entries, title=_("Corrections"), page=reverse("candidates:corrections"))


@cached_page()
@public_page
def tracker_feed(request: HttpRequest) -> HttpResponseBase:
    entries = map(entry_of_answer, newest_answers(FEED_SIZE))
    return feed(request, entries, title=_("New answers"), page=reverse("candidates:tracker"))


@cached_page()
@public_page
def state_feed(request: HttpRequest, code: str) -> HttpResponseBase:
    place = place_or_404(code)
    if code != place.path_code:
        return redirect("candidates:state_feed", place.path_code, permanent=True)
    answers = newest_answers(FEED_SIZE, candidacy__race__jurisdiction=place.code)
    page = reverse("candidates:state", args=[place.path_code])
    return feed(request, map(entry_of_answer, answers), title=titled(place.name), page=page)


@cached_page()
@public_page
def seat_feed(request: HttpRequest, code: str, name: str) -> HttpResponseBase:
    place, path_seat = place_or_404(code), normal_seat(name)
    races = races_of_seat_or_404(place, path_seat, current_record(request).cycle)
    if (code, name) != (place.path_code, path_seat):
        return redirect("candidates:seat_feed", place.path_code, path_seat, permanent=True)
    answers = newest_answers(FEED_SIZE, candidacy__race__in=races)
    title = titled(f"{place.name}, {seat_name(races)}")
    page = races[0].get_absolute_url()
    return feed(request, map(entry_of_answer, answers), title=title, page=page)


@cached_page()
@public_page
def candidate_feed(
    request: HttpRequest, public_id: str, slug: str, year: int | None = None
) -> HttpResponseBase:
    candidacy = candidacy_or_404(public_id, year)
    if moved := moved_to("candidate_feed", candidacy, request.path, public_id, year):
        return redirect(moved, permanent=True)
    answers = newest_answers(FEED_SIZE, candidacy=candidacy)
    title = titled(candidacy.person.full_name)
    page = candidacy.get_absolute_url()
    return feed(request, map(entry_of_answer, answers), title=title, page=page)


def titled(name: str) -> str:
    return _("New answers: %(name)s") % {"name": name}


def feed(
    request: HttpRequest, entries: Iterable[Entry], *, title: str, page: str
) -> HttpResponseBase:
    """Answer with a feed that belongs to the page at the path `page`, or with 304."""
    # The campaign's name reaches this app through the template tag only.
    name = render_to_string("candidates/feed_author.txt", request=request).strip()
    text = atom_text(
        entries,
        title=f"{title} · {name}",
        author=name,
        page_path=page,
        feed_path=request.path,
    )
    return data_file(request, text, ATOM, license_url=LICENSE_URL)


def entry_of_change(change: Change) -> Entry:
    return Entry(
        key=change.key,
        title=f"{change.kind.label}: {change.about}",
        text=change.sentence,
        path=change.url,
        published_at=change.at,
        updated_at=change.at,
    )


def entry_of_answer(answer: Answer) -> Entry:
    """Return an answer as it was published; once it is retracted, the entry says so."""
    published_at = known(answer.published_at)
    campaign = f"{answer.candidacy.person.full_name}, {answer.candidacy.race.code}"
    title = f"{campaign}: {STATUS_LABELS[answer.kind]}"
    text = _("The answer is dated %(day)s. It’s about version %(version)d of the pledge.") % {
        "day": answer_day(answer),
        "version": answer.pledge_text.version,
    }
    if answer.supersedes_id:
        title = _("Corrected: %(title)s") % {"title": title}
    if answer.review:  # type: ignore[attr-defined]
        title = _("Disputed, under review: %(title)s") % {"title": title}
    if answer.is_retracted:
        title = _("Retracted: %(title)s") % {"title": title}
        text = _("We retracted this answer. Reason: %(reason)s") % {
            "reason": answer.retraction_reason
        }
    return Entry(
        key=f"answer-{answer.pk}",
        title=title,
        text=text,
        path=answer.candidacy.get_absolute_url(),
        published_at=published_at,
        updated_at=answer.retracted_at or published_at,
    )
