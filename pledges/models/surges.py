"""Hours with unusually many sign-ups."""

import datetime
from typing import Self

from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from campaign.lib.digest import short_hash
from pledges.models.email_domains import SharedDomain
from pledges.models.petitions import Petition


class SurgeQuerySet(models.QuerySet["Surge"]):
    def since(self, moment: datetime.datetime) -> Self:
        return self.filter(hour__gte=moment)

    def with_names(self) -> Self:
        """Add `domain_name` for domains that many supporters share."""
        named = SharedDomain.objects.filter(domain_key=OuterRef("key")).values("name")
        return self.annotate(domain_name=Subquery(named))


class Surge(models.Model):
    """An hour when one email domain or network sent unusually many sign-ups for a petition."""

    class Kind(models.TextChoices):
        DOMAIN = "domain", _("email domain")
        BLOCK = "block", _("network")

    petition = models.ForeignKey(
        Petition, on_delete=models.CASCADE, related_name="surges", verbose_name=_("petition")
    )
    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    # The keyed hash of a domain, or that of a network, erased with the hashes of the signatures.
    key = models.BinaryField(_("which"), max_length=32)
    hour = models.DateTimeField(_("hour"))
    count = models.PositiveIntegerField(_("sign-ups"))
    usual_count = models.FloatField(_("usual per hour"))

    objects = SurgeQuerySet.as_manager()

    class Meta:
        ordering = ["-hour", "-count"]
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "kind", "key", "hour"], name="surge_is_noted_once"
            )
        ]
        verbose_name = _("surge")
        verbose_name_plural = _("surges")

    def __str__(self) -> str:
        return f"{self.which}, {self.hour:%Y-%m-%d %H:00}"

    @property
    def which(self) -> str:
        """Return the name that `with_names` found, or the start of the hash."""
        return getattr(self, "domain_name", None) or short_hash(self.key)
