"""What narrows the list of candidacies."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.lists import ChoiceFilter
from candidates import call_queue, parties
from candidates.models import Cycle, Stage


class ToLookAtFilter(ChoiceFilter):
    title = _("needs attention")
    parameter_name = "look"
    narrowed = {
        "name": (_("check this name"), lambda rows: rows.filter(person__name_needs_check=True)),
        "party": (_("check this party"), lambda rows: rows.with_party_to_check()),
        "missing": (
            _("missing from the FEC’s file"),
            lambda rows: rows.exclude(missing_from_fec_since=None),
        ),
        "duplicates": (_("linked as duplicates"), lambda rows: rows.exclude(duplicate_of=None)),
        "uncounted": (
            _("not counted: not the person’s current candidacy"),
            lambda rows: rows.filter(is_current=False, duplicate_of=None),
        ),
    }


class CallsFilter(ChoiceFilter):
    title = _("calls")
    parameter_name = "calls"
    narrowed = {
        "never": (_("never asked"), call_queue.never_asked),
        "silent": (
            _("asked, silent for 14 days"),
            lambda rows: call_queue.silent_on(rows, timezone.localdate()),
        ),
        "promised": (_("promised an answer"), call_queue.with_promise),
        "bad": (_("bad number or address"), lambda rows: rows.exclude(bad_contacts=[])),
        "stop": (_("asked us to stop"), lambda rows: rows.exclude(do_not_contact="")),
    }


class AssignmentFilter(admin.SimpleListFilter):
    title = _("assigned to")
    parameter_name = "assigned"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("mine", _("me")), ("nobody", _("nobody"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        organizers = {"mine": request.user.pk, "nobody": None}
        value = self.value()
        return queryset.filter(assigned_to=organizers[value]) if value in organizers else queryset


class PartyFilter(admin.SimpleListFilter):
    title = _("party")
    parameter_name = "party"
    LISTED = ("DEM", "REP", "IND", "LIB", "GRE")

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        named = [(code, parties.NAMES[code]) for code in self.LISTED]
        return [*named, ("other", _("another, or none"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value()
        if value == "other":
            return queryset.exclude(party_code__in=self.LISTED)
        return queryset.filter(party_code=value) if value in self.LISTED else queryset


class PrimaryFilter(admin.SimpleListFilter):
    """The day of the primary that a candidate is in: their party's, or that of all parties."""

    title = _("primary")
    parameter_name = "primary"
    primaries = Stage.objects.filter(
        kind__in=[Stage.Kind.PRIMARY, Stage.Kind.TOP_TWO, Stage.Kind.TOP_FOUR]
    ).exclude(status=Stage.Status.VOID)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        own = self.primaries.filter(race__cycle=Cycle.objects.current())
        days = own.order_by("held_on").values_list("held_on", flat=True).distinct()
        return [(day.isoformat(), date_format(day)) for day in days]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value()
        if not value:
            return queryset
        day = datetime.date.fromisoformat(value)
        own = self.primaries.filter(race=OuterRef("race"), held_on=day)
        is_theirs = Q(party=None) | Q(party=OuterRef("party_code"))
        return queryset.filter(Exists(own.filter(is_theirs)))
