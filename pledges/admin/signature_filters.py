"""How the list of signatures is narrowed: by what an index finds, or among the newest."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.lists import ChoiceFilter
from pledges.models import Petition, Signature

WITHOUT = "none"
# Among so many signatures a way to come by is looked for: no index knows it.
NEWEST = 100_000
NEWEST_NAMED = 10_000


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*Signature.State.choices]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(state=self.value()) if self.value() else queryset


class PetitionFilter(admin.SimpleListFilter):
    title = _("petition")
    parameter_name = "petition"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        petitions = Petition.objects.values_list("pk", "title")
        return [
            *((str(pk), title) for pk, title in petitions),
            (WITHOUT, _("joined without a petition")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        value = self.value()
        if not value:
            return queryset
        if value not in dict(self.lookup_choices):
            return queryset.none()
        return queryset.filter(petition=None if value == WITHOUT else int(value))


class SourceFilter(admin.SimpleListFilter):
    title = _("source (newest 100,000 only)")
    parameter_name = "source"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        newest = Signature.objects.order_by("-pk").values_list("source", flat=True)[:NEWEST_NAMED]
        return [(source, source) for source in sorted(set(newest)) if source]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if not self.value():
            return queryset
        last = Signature.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        return queryset.filter(source=self.value(), pk__gt=last - NEWEST)


class CommentFilter(ChoiceFilter):
    title = _("comment")
    parameter_name = "comment"
    narrowed = {"waiting": (_("to review"), lambda rows: rows.with_waiting_comment())}
