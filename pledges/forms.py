"""The forms that sign, join and confirm."""

from copy import deepcopy
from dataclasses import fields, replace
from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campaign.lib.forms import (
    EmailAddressField,
    PersonNameField,
    PlainTextField,
    PublicForm,
    RefusableForm,
    shares_fields,
)
from candidates.zip_codes import five_digits
from pledges.mail.addresses import likely_domain
from pledges.models.signatures import LONGEST_COMMENT
from pledges.names import (
    LONGEST_SHOWN,
    NEIGHBOR,
    choices_of,
    is_own_wording,
    shown_name,
    spoken_name,
)
from pledges.signing.confirm import Content
from pledges.signing.sign_up import SignUpData

LONGEST_NAME = 150


class YourNameField(PersonNameField):
    def __init__(self) -> None:
        super().__init__(
            label=_("Your name"),
            max_length=LONGEST_NAME,
            error_messages={"required": _("Enter your name.")},
        )


class PostalCodeField(forms.CharField):
    """Five ASCII digits; of a ZIP+4 the first five."""

    default_error_messages = {"required": _("Enter your ZIP code.")}

    def __init__(self, **options: Any) -> None:
        attrs = {"autocomplete": "postal-code", "autocapitalize": "off", "inputmode": "numeric"}
        widget = forms.TextInput(attrs={**attrs, "size": 10})
        super().__init__(label=_("ZIP code"), widget=widget, **options)
        # Any mistake in a ZIP code gets the same sentence.
        self.validators = []

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        zip_code = five_digits(typed)
        if typed and not zip_code:
            raise ValidationError(
                _("Enter a five-digit ZIP code, such as 48226."), code="no_zip_code"
            )
        return zip_code


class AddressForm(PublicForm):
    """An email address, which we’ll ask to confirm.

    We ask once about an address whose domain looks mistyped. People who check that it’s right, or
    send the one we suggest, go on.
    """

    email = EmailAddressField(
        label=_("Your email address"),
        help_text=_("We’ll email you a link to confirm. We never show your address."),
        error_messages={"required": _("Enter your email address.")},
    )
    is_address_right = forms.BooleanField(label=_("My email address is right."), required=False)

    field_order: tuple[str, ...] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Nobody is asked about an address that looks right. Whether it does, `clean` asks the
        # database: this must work without one, for the form that says that it is away.
        if not self["is_address_right"].data:
            del self.fields["is_address_right"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        email = cleaned.get("email", "")
        offered = likely_domain(email) if email else ""
        if offered and not cleaned.get("is_address_right"):
            self.fields["is_address_right"] = deepcopy(self.base_fields["is_address_right"])
            self.order_fields(self.field_order)
            self.add_error(
                "email",
                ValidationError(
                    _("Did you mean %(email)s? Fix your address, or check the box if it’s right."),
                    code="unlikely_domain",
                    params={"email": f"{email.rpartition('@')[0]}@{offered}"},
                ),
            )
        return cleaned

    def drawn(self) -> SafeString:
        """Return the fields as HTML. Those of an empty form are the same on every page."""
        return _drawn(self) if self.is_bound else _drawn_empty(type(self), get_language())


class SignUpForm(AddressForm):
    """Name, email, ZIP code and whether we may email updates."""

    name = YourNameField()
    postal_code = PostalCodeField(help_text=_("Tells us your state."))
    agrees_to_mail = forms.BooleanField(
        label=_("Email me updates. I can unsubscribe anytime."), required=False
    )

    field_order: tuple[str, ...] = ("name", "email", "is_address_right", "postal_code")

    def said(self) -> SignUpData:
        """Return what the valid form says."""
        asked = {field.name for field in fields(SignUpData)} & self.cleaned_data.keys()
        said = {name: self.cleaned_data[name] for name in asked}
        return SignUpData(**said, filled_honeypot=self.filled_honeypot)


def _drawn(form: AddressForm) -> SafeString:
    return format_html_join("", "{}", ([field.as_field_group()] for field in form))


@cache
def _drawn_empty(form_class: type[AddressForm], _language: str | None) -> SafeString:
    return _drawn(form_class())


@shares_fields
class JoinForm(SignUpForm):
    """The form to join without a petition: all it does is let us email someone."""

    agrees_to_mail = forms.BooleanField(
        label=_("Email me updates. I can unsubscribe anytime."),
        error_messages={
            "required": _("Check this box so we can email you. That’s what joining means.")
        },
    )


class AskAgainForm(PublicForm):
    email = EmailAddressField(
        label=_("Your email address"),
        error_messages={"required": _("Enter your email address.")},
    )


class SignatureForm(forms.Form):
    """What signers can add to a signature."""

    comment = PlainTextField(
        label=_("Why you’re signing (optional)"),
        max_length=LONGEST_COMMENT,
        required=False,
        help_text=format_lazy(
            _(
                "Up to {most} characters. Shown next to your name once a moderator approves it, "
                "if you check the next box."
            ),
            most=LONGEST_COMMENT,
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    shown_publicly = forms.BooleanField(
        label=_("Show my name and state with this petition."),
        required=False,
        help_text=_(
            "Shown on this site and when we deliver the petition. If you leave this off, we count "
            "you without naming you."
        ),
    )


@shares_fields
class SignForm(SignatureForm, SignUpForm):
    field_order: tuple[str, ...] = (
        "name",
        "email",
        "is_address_right",
        "postal_code",
        "comment",
        "shown_publicly",
        "agrees_to_mail",
    )


OWN_WORDING = "@own"


class CorrectionForm(RefusableForm):
    """What supporters can correct about themselves, and the name they show.

    The choices are made from the name in the form. `place` is the name of their state.
    """

    name = YourNameField()
    postal_code = PostalCodeField()
    shown_as = forms.CharField(
        label=_("Show me as"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "On petitions where you agree to be shown, and in our emails to you. If you correct "
            "your name above, you can choose again on the page “Your information.”"
        ),
    )
    own_wording = PersonNameField(
        label=_("Other wording (optional)"),
        max_length=LONGEST_SHOWN,
        required=False,
        help_text=format_lazy(
            _("Up to {most} characters. We’ll show it once an organizer approves it."),
            most=LONGEST_SHOWN,
        ),
    )

    field_order: tuple[str, ...] = ("name", "shown_as", "own_wording", "postal_code")

    def __init__(self, *args: Any, place: str | Promise = "", **options: Any) -> None:
        super().__init__(*args, **options)
        name = str(self["name"].value() or "")
        chosen = str(self.initial.get("shown_as") or "")
        if is_own_wording(name, chosen) and not self.is_bound:
            self.initial["shown_as"], self.initial["own_wording"] = OWN_WORDING, chosen
        choices = [
            *((each, each) for each in choices_of(name)),
            (NEIGHBOR, spoken_name(NEIGHBOR, place)),
            (OWN_WORDING, _("Other wording")),
        ]
        # The usual one has no value, so it follows a corrected name.
        choices[0] = ("", choices[0][1])
        self.fields["shown_as"].widget = forms.RadioSelect(choices=choices)
        self.fields["own_wording"].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        """Leave in `shown_as` what is stored: empty for the usual, which follows the name."""
        cleaned = super().clean() or {}
        name, chosen = cleaned.get("name", ""), cleaned.get("shown_as", "")
        own = cleaned.pop("own_wording", "")
        if chosen == OWN_WORDING:
            chosen = own
            if not own and "own_wording" not in self.errors:
                self.add_error(
                    "own_wording",
                    ValidationError(
                        _("Enter the wording, or choose something else above."), code="required"
                    ),
                )
        elif is_own_wording(name, chosen):
            self.add_error(
                "shown_as",
                ValidationError(_("Choose how we show your new name."), code="new_name"),
            )
        cleaned["shown_as"] = "" if chosen == shown_name(name, "") else chosen
        return cleaned


class ConfirmJoiningForm(CorrectionForm):
    """What people can correct before they confirm that they're joining."""

    def content(self, shown: Content) -> Content:
        """Return `shown`, what the page showed, updated with what the valid form says."""
        return replace(shown, **self.cleaned_data)


class ConfirmSignatureForm(SignatureForm, ConfirmJoiningForm):
    """What signers can correct before they confirm."""

    asks_for_mail = forms.BooleanField(
        label=_("Email me updates. I can unsubscribe anytime."), required=False
    )
    field_order = (
        *CorrectionForm.field_order,
        *("comment", "shown_publicly", "asks_for_mail"),
    )
