from __future__ import annotations

import datetime
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaign.lib.http import READING
from candidates import ledger
from candidates.admin import (
    assigning,
    calling,
    campaign_emailing,
    candidacy_pages,
    case_pages,
    desk_bulk,
    desk_links,
)
from candidates.admin.badges import calls_badge, status_badge
from candidates.admin.badges import outcome_badge as badge_of_outcome
from candidates.admin.base import LedgerAdmin
from candidates.admin.candidacy_export import CandidacyExport
from candidates.admin.candidacy_filters import (
    AssignmentFilter,
    CallsFilter,
    PartyFilter,
    PrimaryFilter,
    ToLookAtFilter,
)
from candidates.admin.candidacy_forms import CandidacyForm
from candidates.admin.searching import CandidacySearch
from candidates.admin.visibility import visible
from candidates.ledger.locks import lock_people
from candidates.ledger.refresh import refresh_people
from candidates.models import Candidacy, FecId
from candidates.models.candidacy_querysets import CandidacyQuerySet
from candidates.models.organizers import assignable

BALLOT_STATUS = ("ballot_status", "ballot_status_on", "ballot_status_source")
WISHES = ("do_not_contact", "do_not_contact_on", "do_not_contact_asked_by", "bad_contacts")
PRIVATE = ("assigned_to", "contact_email", "contact_phone")
DERIVED = ("answer", "current_answer", "outcome_badge", "is_current", "updated_at")
FILED = ("missing_from_fec_since", "duplicate_of", "filed_as")


@admin.register(Candidacy)
class CandidacyAdmin(CandidacyExport, CandidacySearch, LedgerAdmin):
    form = CandidacyForm
    list_display = ["name", "seat", "party_name", "answer", "outcome_badge", "calls", "updated"]
    list_filter = [
        CallsFilter,
        AssignmentFilter,
        "status",
        "outcome",
        "ballot_status",
        "race__chamber",
        PartyFilter,
        PrimaryFilter,
        "race__cycle",
        ToLookAtFilter,
        "race__jurisdiction",
    ]
    ordering = ["person__sort_key", "pk"]
    actions = [assigning.assign, "email_campaigns", desk_bulk.send_links]
    path_to_candidacy = ""
    autocomplete_fields = ["person", "race"]
    fieldsets = [
        (
            _("Candidacy"),
            {
                "fields": [
                    "person",
                    "race",
                    "fec_id",
                    "party_code",
                    "party_name",
                    "other_party_codes",
                    "incumbency",
                ]
            },
        ),
        (_("Ballot status"), {"fields": [*BALLOT_STATUS]}),
        (_("Set by answers and results"), {"fields": [*DERIVED]}),
        (
            _("Public contact"),
            {
                "fields": [
                    "campaign_url",
                    "published_email",
                    "published_phone",
                    "published_contact_source",
                    "social_urls",
                ]
            },
        ),
        (_("Contact wishes"), {"fields": [*WISHES]}),
        (_("Office"), {"fields": ["office_phone", "office_phone_source"]}),
        (_("Private"), {"fields": [*PRIVATE], "classes": ["private"]}),
        (_("From the FEC’s file"), {"fields": [*FILED]}),
    ]

    @admin.display(description=_("name"), ordering="person__sort_key")
    def name(self, candidacy: Candidacy) -> str:
        return candidacy.person.full_name

    @admin.display(description=_("race"), ordering="race__jurisdiction")
    def seat(self, candidacy: Candidacy) -> str:
        return candidacy.race.code

    @admin.display(description=_("answer"), ordering="status")
    def answer(self, candidacy: Candidacy) -> SafeString:
        return status_badge(candidacy)

    @admin.display(description=_("outcome"), ordering="outcome")
    def outcome_badge(self, candidacy: Candidacy) -> SafeString:
        return badge_of_outcome(candidacy)

    @admin.display(description=_("calls"))
    def calls(self, candidacy: Candidacy) -> SafeString | str:
        return calls_badge(candidacy)

    @admin.display(description=_("updated"), ordering="updated_at")
    def updated(self, candidacy: Candidacy) -> datetime.date:
        return timezone.localdate(candidacy.updated_at)

    @admin.display(description=_("last values in the FEC’s file"))
    def filed_as(self, candidacy: Candidacy) -> SafeString | str:
        return (
            format_html_join(", ", "{}: {}", sorted(candidacy.fec_values.items()))
            or self.get_empty_value_display()
        )

    def has_email_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("candidates.add_outreach")

    @admin.action(description=_("Email them…"), permissions=["email"])
    def email_campaigns(
        self, request: HttpRequest, queryset: CandidacyQuerySet
    ) -> HttpResponse | None:
        return campaign_emailing.start(self, request, queryset)

    def get_urls(self) -> list[URLPattern]:
        return [
            self.page("mine/", calling.mine, "mine", methods=READING),
            self.page("email/", campaign_emailing.email, "email"),
            self.page("call-next/", calling.call_next, "call_next", methods=["POST"]),
            self.page("<int:candidacy_id>/call/", calling.call, "call"),
            self.page("<int:candidacy_id>/case/", case_pages.case, "case"),
            self.action("send-link", desk_links.send_link),
            self.action("switch-race", partial(candidacy_pages.switch_race, self)),
            self.page(
                "<int:candidacy_id>/duplicate/", candidacy_pages.link_duplicate, "link_duplicate"
            ),
            *super().get_urls(),
        ]

    def people_behind(self, obj: Candidacy) -> list[int]:
        return [obj.person_id]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Candidacy]:
        """Fetch what names a candidacy, for the autocomplete boxes of other forms too."""
        rows = visible(super().get_queryset(request), request)
        return rows.select_related("person", "race__cycle", "race__replaced_by", "current_answer")

    def get_readonly_fields(self, request: HttpRequest, obj: Candidacy | None = None) -> list[str]:
        """Fix person and race: another race is another candidacy, another person a merger.

        The FEC id of a row from its file stays too: it is part of the page's address.
        """
        fixed = ["person", "race", "fec"] if obj else []
        return [*DERIVED, *FILED, *fixed]

    def get_fieldsets(self, request: HttpRequest, obj: Candidacy | None = None) -> Any:
        """Leave out the private fields for organizers who can't change a campaign."""
        fieldsets = self.fieldsets
        if not self.has_change_permission(request, obj):
            fieldsets = [each for each in fieldsets if "private" not in each[1].get("classes", ())]
        if obj is None or not obj.fec_values:
            return fieldsets
        (title, run), *others = fieldsets
        fields = ["fec" if name == "fec_id" else name for name in run["fields"]]
        return [(title, {"fields": fields}), *others]

    def formfield_for_foreignkey(
        self, db_field: models.ForeignKey[Any, Any], request: Any, **kwargs: Any
    ) -> Any:
        if db_field.name == "assigned_to":
            kwargs["queryset"] = assignable()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: Candidacy, form: forms.ModelForm, change: bool
    ) -> None:
        now = timezone.now()
        changed = set(form.changed_data)
        lock_people([obj.person_id])
        before = obj.fec_id
        if "fec_id" in changed:
            obj.fec = ledger.people.fec_id_of(obj.person, form.cleaned_data["fec_id"])
        if not change:
            obj.save()
            ledger.runs.keep_ruling(obj, now=now)
        elif changed:
            columns = changed - {*BALLOT_STATUS}
            if changed - {*PRIVATE, *WISHES}:
                obj.updated_at = now
                columns.add("updated_at")
            obj.save(update_fields=columns)
            if changed & {*BALLOT_STATUS}:
                ledger.runs.set_ballot_status(
                    obj,
                    Candidacy.BallotStatus(obj.ballot_status),
                    on=obj.ballot_status_on,
                    source_url=obj.ballot_status_source,
                    now=now,
                )
        if before != obj.fec_id:
            FecId.objects.filter(fec_id=before, candidacies=None).delete()
        refresh_people([obj.person_id], now=now)

    def view_on_site(self, candidacy: Candidacy) -> str:
        return candidacy.get_absolute_url()
