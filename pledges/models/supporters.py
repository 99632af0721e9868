"""Who signs. Nothing here is ever kept in versions, logs or fixtures: it can be erased."""

from __future__ import annotations

import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaign.lib.encryption import EncryptedTextField
from pledges.names import NEIGHBOR, is_own_wording, shown_name, words_of


def first_and_last(name: str) -> tuple[str, str]:
    """Return the first word of a name, and the rest, as far as one can tell them apart."""
    first, *rest = words_of(name) or [""]
    return first, " ".join(rest)


class SupporterQuerySet(models.QuerySet["Supporter"]):
    def agreed_to_mail(self) -> Self:
        """Keep those who confirmed their address and let us write to them."""
        return self.filter(confirmed_at__isnull=False, agreed_at__isnull=False)


class Supporter(models.Model):
    """A person at an e-mail address, which is stored as it was typed and found by its keyed hash.

    `shown_as` is how they chose to be shown and addressed, empty for the usual part of their name.
    `agreed_at` is the moment since which we may write to them; None for whoever did not agree, or
    does not any more. Where they live, their `postal_code` says.
    """

    email = EncryptedTextField(_("e-mail address"))
    email_key = models.BinaryField(_("keyed hash of the address"), max_length=32, unique=True)
    # The address as its provider's other rules, older or newer, would name it: see `may_be_mailed`.
    other_keys = ArrayField(
        models.BinaryField(max_length=32), verbose_name=_("other keyed hashes"), default=list
    )
    domain_key = models.BinaryField(_("keyed hash of the domain"), max_length=32)
    name = EncryptedTextField(_("name"))
    shown_as = EncryptedTextField(_("shown as"), blank=True, default="", db_default="")
    postal_code = models.CharField(_("ZIP code"), max_length=5)
    language = models.CharField(_("language"), max_length=8, default="en")
    generation = models.PositiveSmallIntegerField(_("generation of their links"), default=1)
    created_at = models.DateTimeField(_("first came"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("address confirmed"), null=True)
    agreed_at = models.DateTimeField(_("agreed to mail"), null=True)
    # They get replies to what they do, but no thanks.
    unsubscribed_at = models.DateTimeField(_("unsubscribed"), null=True)

    objects = SupporterQuerySet.as_manager()

    class Meta:
        verbose_name = _("supporter")
        verbose_name_plural = _("supporters")
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_at=None) | Q(confirmed_at__isnull=False),
                name="supporter_agreed_after_confirming",
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None) | Q(unsubscribed_at=None),
                name="supporter_agreed_or_unsubscribed",
            ),
        ]

    def __str__(self) -> str:
        """Name the row without a word of the person: the admin logs this."""
        return f"{self.pk}"

    @property
    def shown_name(self) -> str:
        """Return what they are shown as; NEIGHBOR for no name."""
        return shown_name(self.name, self.shown_as)

    @property
    def has_own_wording(self) -> bool:
        """Say whether they are shown as something that is not made of their name."""
        return is_own_wording(self.name, self.shown_as)

    @property
    def first_name(self) -> str:
        """Return what emails call them."""
        return gettext("neighbor") if self.shown_name == NEIGHBOR else self.shown_name


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def of(self, supporter: Supporter) -> Self:
        """Keep those of a supporter's address, under any of its keys."""
        return self.filter(email_key__in=[supporter.email_key, *supporter.other_keys])

    def past_keeping(self, now: datetime.datetime) -> Self:
        """Keep the bounces that are over: the mailbox may work again."""
        return self.filter(
            reason=Suppression.Reason.BOUNCED, since__lte=now - Suppression.BOUNCE_KEPT
        )


class Suppression(models.Model):
    """An address that gets no email from us: all that is kept of it is its keyed hash.

    A bounce ends after BOUNCE_KEPT, when the daily purge deletes it, and as soon as the address is
    used to sign up again. The other reasons hold until the owner changes their mind.
    """

    class Reason(models.TextChoices):
        ERASED = "erased", _("deleted their data and asked for no email")
        BOUNCED = "bounced", _("emails bounced")
        ASKED = "asked", _("asked us never to email them")

    BOUNCE_KEPT = datetime.timedelta(days=90)

    email_key = models.BinaryField(_("keyed hash of the address"), max_length=32, unique=True)
    reason = models.CharField(_("reason"), max_length=7, choices=Reason)
    since = models.DateTimeField(_("since"), default=timezone.now)

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        ordering = ["-since"]
        verbose_name = _("address that gets no mail")
        verbose_name_plural = _("addresses that get no mail")

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def ends_at(self) -> datetime.datetime | None:
        """Return when a bounce is over; None for what holds until it is lifted."""
        return self.since + self.BOUNCE_KEPT if self.reason == self.Reason.BOUNCED else None


class SharedDomain(models.Model):
    """The name of an email domain that nobody can be told by: many supporters share it.

    A supporter has only the keyed hash of theirs. A nightly job keeps this list.
    """

    # As many confirmed supporters; with fewer, a name might say who signed.
    FEWEST_SUPPORTERS = 20

    domain_key = models.BinaryField(_("keyed hash of the domain"), max_length=32, unique=True)
    name = models.CharField(_("domain"), max_length=253, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("shared email domain")
        verbose_name_plural = _("shared email domains")

    def __str__(self) -> str:
        return self.name


class DomainRule(models.Model):
    """How a mail provider lets one mailbox have many addresses.

    Two addresses of one mailbox are one supporter. A rule holds for addresses that come after it.
    """

    domain = models.CharField(
        _("domain"), max_length=253, unique=True, help_text=_("What follows the @, in lower case.")
    )
    alias_of = models.CharField(
        _("another name of"),
        max_length=253,
        blank=True,
        help_text=_("The provider's main domain, whose rule then applies: gmail.com."),
    )
    tag_separator = models.CharField(
        _("sign before a tag"),
        max_length=1,
        blank=True,
        help_text=_("name+tag@… is name@…: the plus. Empty where the provider has no tags."),
    )
    ignores_dots = models.BooleanField(
        _("ignores dots"), default=False, help_text=_("n.a.m.e@… is name@….")
    )

    class Meta:
        ordering = ["domain"]
        verbose_name = _("rule for a mail provider")
        verbose_name_plural = _("rules for mail providers")

    def __str__(self) -> str:
        return self.domain


class BlockedDomain(models.Model):
    """A mail domain whose sign-ups are kept apart."""

    domain = models.CharField(_("domain"), max_length=253, unique=True)
    reason = models.CharField(_("reason"), max_length=200)
    since = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        ordering = ["domain"]
        verbose_name = _("blocked mail domain")
        verbose_name_plural = _("blocked mail domains")

    def __str__(self) -> str:
        return self.domain


class SealedKey(models.Model):
    """A key that never changes, encrypted under FIELD_KEYS, which do."""

    name = models.CharField(_("name"), max_length=10, primary_key=True)
    key = EncryptedTextField(_("key"))

    class Meta:
        verbose_name = _("sealed key")
        verbose_name_plural = _("sealed keys")

    def __str__(self) -> str:
        return self.name
