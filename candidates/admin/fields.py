"""Form fields of the record for files of evidence."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.fields import UploadField


class EvidenceFiles(forms.Form):
    """The part of a form that takes the file of a piece of evidence, where `url` takes its link."""

    file = UploadField(
        camera=True,
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
