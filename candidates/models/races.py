from typing import Self

import pgtrigger
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.history import kept_versions
from candidates.models.cycles import Cycle
from candidates.models.places import Jurisdiction, all_jurisdictions
from candidates.models.triggers import refusing, stays_as_archived

# Where each chamber lists its members, with their offices.
MEMBERS_URLS = {
    "H": "https://www.house.gov/representatives",
    "S": "https://www.senate.gov/senators/",
}


class RaceQuerySet(models.QuerySet["Race"]):
    def in_cycle(self, cycle: Cycle) -> Self:
        return self.filter(cycle=cycle)

    def in_state(self, code: str) -> Self:
        return self.filter(jurisdiction=code)

    def for_seat(self, path_seat: str) -> Self:
        """Keep the elections for one seat, named as `Race.path_seat` does."""
        chambers = self.model.Chamber
        if path_seat == "senate":
            return self.filter(chamber=chambers.SENATE)
        district = self.model.AT_LARGE if path_seat == "at-large" else path_seat
        return self.filter(chamber=chambers.HOUSE, district=district)

    def senate_first(self) -> Self:
        return self.order_by("jurisdiction", "-chamber", "district", "kind")


class Race(models.Model):
    """One seat to be filled by one election, with everyone who runs for it."""

    class Chamber(models.TextChoices):
        HOUSE = "H", _("House")
        SENATE = "S", _("Senate")

    class Kind(models.TextChoices):
        REGULAR = "regular", _("regular")
        SPECIAL = "special", _("special")

    class Title(models.TextChoices):
        REPRESENTATIVE = "representative", _("Representative")
        DELEGATE = "delegate", _("Delegate")
        RESIDENT_COMMISSIONER = "resident_commissioner", _("Resident Commissioner")
        SENATOR = "senator", _("Senator")

    AT_LARGE = "00"

    cycle = models.ForeignKey(
        Cycle, on_delete=models.PROTECT, related_name="races", verbose_name=_("cycle")
    )
    chamber = models.CharField(_("chamber"), max_length=1, choices=Chamber)
    jurisdiction = models.ForeignKey(
        Jurisdiction,
        on_delete=models.PROTECT,
        related_name="races",
        verbose_name=_("state or territory"),
    )
    district = models.CharField(
        _("district"),
        max_length=2,
        default=AT_LARGE,
        help_text=_("Two digits, such as 07. Enter 00 for at-large districts and for the Senate."),
    )
    senate_class = models.PositiveSmallIntegerField(_("Senate class"), null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind, default=Kind.REGULAR)
    election_on = models.DateField(
        _("election"),
        help_text=_("The day of the race’s general or special election. It follows that election."),
    )
    term_ends_on = models.DateField(
        _("end of the term"), null=True, blank=True, help_text=_("Only for special elections.")
    )
    voting = models.BooleanField(_("voting member"), default=True)
    title = models.CharField(_("title"), max_length=21, choices=Title, default=Title.REPRESENTATIVE)
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=_("replaces the canceled race"),
    )

    objects = RaceQuerySet.as_manager()
    history = kept_versions()

    class Meta:
        ordering = ["jurisdiction", "-chamber", "district", "kind"]
        constraints = [
            models.UniqueConstraint(
                "cycle",
                "jurisdiction",
                "chamber",
                "district",
                "senate_class",
                "kind",
                condition=Q(replaces=None),
                nulls_distinct=False,
                name="race_is_the_only_one_for_its_seat",
                violation_error_code=NON_FIELD_ERRORS,
                violation_error_message=_(
                    "This seat already has a race of this kind this cycle. Open that one instead."
                ),
            ),
            models.CheckConstraint(
                condition=Q(chamber="S", senate_class__in=[1, 2, 3], district="00")
                | Q(chamber="H", senate_class=None, district__regex=r"^[0-5][0-9]$"),
                name="race_has_a_seat_of_its_chamber",
                violation_error_code="district",
                violation_error_message=_(
                    "For a Senate seat, choose a class and enter district 00. For a House "
                    "seat, enter the district and no class."
                ),
            ),
            models.CheckConstraint(
                condition=Q(chamber="S", title="senator", voting=True)
                | Q(chamber="H", title="representative", voting=True)
                | Q(
                    chamber="H",
                    title__in=["delegate", "resident_commissioner"],
                    voting=False,
                    district="00",
                ),
                name="race_title_says_who_votes",
                violation_error_code="title",
                violation_error_message=_(
                    "Check “voting member” for senators and representatives only. Delegates "
                    "and the resident commissioner don’t have a vote."
                ),
            ),
            models.CheckConstraint(
                condition=Q(term_ends_on=None)
                | Q(kind="special", term_ends_on__gt=F("election_on")),
                name="race_term_is_shortened_by_a_special_election_only",
                violation_error_code="term_ends_on",
                violation_error_message=_(
                    "Enter an end of term only for a special election. It has to be after the "
                    "election."
                ),
            ),
            models.CheckConstraint(
                condition=Q(replaces=None) | ~Q(replaces=F("id")),
                name="race_does_not_replace_itself",
                violation_error_code="replaces",
                violation_error_message=_("A race can’t replace itself. Choose another race."),
            ),
        ]
        triggers = [
            stays_as_archived("race", "NEW.cycle_id"),
            refusing(
                "race_replaces_one_for_its_seat",
                """NOT EXISTS (
                    SELECT FROM candidates_race AS canceled
                    WHERE canceled.id = NEW.replaces_id
                        AND (canceled.cycle_id, canceled.jurisdiction_id, canceled.chamber,
                             canceled.district)
                          = (NEW.cycle_id, NEW.jurisdiction_id, NEW.chamber, NEW.district)
                )""",
                _("Choose a canceled race for the same seat in the same cycle."),
                field="replaces",
                condition=pgtrigger.Q(new__replaces__isnull=False),
            ),
        ]
        verbose_name = _("race")
        verbose_name_plural = _("races")

    def __str__(self) -> str:
        return f"{self.code} ({self.get_chamber_display()}, {self.election_on.year})"

    def get_absolute_url(self) -> str:
        return reverse("candidates:seat", args=[self.jurisdiction_id.lower(), self.path_seat])

    @property
    def place(self) -> Jurisdiction:
        """Return the jurisdiction without a query."""
        return all_jurisdictions()[self.jurisdiction_id]

    @property
    def code(self) -> str:
        """Return the short name of the seat: MI-11, AK-AL, MI-Sen, FL-Sen special."""
        if self.chamber == self.Chamber.SENATE:
            seat = "Sen"
        elif self.district == self.AT_LARGE:
            seat = "AL"
        else:
            seat = self.district
        special = f" {self.get_kind_display()}" if self.is_special else ""
        return f"{self.jurisdiction_id}-{seat}{special}"

    @property
    def is_special(self) -> bool:
        return self.kind == self.Kind.SPECIAL

    @property
    def seat_name(self) -> str:
        """Return the seat in words, without its state: “District 11”, “At-large district”."""
        if self.chamber == self.Chamber.SENATE:
            return str(_("Senate, special election") if self.is_special else _("Senate"))
        if not self.voting:
            return self.get_title_display()
        if self.district == self.AT_LARGE:
            name = str(_("At-large district"))
        else:
            name = str(_("District %(number)d") % {"number": int(self.district)})
        return str(_("%(seat)s, special election") % {"seat": name}) if self.is_special else name

    @property
    def members_url(self) -> str:
        """Return where the chamber lists its members with their offices."""
        return MEMBERS_URLS[self.chamber]

    @property
    def ballot_name(self) -> str:
        """Return the seat as a ballot names it: “US Senate”, “US House, District 11”."""
        if self.chamber == self.Chamber.SENATE:
            return str(_("US %(seat)s") % {"seat": self.seat_name})
        return str(_("US House, %(seat)s") % {"seat": self.seat_name})

    @property
    def anchor(self) -> str:
        """Return the race's name within a page: mi-11, or mi-11-cancelled as links spell it."""
        return slugify(self.code) + ("-cancelled" if self.is_canceled else "")

    @property
    def is_canceled(self) -> bool:
        """Say whether another race replaced this one; the relation is already loaded."""
        return hasattr(self, "replaced_by")

    @property
    def ballot_districts(self) -> list[str]:
        """Return the district that the ballot with this race is of; none for a whole state's."""
        return [] if self.district == self.AT_LARGE else [self.district]

    @property
    def path_seat(self) -> str:
        """Return the seat as web addresses have it: 11, at-large or senate."""
        if self.chamber == self.Chamber.SENATE:
            return "senate"
        return "at-large" if self.district == self.AT_LARGE else self.district
