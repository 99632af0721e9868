"""Your ballot, and what to say to each candidate on it."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from campaign.lib.cache.decorators import cached_page
from campaign.lib.http import public_page
from candidates.ballots import Ballot, ballot_of, registration_url
from candidates.current_record import CurrentRecord, current_record
from candidates.place_lookup import SEPARATOR, ballot_url, call_url, offered_districts
from candidates.statistics import tallies_of_seats
from candidates.views.candidate import candidacy_or_404
from candidates.views.places import Seat, by_chamber, place_or_404, races_in, seats_of


@public_page
def whose_ballot(request: HttpRequest) -> HttpResponse:
    """Lead to the page that asks where someone votes."""
    return redirect("candidates:find")


@cached_page("districts")
@public_page
def ballot(request: HttpRequest, code: str) -> HttpResponse:
    place = place_or_404(code)
    districts = offered_districts(request.GET, place)
    if code != place.path_code or not is_as_listed(districts, request):
        return redirect(ballot_url(place, districts), permanent=True)
    record = current_record(request)
    cycle = record.cycle
    shown = ballot_of(place, districts, cycle, timezone.localdate())
    context = {
        "ballot": shown,
        "cycle": cycle,
        "place": place,
        "registration_url": registration_url(place),
        "seats": seats_to_choose_from(shown, record) if shown.is_left_open else [],
        "state_tally": record.figures.by_state[place.code],
        "next_year": place.next_year_with_a_seat(cycle.year) if cycle else None,
    }
    return render(request, "candidates/ballot.html", context)


@cached_page("districts")
@public_page
def call(request: HttpRequest, code: str, public_id: str) -> HttpResponse:
    """Show what to say to one candidate, and lead to the next one on the same ballot."""
    place, candidacy = place_or_404(code), candidacy_or_404(public_id)
    offered = offered_districts(request.GET, place)
    if code != place.path_code or not is_as_listed(offered, request):
        return redirect(call_url(place, offered, public_id), permanent=True)
    districts = offered or candidacy.race.ballot_districts
    shown = ballot_of(place, districts, current_record(request).cycle, timezone.localdate())
    line = next((line for line in shown.lines if line.candidacy == candidacy), None)
    if not (line and line.call_to_action):
        return redirect(candidacy)
    context = {"ballot": shown, "line": line, "place": place, "next": shown.after(line)}
    return render(request, "candidates/call.html", context)


@cached_page()
@public_page
def military_ballot(request: HttpRequest) -> HttpResponse:
    return render(request, "candidates/military_ballot.html")


def is_as_listed(districts: Sequence[str], request: HttpRequest) -> bool:
    """Say whether an address spells its districts as we do: in order, each once, two digits."""
    return SEPARATOR.join(districts) == request.GET.get("districts", "")


def seats_to_choose_from(shown: Ballot, record: CurrentRecord) -> list[Seat]:
    _senate, house = by_chamber(races_in(shown.place, record.cycle))
    return seats_of(house, tallies_of_seats(record.groups_in(shown.place)))
