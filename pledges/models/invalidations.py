"""What organizers do about floods: hours that look unusual, and what they take out of the count."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.lib.text_checks import check_words
from pledges.models.petitions import Petition
from pledges.models.supporters import SharedDomain


def shortened(key: bytes | memoryview) -> str:
    """Return as much of a hash as tells it from others."""
    return bytes(key).hex()[:8]


class Invalidation(models.Model):
    """Signatures that organizers take out of the count by a rule, all at once, and can bring back.

    Its parts hold together: a signature is meant that fits every one that is not empty. What the
    job has looked at so far is `looked_at_count` of `total_count`.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("written")
        COUNTING = "counting", _("being counted")
        COUNTED = "counted", _("counted")
        APPLYING = "applying", _("being applied")
        APPLIED = "applied", _("applied")
        REVERTING = "reverting", _("being taken back")
        REVERTED = "reverted", _("taken back")

    petition = models.ForeignKey(
        Petition,
        on_delete=models.PROTECT,
        related_name="invalidations",
        verbose_name=_("petition"),
    )
    domain_key = models.BinaryField(
        _("keyed hash of the email domain"), max_length=32, null=True, blank=True
    )
    block_hash = models.BinaryField(_("hash of the network"), max_length=32, null=True, blank=True)
    name_pattern = models.CharField(
        _("name looks like"),
        max_length=100,
        blank=True,
        help_text=_("A star stands for anything: Test*. Capitals do not matter."),
    )
    postal_code = models.CharField(_("ZIP code"), max_length=5, blank=True)
    signed_from = models.DateTimeField(_("signed from"), null=True, blank=True)
    signed_until = models.DateTimeField(_("signed before"), null=True, blank=True)
    public_reason = models.CharField(
        _("public reason"),
        max_length=200,
        validators=[check_words],
        help_text=_("Stands on the petition's page with the number and the date."),
    )
    state = models.CharField(
        _("state"), max_length=9, choices=State, default=State.DRAFT, editable=False
    )
    found_count = models.PositiveIntegerField(_("found"), null=True, editable=False)
    looked_at_count = models.PositiveIntegerField(_("looked at"), default=0, editable=False)
    total_count = models.PositiveIntegerField(_("to look at"), default=0, editable=False)
    through_id = models.BigIntegerField(default=0, editable=False)
    # Whoever signs later is not meant: what was shown is what is taken out.
    counted_at = models.DateTimeField(_("counted"), null=True, editable=False)
    # How many signatures that counted it takes out; published.
    counted_count = models.PositiveIntegerField(_("taken out"), default=0, editable=False)
    # How many of them count again; published. Whoever left meanwhile is not among them.
    reverted_count = models.PositiveIntegerField(_("put back"), default=0, editable=False)
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    applied_at = models.DateTimeField(_("applied"), null=True, editable=False)
    reverted_at = models.DateTimeField(_("taken back"), null=True, editable=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(domain_key__isnull=False)
                | Q(block_hash__isnull=False)
                | ~Q(name_pattern="")
                | ~Q(postal_code="")
                | Q(signed_from__isnull=False, signed_until__isnull=False),
                name="invalidation_has_a_rule",
            ),
        ]
        verbose_name = _("invalidation")
        verbose_name_plural = _("invalidations")

    def __str__(self) -> str:
        return f"{self.petition}, {self.created_at:%Y-%m-%d}"

    @property
    def is_under_way(self) -> bool:
        """Say whether a job is to do something about it."""
        return self.state in {self.State.COUNTING, self.State.APPLYING, self.State.REVERTING}

    @property
    def network(self) -> str:
        """Return as much of the network's hash as tells it from others, empty without one."""
        return shortened(self.block_hash) if self.block_hash else ""


class SurgeQuerySet(models.QuerySet["Surge"]):
    def since(self, moment: datetime.datetime) -> Self:
        return self.filter(hour__gte=moment)

    def with_names(self) -> Self:
        """Add `domain_name`, for the domains whose name says nothing about anyone."""
        named = SharedDomain.objects.filter(domain_key=OuterRef("key")).values("name")
        return self.annotate(domain_name=Subquery(named))


class Surge(models.Model):
    """An hour in which one email domain or network gave unusually many signatures of a petition."""

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
    usual_count = models.FloatField(_("usual an hour"))

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
        """Return the name that `with_names` found, or as much of the hash as tells it apart."""
        return getattr(self, "domain_name", None) or shortened(self.key)
