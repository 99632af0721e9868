"""The orders in which the tracker lists campaigns."""

from django.db.models import Case, F, Value, When
from django.utils.translation import gettext_lazy as _

from candidates.models.candidacies import CandidacyQuerySet
from candidates.models.choices import Outcome

DEFAULT = "status"
NAME = (F("person__sort_key"), F("pk"))
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
    "outcome": (
        Case(*(When(outcome=outcome, then=Value(rank)) for rank, outcome in enumerate(Outcome))),
        *NAME,
    ),
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
    name = key.removeprefix("-")
    if name == DEFAULT:
        ordered = candidacies.signers_first()
    else:
        ordered = candidacies.order_by(*ORDERS[name])
    return ordered.reverse() if key.startswith("-") else ordered
