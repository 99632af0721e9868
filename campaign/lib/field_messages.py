"""What forms say about a box that's empty or that they can't read, in our words.

Django's fields say “This field is required.” Ours say what to do, by the kind of box. A field can
still have a sentence of its own.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaign.lib.forms import NO_EMAIL, NO_WEB_ADDRESS

A_DAY = _("Enter a date such as 3/14/2026.")
A_MOMENT = _("Enter a date and a time.")
MESSAGES: dict[type[forms.Field], dict[str, Any]] = {
    forms.Field: {"required": _("Fill this in.")},
    forms.BooleanField: {"required": _("Check this box.")},
    forms.ChoiceField: {"required": _("Choose one.")},
    forms.ModelChoiceField: {"required": _("Choose one.")},
    forms.MultipleChoiceField: {"required": _("Choose at least one.")},
    forms.ModelMultipleChoiceField: {"required": _("Choose at least one.")},
    forms.DateField: {"required": A_DAY, "invalid": A_DAY},
    forms.DateTimeField: {"required": A_MOMENT, "invalid": A_MOMENT},
    forms.EmailField: {"required": NO_EMAIL},
    forms.FileField: {"required": _("Choose a file.")},
    forms.IntegerField: {"required": _("Enter a number.")},
    forms.URLField: {"required": NO_WEB_ADDRESS},
}


def use_our_words() -> None:
    """Have all forms say MESSAGES, also those of Django and of libraries."""
    for field, messages in MESSAGES.items():
        field.default_error_messages = {**vars(field).get("default_error_messages", {}), **messages}
