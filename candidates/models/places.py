from functools import cache

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from candidates import data


class Jurisdiction(models.Model):
    """A state, the District of Columbia or a territory: one of 56, seeded by a migration."""

    class Kind(models.TextChoices):
        STATE = "state", _("state")
        DISTRICT = "district", _("federal district")
        TERRITORY = "territory", _("territory")

    code = models.CharField(_("postal code"), max_length=2, primary_key=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    name_es = models.CharField(_("name in Spanish"), max_length=60)
    fips = models.CharField(_("FIPS code"), max_length=2, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    tile_row = models.PositiveSmallIntegerField(_("row on the tile map"))
    tile_column = models.PositiveSmallIntegerField(_("column on the tile map"))
    house_seats = models.PositiveSmallIntegerField(
        _("House seats"), help_text=_("Voting seats only. There are 435 in all.")
    )
    delegates = models.PositiveSmallIntegerField(
        _("delegates"), help_text=_("Nonvoting members of the House.")
    )
    senate_classes = models.CharField(
        _("Senate classes"),
        max_length=2,
        blank=True,
        help_text=_(
            "The classes of the state’s two senators, such as 13. Leave empty if it has none."
        ),
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint("tile_row", "tile_column", name="jurisdiction_has_its_tile")
        ]
        verbose_name = _("state or territory")
        verbose_name_plural = _("states and territories")

    def __str__(self) -> str:
        return self.name

    @property
    def name_in_text(self) -> str:
        """Return the name as it stands within a sentence: “the District of Columbia”."""
        needs_article = self.code in {"DC", "MP", "VI"}
        return gettext("the %(place)s") % {"place": self.name} if needs_article else self.name

    @property
    def is_state(self) -> bool:
        return self.kind == self.Kind.STATE

    @property
    def is_at_large(self) -> bool:
        """Say whether the whole jurisdiction elects one member of the House."""
        return self.house_seats + self.delegates == 1

    @property
    def path_code(self) -> str:
        return self.code.lower()

    def house_districts_in(self, year: int) -> list[str]:
        """Return the House districts on the ballot of `year`, as '01' … or '00' at large.

        Puerto Rico elects its Resident Commissioner for four years, in presidential years:
        48 U.S.C. § 891.
        """
        if self.code == "PR" and year % 4:
            return []
        if self.is_at_large:
            return ["00"]
        return [f"{number:02}" for number in range(1, self.house_seats + 1)]

    def next_year_with_a_seat(self, year: int) -> int:
        """Return the next election year after `year` in which a House seat is on the ballot."""
        return next(
            later for later in range(year + 2, year + 6, 2) if self.house_districts_in(later)
        )

    def has_regular_senate_race_in(self, year: int) -> bool:
        return str(senate_class_in(year)) in self.senate_classes


@cache
def all_jurisdictions() -> dict[str, Jurisdiction]:
    """Return every jurisdiction by its code, in the order of their names, without a query.

    They are read from the file that a migration seeds them from. Nothing else changes them.
    """
    fields = {field.name: field for field in Jurisdiction._meta.concrete_fields}
    places = [
        Jurisdiction(**{name: fields[name].to_python(text) for name, text in row.items()})
        for row in data.rows("jurisdictions.csv")
    ]
    return {place.code: place for place in sorted(places, key=lambda place: place.name)}


def senate_class_in(year: int) -> int:
    """Return the class of senators, 1 to 3, whose six-year term ends after the election of `year`.

    Source: U.S. Constitution, Article I, section 3; class 2 is elected in 2020, 2026 and so on.
    """
    return (year - 2024) // 2 % 3 + 1
