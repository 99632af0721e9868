"""Addresses that get no email."""

import datetime
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pledges.models.supporters import Supporter


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def of(self, supporter: Supporter) -> Self:
        """Keep those for a supporter's address, under any of its keys."""
        return self.filter(email_key__in=[supporter.email_key, *supporter.other_keys])

    def past_keeping(self, now: datetime.datetime) -> Self:
        """Keep expired bounces: the mailbox may work again."""
        return self.filter(
            reason=Suppression.Reason.BOUNCED, since__lte=now - Suppression.BOUNCE_KEPT
        )


class Suppression(models.Model):
    """An address that we don't email: all we keep is its keyed hash.

    A bounce expires after BOUNCE_KEPT, or as soon as someone signs up with the address again. The
    other reasons stay until the owner changes their mind.
    """

    class Reason(models.TextChoices):
        ERASED = "erased", _("deleted their information and asked for no email")
        BOUNCED = "bounced", _("emails bounced")
        ASKED = "asked", _("asked us never to email them")

    BOUNCE_KEPT = datetime.timedelta(days=90)

    email_key = models.BinaryField(_("keyed hash of the address"), max_length=32, unique=True)
    reason = models.CharField(_("reason"), max_length=7, choices=Reason)
    since = models.DateTimeField(_("since"), default=timezone.now)

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        ordering = ["-since"]
        verbose_name = _("address we don’t email")
        verbose_name_plural = _("addresses we don’t email")

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def ends_at(self) -> datetime.datetime | None:
        """Return when a bounce expires; None for what stays until it is lifted."""
        return self.since + self.BOUNCE_KEPT if self.reason == self.Reason.BOUNCED else None
