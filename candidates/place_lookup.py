"""Finding one's own candidates: from a ZIP code or a state's name to a ballot.

What is typed is answered with addresses that hold states and districts, never the ZIP code.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaign.lib.folding import fold
from campaign.lib.forms import RefusableForm
from campaign.lib.http import NotFoundWithAdvice
from candidates import zip_codes
from candidates.models import Jurisdiction

SEPARATOR = ","
# No ZIP code touches more in one state. A page with dozens would take everyone's turn to be drawn.
MOST_DISTRICTS = 6
# Names by which people know a place beside its own, as `name_key` writes them.
OTHER_NAMES = {"washingtondc": "DC", "usvirginislands": "VI"}


@dataclass(frozen=True)
class Found:
    """Where a typed place lies: states, the likeliest first, and districts to offer by state.

    Mail of the armed forces is in no state.
    """

    states: Sequence[Jurisdiction]
    districts: Mapping[str, Sequence[str]]

    @property
    def url(self) -> str:
        """Return the page to go on with: a ballot, or a page that offers several states'."""
        if not self.states:
            return reverse("candidates:military_ballot")
        if len(self.states) == 1:
            return ballot_url(self.states[0], self.districts.get(self.states[0].code, ()))
        places = [
            f"{state.code}{''.join(f'-{district}' for district in self.districts[state.code])}"
            for state in self.states
        ]
        return f"{reverse('candidates:find')}?{query(places=places)}"


class FindForm(RefusableForm):
    """One question: where do you vote? Once valid, `cleaned_data["place"]` is what was Found."""

    place = forms.CharField(
        label=_("ZIP code or state"),
        max_length=60,
        help_text=_("We don’t store what you type here."),
        error_messages={"required": _("Enter a ZIP code or the name of a state.")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "postal-code",
                "autocapitalize": "words",
                "enterkeyhint": "search",
                "spellcheck": "false",
            }
        ),
    )

    def __init__(self, data: Mapping[str, str] | None = None) -> None:
        # Other forms are on the same page, such as the tracker's filter.
        super().__init__(data, auto_id="find_%s")

    def clean_place(self) -> Found:
        typed: str = self.cleaned_data["place"]
        states = {state.code: state for state in Jurisdiction.objects.all()}
        if any(character.isdigit() for character in typed):
            return self._found_by_zip(typed, states)
        code = codes_by_name(states.values()).get(name_key(typed))
        if not code:
            raise ValidationError(
                _("We don’t know a state by that name. Try its two-letter code, such as MI."),
                code="unknown_state",
            )
        return Found([states[code]], {})

    def _found_by_zip(self, typed: str, states: Mapping[str, Jurisdiction]) -> Found:
        zip_code = zip_codes.five_digits(typed)
        if not zip_code:
            raise ValidationError(
                _("Enter a five-digit ZIP code, such as 48226."), code="not_a_zip_code"
            )
        codes = zip_codes.states_of(zip_code)
        if not codes:
            raise ValidationError(
                _("We don’t know that ZIP code. Enter the name of your state."),
                code="unknown_zip_code",
            )
        if zip_codes.ARMED_FORCES.intersection(codes):
            return Found([], {})
        offered = zip_codes.districts_of(zip_code)
        return Found(
            [states[code] for code in codes],
            {code: known_districts(states[code], offered.get(code, ())) for code in codes},
        )


def codes_by_name(states: Iterable[Jurisdiction]) -> dict[str, str]:
    """Return the code of each state by its code and its names, as `name_key` writes them."""
    codes = dict(OTHER_NAMES)
    for state in states:
        codes |= dict.fromkeys(map(name_key, (state.code, state.name, state.name_es)), state.code)
    return codes


def name_key(name: str) -> str:
    """Return `name` as names are compared: lower-case letters without accents."""
    return re.sub("[^a-z]", "", fold(name))


def known_districts(state: Jurisdiction, districts: Collection[str]) -> list[str]:
    """Return those of `districts` that `state` has, in order; none where it elects one member."""
    if state.is_at_large:
        return []
    return [
        district
        for district in (f"{number:02}" for number in range(1, state.house_seats + 1))
        if district in districts
    ]


def ballot_url(state: Jurisdiction, districts: Sequence[str]) -> str:
    return _with_districts(reverse("candidates:ballot", args=[state.path_code]), districts)


def call_url(state: Jurisdiction, districts: Sequence[str], public_id: str) -> str:
    """Return the page with the words for one candidate on a ballot."""
    return _with_districts(reverse("candidates:call", args=[state.path_code, public_id]), districts)


def _with_districts(url: str, districts: Sequence[str]) -> str:
    return f"{url}?{query(districts=districts)}" if districts else url


def offered_districts(parameters: QueryDict, state: Jurisdiction) -> list[str]:
    """Return the districts of a ballot of `state` in order, each once: ?districts=11,12.

    “6” is 06. Raises NotFoundWithAdvice for one that the state doesn’t have, and for too many.
    """
    return _checked(state, _listed(parameters, "districts"))


def offered_places(parameters: QueryDict) -> list[tuple[Jurisdiction, list[str]]]:
    """Return the states to choose from, each once with districts to offer: ?places=IA-04,SD.

    Raises NotFoundWithAdvice for a state or district that does not exist.
    """
    listed = _listed(parameters, "places")
    states = {state.code: state for state in Jurisdiction.objects.all()} if listed else {}
    offered: dict[str, list[str]] = {}
    for place in listed:
        code, *districts = place.split("-")
        if code not in states:
            raise unknown_place()
        offered.setdefault(code, []).extend(districts)
    return [(states[code], _checked(states[code], those)) for code, those in offered.items()]


def _listed(parameters: QueryDict, name: str) -> list[str]:
    text = parameters.get(name, "")
    return text.split(SEPARATOR) if text else []


def _checked(state: Jurisdiction, districts: list[str]) -> list[str]:
    asked = {district.zfill(2) for district in districts}
    known = known_districts(state, asked)
    if len(known) != len(asked) or len(known) > MOST_DISTRICTS:
        raise unknown_place()
    return known


def unknown_place() -> NotFoundWithAdvice:
    return NotFoundWithAdvice(
        _("This link has a state or district that doesn’t exist."),
        link_url=reverse("candidates:find"),
        link_text=_("Find your state by name or ZIP code"),
    )


def query(**lists: Sequence[str]) -> str:
    """Return a query of lists, such as districts=11,12."""
    joined = {name: SEPARATOR.join(values) for name, values in lists.items()}
    return urlencode(joined, safe=SEPARATOR)
