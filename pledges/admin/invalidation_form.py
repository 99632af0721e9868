"""The form that says which signatures to invalidate."""

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.base import BaseAdminForm
from candidates.zip_codes import five_digits
from pledges.admin.email_domains import domain_typed
from pledges.mail.addresses import domain_key
from pledges.models import Surge

SURGES_LISTED = 100
# Counting matches would give away who signed.
PROBING_PARTS = ("email_domain", "name_pattern", "postal_code")


class InvalidationForm(BaseAdminForm):
    """A signature has to match every part that is filled in. At least one is required."""

    email_domain = forms.CharField(
        label=_("Email domain"),
        max_length=253,
        required=False,
        help_text=_("The part after the @. We store it as a keyed hash, as we do for supporters."),
    )
    surge = forms.ModelChoiceField(
        label=_("Network or domain from a surge"),
        queryset=Surge.objects.none(),
        required=False,
        help_text=_(
            "One that sent an unusual number of sign-ups. We erase each signature’s network "
            "after 48 hours, so an older network won’t match anything."
        ),
    )

    field_order = ("petition", "email_domain", "surge")
    # Without the right to see supporters, a rule cannot name a domain either by its surge.
    surge_kinds = tuple(Surge.Kind)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        surges = Surge.objects.filter(kind__in=self.surge_kinds)
        surges = surges.with_names().select_related("petition")
        field: Any = self.fields["surge"]
        field.queryset = surges
        field.choices = [
            ("", "---------"),
            *((surge.pk, in_words(surge)) for surge in surges[:SURGES_LISTED]),
        ]

    def clean_email_domain(self) -> str:
        return domain_typed(self.cleaned_data["email_domain"])

    def clean_postal_code(self) -> str:
        typed = self.cleaned_data["postal_code"]
        zip_code = five_digits(typed)
        if typed and not zip_code:
            raise forms.ValidationError(
                _("Enter a five-digit ZIP code, such as 48226."), code="no_zip_code"
            )
        return zip_code

    def clean_name_pattern(self) -> str:
        pattern: str = self.cleaned_data["name_pattern"]
        if pattern and not pattern.replace("*", "").strip():
            raise forms.ValidationError(
                _("This matches every name. Add letters next to the *."), code="fits_all"
            )
        return pattern

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("signed_from"), cleaned.get("signed_until")
        if begins and ends and ends <= begins:
            self.add_error(
                "signed_until",
                forms.ValidationError(_("Enter a time after the start."), code="empty_window"),
            )
        surge, domain = cleaned.get("surge"), cleaned.get("email_domain")
        if surge and cleaned.get("petition") and surge.petition_id != cleaned["petition"].pk:
            self.add_error(
                "surge",
                forms.ValidationError(
                    _("This surge was on another petition. Choose one on this petition."),
                    code="other_petition",
                ),
            )
        typed_key = domain_key(domain) if domain else None
        is_of_domain = surge is not None and surge.kind == Surge.Kind.DOMAIN
        if surge and is_of_domain and typed_key and typed_key != bytes(surge.key):
            self.add_error(
                "surge",
                forms.ValidationError(
                    _("Enter a domain or choose one from a surge, not both."), code="two_domains"
                ),
            )
        self.instance.domain_key = surge.key if surge and is_of_domain else typed_key
        self.instance.block_hash = surge.key if surge and not is_of_domain else None
        return cleaned


def in_words(surge: Surge) -> str:
    return _("%(kind)s %(which)s, %(hour)s, %(count)d sign-ups: %(petition)s") % {
        "kind": surge.get_kind_display(),
        "which": surge.which,
        "hour": date_format(localtime(surge.hour), "DATETIME_FORMAT"),
        "count": surge.count,
        "petition": surge.petition,
    }
