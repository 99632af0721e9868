"""The form of a candidacy."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.optimistic_admin import OptimisticAdminForm
from candidates.forms.fields import AddressLinesField
from candidates.models import Candidacy, Contact, FecId
from candidates.models.choices import Outcome
from candidates.models.fec_ids import FEC_ID


class CandidacyForm(OptimisticAdminForm):
    refused_field = "ballot_status"

    social_urls = AddressLinesField(
        label=_("Social accounts"), required=False, help_text=_("One link per line.")
    )

    bad_contacts = forms.MultipleChoiceField(
        label=_("Doesn’t work"),
        choices=Contact.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("We don’t use these until someone enters another number or address."),
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
