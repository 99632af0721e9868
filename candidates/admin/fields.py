"""Form fields of the organizers' pages: a day that may be known to the month only, a file."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.lib.uploads import MAXIMUM_BYTES, MAXIMUM_PIXELS, Upload, read_upload
from candidates.models import DatePrecision

# In this order: 2026-03-14, 2026-03, 2026, and as written in the United States.
NOTATIONS = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"),
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})"),
    re.compile(r"(?P<year>[0-9]{4})"),
    re.compile(r"(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})/(?P<year>[0-9]{4})"),
    re.compile(r"(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})"),
)


class CheckedAutocompleteSelect(AutocompleteSelect):
    """The admin's box that searches; Django's own fails on a value that is no key at all.

    `known` is a row that was fetched already: to name it, the box asks nothing.
    """

    known: models.Model | None = None

    def optgroups(self, name: str, value: Any, attrs: Any = None) -> Any:
        if self.known and [str(key) for key in value] == [str(self.known.pk)]:
            words = self.choices.field.label_from_instance(self.known)
            return [(None, [self.create_option(name, self.known.pk, words, True, 0)], 0)]
        return super().optgroups(name, [key for key in value if self._is_key(key)], attrs)

    def _is_key(self, value: Any) -> bool:
        try:
            self.field.target_field.to_python(value)
        except forms.ValidationError:
            return False
        return True


class CheckedKeyField(forms.ModelChoiceField):
    """A related row by its key; Django's own hands a NUL to the database, which stores none."""

    def to_python(self, value: Any) -> Any:
        if "\0" in str(value):
            raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice")
        return super().to_python(value)


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
            _("Write the day as 2026-03-14, or 2026-03 or 2026 when you know no more."),
            code="no_day",
        )

    def validate(self, value: Any) -> None:
        if value is None:
            super().validate("")
        elif value[0] > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."), code="future")

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
            raise forms.ValidationError(_("The calendar has no such day."), code="no_day") from None
        return day, precision


class UploadInput(forms.FileInput):
    """A box for a file, which makes pictures smaller that the site would not take."""

    class Media:
        js = ("js/admin/shrink-pictures.js",)


class UploadField(forms.FileField):
    """A photograph, scan or PDF, decoded; cleaned to an Upload."""

    def __init__(self, *, allow_pdf: bool = True, **kwargs: Any) -> None:
        self.allow_pdf = allow_pdf
        kinds = ["image/jpeg", "image/png", "image/webp"]
        if allow_pdf:
            kinds += ["image/heic", "image/heif", ".heic", ".heif", "application/pdf"]
        widget = UploadInput(
            attrs={
                "accept": ",".join(kinds),
                "data-most-bytes": MAXIMUM_BYTES,
                "data-most-pixels": MAXIMUM_PIXELS,
            }
        )
        super().__init__(required=False, widget=widget, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Upload | None:
        file = super().clean(data, None)
        return (
            read_upload(file, allow_pdf=self.allow_pdf) if isinstance(file, UploadedFile) else None
        )
