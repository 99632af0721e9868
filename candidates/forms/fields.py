"""Form fields of the record: days that may be known to the month only, and lists of links."""

import datetime
import time
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from candidates.models import DatePrecision

NOTATIONS = {
    "%Y-%m-%d": DatePrecision.DAY,
    "%m/%d/%Y": DatePrecision.DAY,
    "%Y-%m": DatePrecision.MONTH,
    "%m/%Y": DatePrecision.MONTH,
    "%Y": DatePrecision.YEAR,
}
A_DAY_OR_LESS = _(
    "Enter a date such as 3/14/2026. If you only know the month or year, enter 3/2026 or 2026."
)


class PartialDateField(forms.CharField):
    """A day as far as it is known; cleaned to its first day and its precision."""

    default_error_messages = {"required": A_DAY_OR_LESS, "invalid": A_DAY_OR_LESS}

    def to_python(self, value: Any) -> Any:
        text = str(super().to_python(value) or "")
        for notation, precision in NOTATIONS.items():
            try:
                day = datetime.date(*time.strptime(text, notation)[:3])
            except ValueError:
                continue
            # Digits of other scripts are none here.
            if text.isascii():
                return day, precision
        if text:
            raise forms.ValidationError(self.error_messages["invalid"], code="no_day")
        return None

    def validate(self, value: Any) -> None:
        super().validate(value or "")

    def run_validators(self, value: Any) -> None:
        """Skip the checks of a text: the value is a day."""


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
