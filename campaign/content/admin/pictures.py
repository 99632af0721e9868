from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from campaign.artwork.lettering import letter_placard
from campaign.content.admin.content import ListAdmin
from campaign.content.models import Picture
from campaign.lib.admin.fields import UploadField
from campaign.lib.admin.lists import FoldedSearchAdmin
from campaign.lib.admin.optimistic_admin import OptimisticAdminForm


class PictureForm(OptimisticAdminForm):
    """A photo with what we have to say about it, or the words of a sign."""

    photograph = UploadField(
        allow_pdf=False,
        label=_("Photo"),
        help_text=_(
            "JPEG, PNG or WebP, up to 15 MB and 50 megapixels. We resize it and remove its "
            "location and camera data."
        ),
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        words, photograph = cleaned.get("words"), cleaned.get("photograph")
        if words and photograph:
            self.add_error("words", _("Upload a photo or write a sign, not both."))
        elif words:
            self._try_to_letter(words, cleaned.get("stock", ""))
        elif "words" in cleaned:
            self._demand_what_a_photograph_needs(cleaned, is_there=bool(photograph))
        if not cleaned.get("alt") and not cleaned.get("is_decorative"):
            self.add_error("alt", _("Describe the picture, or check “only decoration.”"))
        return cleaned

    def _try_to_letter(self, words: str, stock: str) -> None:
        if stock:
            try:
                letter_placard(Picture.lines_of(words), stock=stock)
            except forms.ValidationError as refusal:
                self.add_error("words", refusal)

    def _demand_what_a_photograph_needs(self, cleaned: dict[str, Any], *, is_there: bool) -> None:
        was_photograph = bool(self.instance.stem) and "words" not in self.changed_data
        if not is_there and not was_photograph and "photograph" not in self.errors:
            self.add_error("photograph", _("Upload a photo, or write the words for a sign."))
        for name, sentence in {
            "faces": _("Choose whether people can be recognized."),
            "credit": _("Enter who took it."),
            "license": _("Enter the license that lets us use it."),
        }.items():
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, sentence)


@admin.register(Picture)
class PictureAdmin(FoldedSearchAdmin, ListAdmin):
    appears = _(
        "In the home page gallery and at /signs/, where people can print signs, unless you turn "
        "that off. You can also use pictures as logos, next to quotations and above articles."
    )
    form = PictureForm
    list_display = ["__str__", "is_in_gallery", "position", "is_published"]
    readonly_fields = ["as_shown"]
    search_fields = ["alt", "words", "credit"]
    fieldsets = (
        (None, {"fields": ["as_shown", "alt", "is_decorative"]}),
        (_("Photo"), {"fields": ["photograph", "faces", "credit", "license"]}),
        (_("Or a sign"), {"fields": ["words", "stock"]}),
        (_("Where it goes"), {"fields": ["is_in_gallery", "position", "is_published"]}),
    )

    @admin.display(description=_("preview"))
    def as_shown(self, picture: Picture) -> SafeString | str:
        if not picture.stem:
            return "—"
        return format_html('<img class="public-copy" src="{}" alt="{}">', picture.url, picture.alt)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Picture]) -> None:
        """Delete one by one, so that each picture's files go with it."""
        for picture in queryset:
            picture.delete()

    def save_model(
        self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool
    ) -> None:
        if photograph := form.cleaned_data.get("photograph"):
            obj.keep(photograph)
        elif obj.words and {"words", "stock"} & {*form.changed_data}:
            obj.letter()
        obj.save()
