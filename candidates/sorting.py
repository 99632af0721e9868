"""The orders in which the tracker lists campaigns."""

from django.db.models import Case, F, When
from django.utils.translation import gettext_lazy as _

from candidates.models.candidacy_querysets import CandidacyQuerySet
from candidates.models.choices import Outcome, Status

DEFAULT = "status"
NAME = (F("person__sort_key"), F("pk"))
# These orders rank campaigns by a column, and sort each rank by name.
RANKED = {"status": "status", "outcome": "outcome", "party": "party_name"}
RANKS = {"status": Status.values, "outcome": Outcome.values}


def rank(name: str) -> Case:
    return Case(*(When(**{name: code}, then=place) for place, code in enumerate(RANKS[name])))


ORDERS = {
    "name": NAME,
    "state": (
        F("race__jurisdiction__name"),
        F("race__chamber").desc(),
        F("race__district"),
        F("race__kind"),
        *NAME,
    ),
    "party": (F("party_name"), *NAME),
    **{name: (rank(name), *NAME) for name in RANKS},
    "updated": (F("updated_at"), *NAME),
}
# Each key of `?sort=` in words; a minus sorts the other way round.
LABELS = {
    "status": _("Signers first"),
    "-status": _("Signers last"),
    "name": _("Name, A to Z"),
    "-name": _("Name, Z to A"),
    "state": _("State, A to Z"),
    "-state": _("State, Z to A"),
    "party": _("Party, A to Z"),
    "-party": _("Party, Z to A"),
    "outcome": _("Open races first"),
    "-outcome": _("Open races last"),
    "-updated": _("Latest change first"),
    "updated": _("Oldest change first"),
}


def sort(candidacies: CandidacyQuerySet, key: str) -> CandidacyQuerySet:
    ordered = candidacies.order_by(*ORDERS[key.removeprefix("-")])
    return ordered.reverse() if key.startswith("-") else ordered
