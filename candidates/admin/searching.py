"""What an organizer types to find a candidacy: a name, a seat (MI-11, MI-Sen, AK-AL), an FEC id."""

import re
from operator import attrgetter
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.exporting import Column, ExportedList
from campaign.lib.folding import DASHES, cut
from candidates.folding import named
from candidates.models.fec_ids import FEC_ID

SEAT = re.compile(rf"^([a-z]{{2}}){DASHES}(al|sen|[0-5]?[0-9]),?$", re.IGNORECASE)


def words_of(text: str) -> list[str]:
    return cut(text).split()


def seat_condition(word: str, *, race: str = "") -> Q | None:
    """Return the condition for a seat's short name, None when `word` is none.

    `race` is the path to the race, such as "race__".
    """
    match = SEAT.match(word)
    if match is None:
        return None
    state, seat = match[1].upper(), match[2].upper()
    conditions = {f"{race}jurisdiction": state, f"{race}chamber": "H"}
    if seat == "SEN":
        conditions[f"{race}chamber"] = "S"
    else:
        conditions[f"{race}district"] = "00" if seat == "AL" else seat.zfill(2)
    return Q(**conditions)


def candidacy_condition(text: str, *, candidacy: str = "") -> Q:
    """Return the condition that every word of `text` fits a candidacy: name, seat, state or id.

    `candidacy` is the path to the candidacy, such as "candidacy__".
    """
    condition, name = Q(), []
    for word in words_of(text):
        if seat := seat_condition(word, race=f"{candidacy}race__"):
            condition &= seat
        elif re.fullmatch(FEC_ID, word.upper()):
            condition &= Q(**{f"{candidacy}fec_id": word.upper()})
        elif len(word) == 2 and word.isupper():
            is_there = Q(**{f"{candidacy}race__jurisdiction": word})
            condition &= is_there | named(word, person=f"{candidacy}person__")
        else:
            name.append(word)
    return condition & named(" ".join(name), person=f"{candidacy}person__")


class CandidacySearch(ExportedList):
    path_to_candidacy = "candidacy__"
    search_fields = ["pk"]  # for Django to show the box
    search_help_text = _("Search by name, seat (MI-11, AK-AL, OH-Sen), state (MI) or FEC ID.")

    def export_columns(self, request: HttpRequest) -> list[Column]:
        """Return the columns of the list, with our id and the FEC id of each row's candidacy."""
        number, *shown = super().export_columns(request)
        path = self.path_to_candidacy.replace("__", ".")
        ids = [
            Column("candidacy_id", attrgetter(f"{path}pk")),
            Column("fec_id", attrgetter(f"{path}fec_id")),
        ]
        return [number, *ids, *shown]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found = candidacy_condition(search_term, candidacy=self.path_to_candidacy)
        return queryset.filter(found), False


class SeatSearch(admin.ModelAdmin):
    path_to_race = ""
    search_help_text = _("Search by seat (MI-11, AK-AL, OH-Sen) or state.")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        others = []
        for word in words_of(search_term):
            if seat := seat_condition(word, race=self.path_to_race):
                queryset = queryset.filter(seat)
            else:
                others.append(word)
        return super().get_search_results(request, queryset, " ".join(others))
