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
