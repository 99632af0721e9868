"""What public forms share: fields that refuse bad input, and a honeypot for spam."""

import re
import unicodedata
from copy import deepcopy
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, MaxLengthValidator, URLValidator
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from campaign.lib.email_addresses import ascii_domain, hides_something, is_invisible, trimmed

# They change the direction of the text around them, and so what it seems to say (UAX #9).
DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
Form = TypeVar("Form", bound=forms.BaseForm)
LONGEST_EMAIL = 254  # RFC 5321 with the correction of erratum 1690
LONGEST_MAILBOX = 64  # RFC 5321, section 4.5.3.1.1: what stands before the @
LONGEST_WEB_ADDRESS = 500

# What a link in a name looks like: a scheme, www. or a common top-level domain.
LINK = re.compile(
    r"://|\bwww\.|[^\s.]\.(?:app|biz|club|cn|co|com|info|io|link|net|online|org|ru|shop|site|store"
    r"|top|xyz)(?![\w-])",
    re.IGNORECASE,
)

NO_EMAIL = _("Enter an email address, such as name@example.org.")
TOO_LONG = ngettext_lazy(
    "Use at most %(limit_value)d character; this has %(show_value)d.",
    "Use at most %(limit_value)d characters; this has %(show_value)d.",
    "limit_value",
)
NO_WEB_ADDRESS = _("Enter a web address, such as https://example.org/page.")


TYPED_INTO = (forms.TextInput, forms.EmailInput, forms.URLInput, forms.Textarea)


def is_blank(text: str) -> bool:
    return all(is_invisible(character) for character in text)


def forbid_control_characters(text: str) -> None:
    """Raise ValidationError for control characters and direction marks."""
    if any(
        character in DIRECTION or (unicodedata.category(character) == "Cc" and character != "\n")
        for character in text
    ):
        raise ValidationError(
            _("There’s an invisible character in this. Type it again by hand."),
            code="control_character",
        )


def forbid_odd_mailbox(email: str) -> None:
    """Raise ValidationError for a mailbox that's too long or quoted.

    Quotes spell one mailbox in countless ways: "ada"@, "a\\da"@ and ada@ are the same.
    """
    mailbox = email.rpartition("@")[0]
    if len(mailbox) > LONGEST_MAILBOX or '"' in mailbox:
        raise ValidationError(NO_EMAIL, code="invalid")


def forbid_what_is_no_name(name: str) -> None:
    """Raise ValidationError for several lines, a link, or a spreadsheet formula."""
    # Full-width characters count as what they look like.
    alike = unicodedata.normalize("NFKC", name)
    if "\n" in name or LINK.search(alike):
        raise ValidationError(_("Enter only a name, on one line."), code="no_name")
    if alike.startswith(("=", "+", "-", "@")):
        raise ValidationError(
            _("Remove “%(sign)s” from the start."), code="formula", params={"sign": name[0]}
        )


class DomainEmailValidator(EmailValidator):
    """Accepts an address at a domain, but not at an IP address (user@[192.0.2.1])."""

    message = NO_EMAIL
    domain_allowlist: list[str] = []

    def validate_domain_part(self, domain_part: str) -> bool:
        return not domain_part.startswith("[") and super().validate_domain_part(domain_part)


class PlainTextField(forms.CharField):
    """Text as it was typed, in Unicode's composed form, with \\n between lines and blanks for tabs.

    Spaces at the ends are dropped. Invisible text counts as empty.
    """

    default_error_messages = {"max_length": TOO_LONG}

    def __init__(self, *, max_length: int, **options: Any) -> None:
        super().__init__(max_length=max_length, **options)
        # NUL is a control character like the others, so all get one message.
        self.validators = [MaxLengthValidator(max_length), forbid_control_characters]

    def to_python(self, value: Any) -> str:
        # Browsers send \r\n between lines but count it as one character.
        text = str(value or "").replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        text = unicodedata.normalize("NFC", text).strip()
        return "" if is_blank(text) else text


class PersonNameField(PlainTextField):
    """A person's name on one line. It can't be a link or a spreadsheet formula."""

    def __init__(self, *, max_length: int, **options: Any) -> None:
        attrs = {"autocomplete": "name", "autocapitalize": "words", "spellcheck": "false"}
        widget = forms.TextInput(attrs=attrs)
        super().__init__(max_length=max_length, widget=widget, **options)
        self.validators.append(forbid_what_is_no_name)


class EmailAddressField(forms.EmailField):
    """One email address. Its domain is returned in ASCII.

    Invisible characters at the ends, which pasted addresses often have, are dropped.
    """

    default_validators = [DomainEmailValidator(), forbid_odd_mailbox]
    default_error_messages = {"max_length": TOO_LONG}

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=LONGEST_EMAIL,
            widget=forms.EmailInput(
                attrs={"autocomplete": "email", "autocapitalize": "off", "spellcheck": "false"}
            ),
            **options,
        )

    def to_python(self, value: Any) -> str:
        address = trimmed(super().to_python(value) or "")
        if hides_something(address):
            raise ValidationError(
                _("There’s an invisible character in this address. Type it again by hand."),
                code="invisible_character",
            )
        mailbox, at, domain = address.rpartition("@")
        try:
            in_ascii = ascii_domain(domain[:LONGEST_EMAIL])
        except ValueError as error:
            raise ValidationError(NO_EMAIL, code="invalid") from error
        return address if domain.isascii() else f"{mailbox}{at}{in_ascii}"


class WebAddressField(forms.URLField):
    """One web address. Without a scheme, it gets https."""

    default_validators = [URLValidator(schemes=["http", "https"])]
    default_error_messages = {"invalid": NO_WEB_ADDRESS, "max_length": TOO_LONG}

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=LONGEST_WEB_ADDRESS,
            assume_scheme="https",
            widget=forms.URLInput(attrs={"autocomplete": "off", "autocapitalize": "off"}),
            **options,
        )


class SharedFields(dict[str, forms.Field]):
    """The fields of a form class, which Django would copy for each form.

    Use it for forms whose instances all change their fields the same way, or not at all. An
    instance may remove a field.
    """

    def __deepcopy__(self, memo: object) -> dict[str, forms.Field]:
        return dict(self)


def shares_fields(form_class: type[Form]) -> type[Form]:
    """Let all instances of a form class share their fields, but with no other class."""
    form_class.base_fields = SharedFields(deepcopy(form_class.base_fields))  # type: ignore[attr-defined]
    return form_class


class HoneypotField(forms.Field):
    """A field that people never reach and only bots fill in. It accepts anything of any length.

    It isn't drawn, and it's inert in browsers without our styles. So neither a person nor a
    form filler can write into it.
    """

    def __init__(self) -> None:
        super().__init__(
            label=_("Leave this empty. It catches spam."),
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
            template_name="components/honeypot_field.html",
        )


class RefusableForm(forms.Form):
    """A form whose view may refuse it as a whole, for people who may type on a phone."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # The label of the Enter key on a phone. In a textarea, Enter starts a new line.
        fields = [each for each in self.fields.values() if not isinstance(each, HoneypotField)]
        typed = [each.widget for each in fields if isinstance(each.widget, TYPED_INTO)]
        for widget in typed:
            if not isinstance(widget, forms.Textarea):
                key = "send" if widget is typed[-1] else "next"
                widget.attrs.setdefault("enterkeyhint", key)

    def refuse(self, error: ValidationError) -> None:
        """Show only `error`, no field errors. What was typed stays in the fields."""
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data = {}
        self.add_error(None, error)


class PublicForm(RefusableForm):
    """A form that anybody may send.

    Spam that fills in the honeypot gets the same response as a person, but is held for review: see
    `filled_honeypot`.
    """

    # Form fillers go by field names. No personal detail is called this.
    leaf = HoneypotField()

    @property
    def filled_honeypot(self) -> bool:
        return bool(self.cleaned_data["leaf"])
