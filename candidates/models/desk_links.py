"""The links that we email to campaigns, and when somebody opened them."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates.models.candidacies import Candidacy
from candidates.models.organizers import organizer_key

DECIDED_ON = Coalesce("candidacy__runoff_on", "candidacy__race__election_on")


class DeskLinkQuerySet(models.QuerySet["DeskLink"]):
    def unrevoked(self) -> Self:
        return self.filter(revoked_at=None)

    def live(self, now: datetime.datetime) -> Self:
        """Keep those that still work: see `DeskLink.expires_at`."""
        oldest_election = timezone.localdate(now) - DeskLink.LASTS
        is_late_enough = Q(decided_on__gte=oldest_election) | Q(sent_at__gt=now - DeskLink.LASTS)
        return self.unrevoked().alias(decided_on=DECIDED_ON).filter(is_late_enough)

    def of_campaign(self, candidacy: Candidacy) -> Self:
        """Keep the links of a campaign, however often it was registered."""
        return self.filter(candidacy__in=candidacy.registrations())

    def with_address_past_keeping(self, now: datetime.datetime) -> Self:
        before = now - DeskLink.ADDRESS_KEPT_AFTER_END
        is_long_over = Q(decided_on__lt=timezone.localdate(before)) & Q(sent_at__lte=before)
        past = self.exclude(email="").alias(decided_on=DECIDED_ON)
        return past.filter(is_long_over)


class DeskLink(models.Model):
    """A link to a campaign's desk page, emailed to one address and stored as a hash.

    Its token is made of `seed` and a secret outside the database: see `candidates.desk.links`.
    """

    # After the election, or after we sent it, whichever is later.
    LASTS = datetime.timedelta(days=30)
    # After the election and after we sent it.
    ADDRESS_KEPT_AFTER_END = datetime.timedelta(days=365)

    candidacy = models.ForeignKey(
        Candidacy, on_delete=models.PROTECT, related_name="desk_links", verbose_name=_("candidacy")
    )
    email = models.EmailField(_("sent to"), blank=True, help_text=_("Only organizers see this."))
    seed = models.BinaryField(max_length=32, editable=False)
    token_hash = models.BinaryField(max_length=32, unique=True, editable=False)
    sent_by = organizer_key(_("sent by"), editable=False)
    sent_at = models.DateTimeField(_("sent"), editable=False)
    bounced_at = models.DateTimeField(_("bounced"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("turned off"), null=True, editable=False)
    revoked_by = organizer_key(_("turned off by"), null=True, editable=False)

    objects = DeskLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                "candidacy",
                Lower("email"),
                condition=Q(revoked_at=None) & ~Q(email=""),
                name="desk_link_is_one_per_address",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="desk_link_is_turned_off_by_somebody",
            ),
        ]
        verbose_name = _("campaign link")
        verbose_name_plural = _("campaign links")

    def __str__(self) -> str:
        return _("Link %(number)s") % {"number": self.pk}

    @property
    def campaign(self) -> Candidacy:
        """Return the candidacy that it's for, which may be kept under another registration."""
        return self.candidacy.duplicate_of or self.candidacy

    @property
    def expires_at(self) -> datetime.datetime:
        day_after = self.candidacy.decided_on + self.LASTS + datetime.timedelta(days=1)
        midnight = datetime.datetime.combine(day_after, datetime.time())
        return max(timezone.make_aware(midnight), self.sent_at + self.LASTS)

    def is_live(self, now: datetime.datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


class DeskOpening(models.Model):
    """When a link was opened first on a day, by a person or by a program.

    More openings on the same day write nothing.
    """

    link = models.ForeignKey(
        DeskLink, on_delete=models.CASCADE, related_name="openings", verbose_name=_("link")
    )
    opened_on = models.DateField(_("day"))
    opened_at = models.DateTimeField(_("opened"))
    maybe_scanner = models.BooleanField(_("maybe a scanner"))

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["link", "opened_on", "maybe_scanner"], name="desk_opening_is_one_a_day"
            )
        ]
        verbose_name = _("opening of a link")
        verbose_name_plural = _("openings of links")

    def __str__(self) -> str:
        return f"{self.pk}"
