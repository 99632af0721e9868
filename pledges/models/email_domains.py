"""What we know about email domains: rules of providers, names that may be told, blocks."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SharedDomain(models.Model):
    """The name of an email domain that nobody can be told by: many supporters share it.

    A supporter has only the keyed hash of theirs. A nightly job keeps this list.
    """

    # As many confirmed supporters; with fewer, a name might say who signed.
    FEWEST_SUPPORTERS = 20

    domain_key = models.BinaryField(max_length=32, unique=True)
    name = models.CharField(max_length=253, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class DomainRule(models.Model):
    """How a mail provider lets one mailbox have many addresses.

    Two addresses of one mailbox are one supporter. A rule holds for addresses that come after it.
    """

    domain = models.CharField(
        _("domain"), max_length=253, unique=True, help_text=_("The part after the @, in lowercase.")
    )
    alias_of = models.CharField(
        _("same as"),
        max_length=253,
        blank=True,
        help_text=_("The provider’s main domain, such as gmail.com. We’ll use its rule."),
    )
    tag_separator = models.CharField(
        _("tag character"),
        max_length=1,
        blank=True,
        help_text=_(
            "Enter + if the provider treats name+tag@ and name@ as the same inbox. If it doesn’t "
            "have tags, leave this empty."
        ),
    )
    ignores_dots = models.BooleanField(
        _("ignores dots"),
        default=False,
        help_text=_("Check this if the provider treats n.a.m.e@ and name@ as the same inbox."),
    )

    class Meta:
        ordering = ["domain"]
        verbose_name = _("email provider rule")
        verbose_name_plural = _("email provider rules")

    def __str__(self) -> str:
        return self.domain


class BlockedDomain(models.Model):
    """An email domain whose sign-ups are held for review."""

    domain = models.CharField(_("domain"), max_length=253, unique=True)
    reason = models.CharField(_("reason"), max_length=200)
    since = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        ordering = ["domain"]
        verbose_name = _("blocked email domain")
        verbose_name_plural = _("blocked email domains")

    def __str__(self) -> str:
        return self.domain
