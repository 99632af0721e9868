"""A form field for a day that may be known to the month or the year only."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates.models import DatePrecision

# In this order: 2026-03-14, 2026-03, 2026, and as written in the United States.
NOTATIONS = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"),
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})"),
    re.compile(r"(?P<year>[0-9]{4})"),
    re.compile(r"(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})/(?P<year>[0-9]{4})"),
    re.compile(r"(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})"),
)


class PartialDateField(forms.CharField):
    """A past day as far as it is known; cleaned to its first day and its precision."""

    def to_python(self, value: Any) -> Any:
        text = str(super().to_python(value) or "")
        if not text:
            return None
        for notation in NOTATIONS:
            if match := notation.fullmatch(text):
                return self._read(match.groupdict())
        raise forms.ValidationError(
            _(
                "Enter a date such as 2026-03-14. If you only know the month or year, enter "
                "2026-03 or 2026."
            ),
            code="no_day",
        )

    def validate(self, value: Any) -> None:
        if value is None:
            super().validate("")
        elif value[0] > timezone.localdate():
            raise forms.ValidationError(
                _("This date is in the future. Enter today or an earlier date."), code="future"
            )

    def run_validators(self, value: Any) -> None:
        """Skip the checks of a text: the value is a day by now."""

    def _read(self, parts: dict[str, str]) -> tuple[datetime.date, DatePrecision]:
        if "day" in parts:
            precision = DatePrecision.DAY
        else:
            precision = DatePrecision.MONTH if "month" in parts else DatePrecision.YEAR
        try:
            day = datetime.date(
                int(parts["year"]), int(parts.get("month", 1)), int(parts.get("day", 1))
            )
        except ValueError:
            raise forms.ValidationError(
                _("That date doesn’t exist. Check the month and day."), code="no_day"
            ) from None
        return day, precision
