"""Email domains: providers' rules, domains we may name, and blocked ones."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class SharedDomain(models.Model):
    """The name of an email domain that many supporters share, so it identifies no one.

    A supporter has only the keyed hash of theirs. A nightly job keeps this list.
    """

    # Confirmed supporters; with fewer, the name could give away who signed.
    FEWEST_SUPPORTERS = 20

    domain_key = models.BinaryField(max_length=32, unique=True)
    name = models.CharField(max_length=253, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class DomainRule(models.Model):
    """How an email provider lets one mailbox have many addresses.

    Two addresses of one mailbox are one supporter. A rule applies to later sign-ups only.
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
