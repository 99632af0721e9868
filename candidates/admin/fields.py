"""Form fields of the record: days that may be known to the month only, and files of evidence."""

import datetime
import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.fields import UploadField
from candidates.models import DatePrecision

NOTATIONS = {
    "%Y-%m-%d": DatePrecision.DAY,
    "%m/%d/%Y": DatePrecision.DAY,
    "%Y-%m": DatePrecision.MONTH,
    "%m/%Y": DatePrecision.MONTH,
    "%Y": DatePrecision.YEAR,
}


class PartialDateField(forms.CharField):
    """A day as far as it is known; cleaned to its first day and its precision."""

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
            raise forms.ValidationError(
                _(
                    "Enter a date such as 2026-03-14. If you only know the month or year, enter "
                    "2026-03 or 2026."
                ),
                code="no_day",
            )
        return None

    def validate(self, value: Any) -> None:
        super().validate(value or "")

    def run_validators(self, value: Any) -> None:
        """Skip the checks of a text: the value is a day."""


class EvidenceFiles(forms.Form):
    """The part of a form that takes the file of a piece of evidence, where `url` takes its link."""

    file = UploadField(
        label=_("Photo, scan or PDF"),
        help_text=_(
            "Choose a file or drop it on the button. JPEG, PNG, WebP, HEIC or PDF, up to 15 MB "
            "and 50 megapixels. The file stays private. We publish a copy of a picture without "
            "its camera data. We don’t publish PDFs."
        ),
    )
    redacted = UploadField(
        label=_("Redacted copy"),
        allow_pdf=False,
        help_text=_(
            "If the file shows a private address, phone number or signature, upload a picture of "
            "it with that blacked out. We’ll publish this copy instead."
        ),
    )

    def require_link_or_file(self, cleaned: dict[str, Any]) -> None:
        is_readable = not {"url", "file"} & set(self.errors)
        if is_readable and not (cleaned.get("url") or cleaned.get("file")):
            self.add_error(
                "url", forms.ValidationError(_("Add a link or a file."), code="required")
            )
