"""Who runs where: a state with its races, a seat with its elections."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.cache.decorators import cached_page
from campaign.lib.http import NotFoundWithAdvice, public_page
from candidates import timelines
from candidates.calls_to_action import KIND_AFTER_ANSWER, OF_THE_ELECTED, is_canceled, kinds_among
from candidates.models import Candidacy, Cycle, Jurisdiction, Race, Stage
from candidates.models.races import RaceQuerySet
from candidates.place_lookup import offered_districts
from candidates.statistics import record_figures

# The columns of a table of one race.
COLUMNS = [
    {"label": gettext_lazy("Candidate")},
    {"label": gettext_lazy("Answer")},
    {"label": gettext_lazy("Race status")},
]


@cached_page("districts")
@public_page
def state(request: HttpRequest, code: str) -> HttpResponse:
    place = place_or_404(code)
    if code != place.path_code:
        return redirect("candidates:state", place.path_code, permanent=True)
    offered = offered_districts(request.GET, place)
    cycle = Cycle.objects.current()
    races = races_of(place, cycle)
    senate_races, house_races = by_chamber(races)
    kinds = kinds_among(current_campaigns(races), cycle, timezone.localdate()) if cycle else set()
    context = {
        "can_ask": bool(kinds & set(KIND_AFTER_ANSWER.values())),
        "can_hold": bool(kinds & OF_THE_ELECTED),
        "columns": COLUMNS,
        "cycle": cycle,
        "house_races": house_races,
        "offered_races": [race for race in house_races if race.district in offered],
        "place": place,
        "senate_races": senate_races,
        "tally": record_figures(cycle).by_state[place.code],
    }
    return render(request, "candidates/state.html", context)


@cached_page()
@public_page
def seat(request: HttpRequest, code: str, name: str) -> HttpResponse:
    place = place_or_404(code)
    path_seat = normal_seat(name)
    races = races_of_seat_or_404(place, path_seat)
    if (code, name) != (place.path_code, path_seat):
        return redirect("candidates:seat", place.path_code, path_seat, permanent=True)
    today = timezone.localdate()
    context = {
        "columns": COLUMNS,
        "place": place,
        "races": [(race, timelines.elections(race.stages.all(), today=today)) for race in races],
        "seat_name": seat_name(races),
    }
    return render(request, "candidates/seat.html", context)


def place_or_404(code: str) -> Jurisdiction:
    """Return the jurisdiction of a postal code in any case, or raise NotFoundWithAdvice."""
    place = Jurisdiction.objects.filter(code=code.upper()).first()
    if place is None:
        raise NotFoundWithAdvice(
            _("There’s no state or territory with that code."),
            link_url=reverse("candidates:tracker"),
            link_text=_("Choose a state in the tracker"),
        )
    return place


def races_of_seat_or_404(place: Jurisdiction, path_seat: str) -> list[Race]:
    races = list(races_of(place, Cycle.objects.current()).for_seat(path_seat))
    if not races:
        raise NotFoundWithAdvice(
            _("We don’t have an election for that seat in %(state)s.")
            % {"state": place.name_in_text},
            link_url=reverse("candidates:state", args=[place.path_code]),
            link_text=_("See every race in %(state)s") % {"state": place.name_in_text},
        )
    return races


def current_campaigns(races: RaceQuerySet) -> list[Candidacy]:
    """Return the campaigns of `races_of` a place, except those in canceled races."""
    current = [race for race in races if not is_canceled(race)]
    return [candidacy for race in current for candidacy in vars(race)["campaigns"]]


def by_chamber(races: RaceQuerySet) -> tuple[list[Race], list[Race]]:
    senate, house = Race.Chamber.SENATE, Race.Chamber.HOUSE
    return (
        [race for race in races if race.chamber == senate],
        [race for race in races if race.chamber == house],
    )


def normal_seat(name: str) -> str:
    """Return a seat as `Race.path_seat` writes it: “7” is 07, “00” is at-large."""
    if name.isascii() and name.isdigit() and len(name) <= 2:
        district = f"{int(name):02}"
        return "at-large" if district == Race.AT_LARGE else district
    return name.lower()


def seat_name(races: list[Race]) -> str:
    """Return the name of the one seat that `races` fill, the regular election's if there is one."""
    return next((race for race in races if not race.is_special), races[0]).seat_name


def races_of(place: Jurisdiction, cycle: Cycle | None) -> RaceQuerySet:
    """Return the races of `place`, the Senate first, with their elections and campaigns."""
    elections = Stage.objects.chronological().select_related("superseded_by")
    return races_with_campaigns(place, cycle).prefetch_related(Prefetch("stages", elections))


def races_with_campaigns(place: Jurisdiction, cycle: Cycle | None) -> RaceQuerySet:
    campaigns = Candidacy.objects.listed().signers_first().with_public_record()
    return (
        Race.objects.in_state(place.code)
        .filter(cycle=cycle)
        .senate_first()
        .select_related("jurisdiction", "replaced_by")
        .prefetch_related(Prefetch("candidacies", campaigns, to_attr="campaigns"))
    )
