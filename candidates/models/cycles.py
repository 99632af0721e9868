from __future__ import annotations

import datetime

import pgtrigger
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CycleQuerySet(models.QuerySet["Cycle"]):
    def current(self) -> Cycle | None:
        """Return the cycle that the site is about, None for an empty record.

        That's the latest open cycle whose year has begun, so opening one early changes no page;
        else the next open one, else the latest.
        """
        is_ahead = Q(archived_at=None, year__gt=timezone.localdate().year)
        order = Case(When(is_ahead, then=1), When(archived_at=None, then=0), default=2)
        return self.order_by(order, Case(When(is_ahead, then="year"), default=-F("year"))).first()


class Cycle(models.Model):
    """One round of federal elections, named by the year of its general election."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    general_election_on = models.DateField(_("general election"))
    pinned_on = models.DateField(
        _("pinned day"),
        null=True,
        blank=True,
        help_text=_(
            "Leave this empty so pages go by today’s date. With a day, pages show every race as "
            "if it were that day. The demo uses this to stay in the middle of its campaign."
        ),
    )
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    year_in_addresses = models.BooleanField(
        _("year in web addresses"),
        default=False,
        editable=False,
        help_text=_(
            "Set when a second cycle starts. Then candidates’ web addresses include the year."
        ),
    )

    objects = CycleQuerySet.as_manager()

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(general_election_on__year=F("year")),
                name="cycle_is_named_by_the_year_of_its_election",
                violation_error_code="general_election_on",
                violation_error_message=_("Enter a general election date in the cycle’s year."),
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="cycle_has_its_year_in_addresses_beside_another",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    UPDATE candidates_cycle SET year_in_addresses = TRUE
                        WHERE NOT year_in_addresses;
                    NEW.year_in_addresses = EXISTS (SELECT FROM candidates_cycle);
                    RETURN NEW;
                """,
            )
        ]
        verbose_name = _("cycle")
        verbose_name_plural = _("cycles")

    def __str__(self) -> str:
        return str(self.year)

    def day_shown(self, today: datetime.date) -> datetime.date:
        """Return the day that pages about its races go by: the pinned one, else `today`."""
        return self.pinned_on or today

    def has_voted(self, today: datetime.date) -> bool:
        """Say whether its general election is over, whatever runoffs are still ahead."""
        return self.general_election_on < self.day_shown(today)
