"""What visitors ask of the tracker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from campaign.lib.paging import Parts
from candidates import parties, sorting
from candidates.answer_words import numbers_in_words
from candidates.current_record import CurrentRecord
from candidates.models import Candidacy, Race
from candidates.models.candidacy_querysets import CandidacyQuerySet
from candidates.models.choices import Outcome, Status
from candidates.models.places import all_jurisdictions

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST_NAME_SEARCHED = 200
# A search that finds more than these lists nobody: it would take longer the more there are.
MOST_FOUND = 2000
# What each filter but the name compares.
FIELDS = {
    "state": "race__jurisdiction",
    "status": "status",
    "chamber": "race__chamber",
    "party": "party_code",
    "outcome": "outcome",
    "incumbency": "incumbency",
}
# Every parameter of the tracker's addresses but the page; anyone may search for any text.
SEARCHES = ("q",)
FILTERS = (*SEARCHES, *FIELDS, "sort")


def choice(
    label: StrOrPromise, choices: list[tuple[str, StrOrPromise]], refusal: StrOrPromise
) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, required=False, error_messages={"invalid_choice": refusal}
    )


class TrackerForm(forms.Form):
    """The tracker's filter, bound to the query of an address; an empty value means any.

    `record` has the cycle whose campaigns are asked for, None while there is none. What it finds
    is one row a campaign, so it may list a person twice; figures about people aren't counted here.
    """

    q = forms.CharField(
        label=_("Name"),
        required=False,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "autocapitalize": "words",
                "autocomplete": "off",
                "enterkeyhint": "search",
                "maxlength": LONGEST_NAME_SEARCHED,
                "spellcheck": "false",
            }
        ),
    )
    state = choice(
        _("State"), [], _("The “state” filter takes a two-letter code in capitals, such as MI.")
    )
    status = choice(
        _("Answer"),
        [("", _("Any answer")), *Status.choices],
        _("The “status” filter takes signed, refused or pending."),
    )
    chamber = choice(
        _("Chamber"),
        [("", _("Both chambers")), *Race.Chamber.choices],
        _("The “chamber” filter takes H for the House or S for the Senate."),
    )
    party = choice(
        _("Party"), [], _("The “party” filter takes an FEC code, such as DEM, REP or IND.")
    )
    outcome = choice(
        _("Race status"),
        [("", _("Any status")), *Outcome.choices],
        _(
            "The “outcome” filter takes active, won_primary, lost_primary, elected, lost_general, "
            "withdrew, disqualified or died."
        ),
    )
    incumbency = choice(
        _("Incumbency"),
        [
            ("", _("Any")),
            (Candidacy.Incumbency.INCUMBENT.value, _("Incumbents")),
            (Candidacy.Incumbency.CHALLENGER.value, _("Challengers")),
            (Candidacy.Incumbency.OPEN_SEAT.value, _("Open seats")),
        ],
        _("The “incumbency” filter takes I, C or O: incumbent, challenger or open seat."),
    )
    sort = choice(
        _("Sort by"),
        [("" if key == sorting.DEFAULT else key, label) for key, label in sorting.LABELS.items()],
        _(
            "The “sort” filter takes name, state, status, outcome, party or updated. Put a minus "
            "in front to reverse the order."
        ),
    )

    def __init__(self, query: QueryDict, *, record: CurrentRecord) -> None:
        data = query.dict()
        data["q"] = data.get("q", "")[:LONGEST_NAME_SEARCHED]
        if data.get("sort") == sorting.DEFAULT:
            data["sort"] = ""
        super().__init__(data, auto_id="filter-%s")
        self.record = record
        states = [(place.code, place.name) for place in all_jurisdictions().values()]
        self._offer("state", _("All states"), states)
        if record.cycle and record.cycle.has_voted(timezone.localdate()):
            label = _("Running, or no result yet")
            names = [(code, name) for code, name in Outcome.choices if code != Outcome.ACTIVE]
            self._offer("outcome", _("Any status"), [(Outcome.ACTIVE.value, label), *names])
        self._offer("party", _("All parties"), self._parties())

    def _offer(
        self, name: str, any_value: StrOrPromise, choices: Sequence[tuple[str, StrOrPromise]]
    ) -> None:
        field: Any = self.fields[name]
        field.choices = [("", any_value), *choices]

    def _parties(self) -> list[tuple[str, str]]:
        """Return the parties on record, and the one asked for when the FEC knows it."""
        codes = self.record.listing.parties
        asked = self.data.get("party", "")
        if asked in parties.NAMES:
            codes.add(asked)
        named = [(code, parties.NAMES.get(code, code)) for code in codes if code]
        return sorted(named, key=lambda party: party[1])

    @property
    def refusal(self) -> str:
        """Return a sentence about the first value that the tracker does not know."""
        return next(str(error) for errors in self.errors.values() for error in errors)

    @property
    def chosen(self) -> dict[str, str]:
        return {
            name: value for name, value in self.cleaned_data.items() if value and name != "sort"
        }

    @property
    def order(self) -> str:
        return self.cleaned_data["sort"] or sorting.DEFAULT

    def found(self) -> CandidacyQuerySet:
        return sorting.sort(self._filtered(), self.order)

    def numbers(self) -> Parts:
        """Return the numbers of what is found, in the same order, as a list to be sliced.

        It's empty if a search found too many to list.
        """
        if self.is_too_wide:
            return Parts([])
        if "q" in self.chosen or not self._field_of_ranks:
            return Parts([(self.count, self.found().values_list("pk", flat=True))])
        return Parts(
            (self._count_of(rank), part.values_list("pk", flat=True))
            for rank, part in zip(self._ranks, self.parts(), strict=True)
        )

    def parts(self, *columns: Any) -> list[QuerySet[Candidacy, Any]]:
        """Return what is found in parts that follow each other and don't have to be sorted.

        Where the order ranks campaigns, each rank is a part of its own, because no index could
        serve the ranks of one table and the names of another. With `columns`, rows are tuples.
        """
        by_rank, order = self._field_of_ranks, self.order
        if by_rank:
            order = "-name" if order.startswith("-") else "name"
        found: QuerySet[Candidacy, Any] = sorting.sort(self._filtered(), order)
        if columns:
            found = found.values_list(*columns)
        return [found.filter(**{by_rank: rank}) for rank in self._ranks] if by_rank else [found]

    @cached_property
    def _field_of_ranks(self) -> str:
        return sorting.RANKED.get(self.order.removeprefix("-"), "")

    @cached_property
    def _ranks(self) -> list[str]:
        """Return the ranks of the order, without those of nobody as far as that's known."""
        ranks = sorting.RANKS.get(self._field_of_ranks) or self.record.listing.party_names
        if "q" not in self.chosen:
            ranks = [rank for rank in ranks if self._count_of(rank)]
        return ranks[::-1] if self.order.startswith("-") else ranks

    def _count_of(self, rank: str) -> int:
        listing, field = self.record.listing, self._field_of_ranks
        if self.chosen.get(field, rank) != rank:
            return 0
        return listing.count(**{**self.chosen, field: rank})

    def _filtered(self) -> CandidacyQuerySet:
        exact = {FIELDS[name]: value for name, value in self.chosen.items() if name in FIELDS}
        campaigns = Candidacy.objects.listed().filter(race__cycle=self.record.cycle)
        return campaigns.filter(**exact).named(self.cleaned_data["q"])

    @cached_property
    def answers(self) -> dict[str, int]:
        """Return how many campaigns that it finds gave which kind of answer, "" for none."""
        if "q" not in self.chosen:
            return self.record.listing.answers(**self.chosen)
        kinds = self._filtered().order_by().values_list("current_answer__kind", flat=True)
        return Counter(kind or "" for kind in kinds[: MOST_FOUND + 1])

    @property
    def is_too_wide(self) -> bool:
        """Say whether a search finds more than a page lists. Then `count` isn't of all."""
        return "q" in self.chosen and self.count > MOST_FOUND

    @cached_property
    def count(self) -> int:
        return sum(self.answers.values())

    def count_all(self) -> int:
        """Count what is found, however many a search finds."""
        return self._filtered().count() if self.is_too_wide else self.count

    def query(self, *, order: str = "", without: str = "") -> str:
        """Return the query that asks for the same filters, in `order` or else the same order.

        It begins with a question mark; empty for everything in the usual order. `without` is a
        filter to leave out.
        """
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in self.chosen.items() if name != without})
        order = order or self.order
        if order != sorting.DEFAULT:
            query["sort"] = order
        return f"?{query.urlencode()}" if query else ""

    def sentence(self) -> str:
        """Say how many campaigns it found, what they answered, and in which order they stand."""
        count = self.count
        numbers = {"count": intcomma(count), "year": self.record.cycle and self.record.cycle.year}
        order = f"{sorting.LABELS[self.order]}."
        if not self.chosen:
            everything = ngettext(
                "%(count)s campaign in the %(year)s cycle.",
                "%(count)s campaigns in the %(year)s cycle.",
                count,
            )
            return f"{everything % numbers} {order}"
        if not count:
            return gettext("No campaigns match. Remove a filter or check the spelling.")
        if self.is_too_wide:
            many = gettext("More than %(most)s campaigns match. Type more of the name.")
            return many % {"most": intcomma(MOST_FOUND)}
        numbers["answers"] = numbers_in_words(self.answers)
        some = ngettext(
            "%(count)s campaign matches: %(answers)s.",
            "%(count)s campaigns match: %(answers)s.",
            count,
        )
        return f"{some % numbers} {order}"

    def active_filters(self) -> list[tuple[str, str]]:
        """Return the filters that are on: each in words, with the query that leaves it out."""
        filters = []
        for name, value in self.chosen.items():
            field: Any = self.fields[name]
            labels = dict(getattr(field, "choices", ()))
            words = str(labels[value]) if labels else f"“{value}”"
            filters.append((words, self.query(without=name)))
        return filters
