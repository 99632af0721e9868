"""The campaign's pictures: photos that organizers upload, and signs that the site draws."""

import secrets
from functools import partial
from typing import Any, Self

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaign.artwork.lettering import letter_placard
from campaign.content.models.points import ListItem, ListQuerySet
from campaign.lib.file_storage import store
from campaign.lib.picture_sizes import size_of_webp
from campaign.lib.uploads import Upload
from campaign.named_figures import no_figures_here

WIDTHS = (480, 960, 1600)


class PictureQuerySet(ListQuerySet):
    def in_gallery(self) -> Self:
        return self.filter(is_in_gallery=True)


class Picture(ListItem):
    """A photo in up to three widths, or a sign with our own words.

    Only redrawn copies are stored, under names nobody can guess; `width` and
    `height` are those of the largest, in pixels.
    """

    anchor = "gallery"

    class Faces(models.TextChoices):
        NONE = "none", _("no one can be recognized")
        AGREED = "agreed", _("everyone who can be recognized agreed to be shown")
        CROWD = "crowd", _("a crowd at a public event, with no one singled out")

    class Stock(models.TextChoices):
        ORANGE = "orange", _("orange")
        WHITE = "white", _("white")
        YELLOW = "yellow", _("yellow")
        SKY = "sky", _("light blue")
        KRAFT = "kraft", _("cardboard")

    alt = models.CharField(
        _("description"),
        max_length=300,
        blank=True,
        validators=[no_figures_here],
        help_text=_("Describe the picture for people who can’t see it."),
    )
    is_decorative = models.BooleanField(
        _("only decoration"),
        default=False,
        help_text=_(
            "Check this if the picture adds nothing to the words on the page. Then it needs no "
            "description."
        ),
    )
    faces = models.CharField(
        _("recognizable faces"),
        max_length=6,
        choices=Faces,
        blank=True,
        help_text=_("For photos only. Being recognized can put people in danger."),
    )
    credit = models.CharField(_("credit"), max_length=120, blank=True, validators=[no_figures_here])
    license = models.CharField(
        _("license"),
        max_length=120,
        blank=True,
        validators=[no_figures_here],
        help_text=_("For example: CC BY 4.0, or “ours.”"),
    )
    is_in_gallery = models.BooleanField(
        _("in the home page gallery"),
        default=True,
        help_text=_("The home page shows the first ten by position."),
    )
    words = models.CharField(
        _("words on a sign"),
        max_length=80,
        blank=True,
        validators=[no_figures_here],
        help_text=_(
            "Use this instead of a photo. Start a new line with a slash: NO ONE / IS A NUMBER."
        ),
    )
    stock = models.CharField(
        _("color of the sign"), max_length=6, choices=Stock, default=Stock.WHITE
    )
    stem = models.CharField(max_length=32, blank=True, editable=False)
    width = models.PositiveSmallIntegerField(default=0, editable=False)
    height = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = PictureQuerySet.as_manager()  # type: ignore[misc]

    class Meta(ListItem.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~Q(alt="") | Q(is_decorative=True), name="picture_is_described"
            ),
            models.CheckConstraint(
                condition=~Q(stem="") & Q(width__gt=0, height__gt=0), name="picture_is_drawn"
            ),
            models.CheckConstraint(
                condition=~Q(words="") | (~Q(faces="") & ~Q(credit="") & ~Q(license="")),
                name="picture_photograph_says_whose_and_of_whom",
            ),
        ]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return self.alt or self.words or str(_("decoration"))

    @property
    def is_placard(self) -> bool:
        return bool(self.words)

    @property
    def url(self) -> str:
        return self._address(self._names()[-1])

    @property
    def source_set(self) -> str:
        """Return the `srcset` of a photo: each copy and its width."""
        if self.is_placard:
            return ""
        widths = copy_widths(self.width)
        copies = zip(self._names(), widths, strict=True)
        return ", ".join(f"{self._address(name)} {width}w" for name, width in copies)

    @staticmethod
    def lines_of(words: str) -> list[str]:
        """Return the lines of a sign, whose words are separated by slashes."""
        return [line.strip() for line in words.split("/")]

    def keep(self, photograph: Upload) -> None:
        """Store a photo in its widths and replace the old files. The caller saves the row."""
        from campaign.lib.redrawing import in_widths

        width, _height = size_of_webp(photograph.redrawn) or (0, 0)
        copies = in_widths(photograph.redrawn, copy_widths(width))
        self._replace_files()
        self.width, self.height = copies[-1][0]
        for name, (_size, content) in zip(self._names(), copies, strict=True):
            store(default_storage, name, content)

    def letter(self) -> None:
        """Draw the sign and replace the old files. The caller saves the row."""
        drawing = letter_placard(self.lines_of(self.words), stock=self.stock)
        self._replace_files()
        self.width, self.height = drawing.width, drawing.height
        store(default_storage, self._names()[0], drawing.svg.encode())

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the picture, and its files once the transaction commits."""
        with transaction.atomic():
            self._forget_files()
            return super().delete(*args, **kwargs)

    def _names(self) -> list[str]:
        if self.is_placard:
            return [f"pictures/{self.stem}.svg"]
        return [f"pictures/{self.stem}-{width}.webp" for width in copy_widths(self.width)]

    def _address(self, name: str) -> str:
        return reverse("picture", args=[name.removeprefix("pictures/")])

    def _replace_files(self) -> None:
        self._forget_files()
        self.stem = secrets.token_hex(16)

    def _forget_files(self) -> None:
        for name in self._names() if self.stem else []:
            transaction.on_commit(partial(default_storage.delete, name))


def copy_widths(width: int) -> list[int]:
    """Return the widths we store for a picture of `width`: our smaller ones and its own."""
    return [*(each for each in WIDTHS if each < width), width][: len(WIDTHS)]
