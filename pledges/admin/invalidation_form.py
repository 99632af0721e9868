"""What an organizer says of the signatures that are to be taken out of the count."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from candidates.admin.record import RecordForm
from candidates.zips import five_digits
from pledges.admin.mail_domains import domain_typed
from pledges.models import Surge

NETWORKS_LISTED = 100


class InvalidationForm(RecordForm):
    """Every part that is filled in holds; one has to be."""

    network = forms.ModelChoiceField(
        label=_("Network"),
        queryset=Surge.objects.none(),
        required=False,
        help_text=_(
            "A network that gave unusually many. Which network each signature came from is erased "
            "after 48 hours: later this finds nothing."
        ),
    )

    field_order = ("petition", "email_domain", "network")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        networks = Surge.objects.filter(kind=Surge.Kind.BLOCK).select_related("petition")
        field: Any = self.fields["network"]
        field.queryset = networks
        field.choices = [
            ("", "---------"),
            *((surge.pk, network_in_words(surge)) for surge in networks[:NETWORKS_LISTED]),
        ]

    def clean_email_domain(self) -> str:
        return domain_typed(self.cleaned_data["email_domain"])

    def clean_postal_code(self) -> str:
        typed = self.cleaned_data["postal_code"]
        zip_code = five_digits(typed)
        if typed and not zip_code:
            raise forms.ValidationError(
                _("Enter a ZIP code of five digits, such as 48226."), code="no_zip_code"
            )
        return zip_code

    def clean_name_pattern(self) -> str:
        pattern: str = self.cleaned_data["name_pattern"]
        if pattern and not pattern.replace("*", "").strip():
            raise forms.ValidationError(
                _("This fits every name. Write letters beside the star."), code="fits_all"
            )
        return pattern

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("signed_from"), cleaned.get("signed_until")
        if begins and ends and ends <= begins:
            self.add_error(
                "signed_until",
                forms.ValidationError(_("This is not after the beginning."), code="empty_window"),
            )
        surge = cleaned.get("network")
        if surge and cleaned.get("petition") and surge.petition_id != cleaned["petition"].pk:
            self.add_error(
                "network",
                forms.ValidationError(
                    _("This network signed another petition."), code="other_petition"
                ),
            )
        self.instance.block_hash = bytes.fromhex(surge.value) if surge else None
        return cleaned


def network_in_words(surge: Surge) -> str:
    return _("%(which)s, %(hour)s, %(count)d sign-ups: %(petition)s") % {
        "which": surge.which,
        "hour": date_format(localtime(surge.hour), "M j, H:i"),
        "count": surge.count,
        "petition": surge.petition,
    }
