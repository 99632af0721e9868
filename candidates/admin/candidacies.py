from __future__ import annotations

import datetime
import re
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.core.validators import URLValidator
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.lists import ChoiceFilter
from campaign.lib.admin.optimistic_admin import OptimisticAdminForm
from candidates import ledger
from candidates.admin import candidacy_pages
from candidates.admin.assignment import assignable, visible
from candidates.admin.badges import outcome_badge as badge_of_outcome
from candidates.admin.badges import status_badge
from candidates.admin.base import LedgerAdmin
from candidates.admin.searching import CandidacySearch
from candidates.ledger.locks import lock_people
from candidates.ledger.refresh import refresh_people
from candidates.models import Candidacy, FecId
from candidates.models.choices import Outcome
from candidates.models.fec_ids import FEC_ID

BALLOT_STATUS = ("ballot_status", "ballot_status_on", "ballot_status_source")
PRIVATE = ("assigned_to", "contact_email", "contact_phone")
DERIVED = ("answer", "current_answer", "outcome_badge", "is_current", "updated_at")
FILED = ("missing_from_fec_since", "duplicate_of", "filed_as")


class AddressLinesField(forms.CharField):
    """Web addresses, one a line, as a list."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: object) -> object:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: object) -> list[str]:  # type: ignore[override]
        lines = value if isinstance(value, list) else str(value or "").splitlines()
        return [line.strip() for line in lines if line.strip()]

    def run_validators(self, value: list[str]) -> None:
        for line in value:
            URLValidator(schemes=["http", "https"])(line)

    def has_changed(self, initial: object, data: object) -> bool:
        return self.to_python(initial) != self.to_python(data)


class CandidacyForm(OptimisticAdminForm):
    refused_field = "ballot_status"

    social_urls = AddressLinesField(
        label=_("Social accounts"), required=False, help_text=_("One link per line.")
    )

    fec_id = forms.CharField(
        label=_("FEC ID"),
        max_length=9,
        required=False,
        help_text=_(
            "For example, H0AL01055. The FEC gives each person one ID per office. The state and "
            "district in it are from their first race."
        ),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.initial["fec_id"] = self.instance.fec_id
        if self.instance.fec_values:
            del self.fields["fec_id"]
        switched = Candidacy.BallotStatus.SWITCHED_RACE
        if "ballot_status" in self.fields and self.instance.ballot_status != switched:
            self.fields["ballot_status"].choices = [
                choice for choice in Candidacy.BallotStatus.choices if choice[0] != switched
            ]

    def _columns(self) -> dict[str, models.Field[Any, Any]]:
        """Notice another organizer's change of the FEC id too, which has no field of its name."""
        columns = super()._columns()
        if "fec_id" in self.fields:
            columns["fec_id"] = FecId._meta.get_field("fec_id")
        return columns

    def clean_fec_id(self) -> str | None:
        fec_id = str(self.cleaned_data["fec_id"]).strip().upper()
        if fec_id and not re.fullmatch(FEC_ID, fec_id):
            raise forms.ValidationError(
                _("Enter an FEC ID: H or S, a digit, the state’s two letters, then five digits."),
                code="invalid",
            )
        return fec_id or None

    def clean_party_code(self) -> str:
        return str(self.cleaned_data["party_code"]).strip().upper()

    def clean_other_party_codes(self) -> list[str]:
        return [code.strip().upper() for code in self.cleaned_data["other_party_codes"]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "office_phone" in self.changed_data and cleaned.get("office_phone"):
            self._check_office_phone(cleaned)
        return cleaned

    def _check_office_phone(self, cleaned: dict[str, Any]) -> None:
        """Refuse an office for someone who wasn't elected, and the campaign's number as its own."""
        of_the_campaign = {
            digits_of(str(cleaned.get(name, ""))) for name in ("published_phone", "contact_phone")
        }
        if self.instance.outcome != Outcome.ELECTED:
            words = _("First record that this person was elected. Until then, leave this empty.")
            self.add_error("office_phone", forms.ValidationError(words, code="not_elected"))
        elif digits_of(cleaned["office_phone"]) in of_the_campaign:
            words = _("This is the campaign’s number. Enter the office’s own.")
            self.add_error("office_phone", forms.ValidationError(words, code="of_the_campaign"))


def digits_of(phone: str) -> str:
    """Return the last ten digits of a number, which are the same with and without a +1."""
    return re.sub(r"\D", "", phone)[-10:]


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


@admin.register(Candidacy)
class CandidacyAdmin(CandidacySearch, LedgerAdmin):
    form = CandidacyForm
    list_display = ["name", "seat", "party_name", "answer", "outcome_badge", "updated"]
    list_filter = [
        "status",
        "outcome",
        "ballot_status",
        "race__chamber",
        "race__cycle",
        ToLookAtFilter,
        "race__jurisdiction",
    ]
    ordering = ["person__sort_key", "pk"]
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

    @admin.display(description=_("updated"), ordering="updated_at")
    def updated(self, candidacy: Candidacy) -> datetime.date:
        return timezone.localdate(candidacy.updated_at)

    @admin.display(description=_("last values in the FEC’s file"))
    def filed_as(self, candidacy: Candidacy) -> SafeString | str:
        return (
            format_html_join(", ", "{}: {}", sorted(candidacy.fec_values.items()))
            or self.get_empty_value_display()
        )

    def get_urls(self) -> list[URLPattern]:
        return [
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
            if changed - {*PRIVATE}:
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
