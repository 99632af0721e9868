"""Form fields of the organizers' pages: related rows and files."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.files.uploadedfile import UploadedFile
from django.db import models

from campaign.lib.picture_sizes import MAXIMUM_PIXELS, MAXIMUM_PIXELS_OF_WEBP
from campaign.lib.uploads import MAXIMUM_BYTES, Upload, read_upload


class CheckedAutocompleteSelect(AutocompleteSelect):
    """The admin's search box. Django's own fails on values that aren't keys.

    `known` is a row we already have, so that naming it takes no query.
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
    """A related row by its key. Django's own field passes NULs to the database, which fails."""

    def to_python(self, value: Any) -> Any:
        if "\0" in str(value):
            raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice")
        return super().to_python(value)


class UploadInput(forms.FileInput):
    """A file input that shrinks pictures the site wouldn't accept."""

    class Media:
        js = ("js/admin/shrink-pictures.js",)


class CameraInput(UploadInput):
    """Two inputs of one name: on a phone, the first opens the camera, and the other takes any file.

    A photo taken here is made smaller in the browser and loses its camera data. Whichever input was
    used is sent.
    """

    template_name = "admin/shared/_camera_input.html"
    # Enough to read a page of small print, 230 pixels an inch.
    longest_side = 2560

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["widget"]["longest_side"] = self.longest_side
        return context


class UploadField(forms.FileField):
    """A photo, scan or PDF. Cleans to an Upload. With `camera`, phones offer to take a photo."""

    def __init__(self, *, allow_pdf: bool = True, camera: bool = False, **kwargs: Any) -> None:
        self.allow_pdf = allow_pdf
        kinds = ["image/jpeg", "image/png", "image/webp"]
        if allow_pdf:
            kinds += ["image/heic", "image/heif", ".heic", ".heif", "application/pdf"]
        widget = (CameraInput if camera else UploadInput)(
            attrs={
                "accept": ",".join(kinds),
                "data-most-bytes": MAXIMUM_BYTES,
                "data-most-pixels": MAXIMUM_PIXELS,
                "data-most-pixels-of-webp": MAXIMUM_PIXELS_OF_WEBP,
            }
        )
        super().__init__(required=False, widget=widget, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Upload | None:
        file = super().clean(data, None)
        return (
            read_upload(file, allow_pdf=self.allow_pdf) if isinstance(file, UploadedFile) else None
        )
