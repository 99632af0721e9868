"""People who sign. Nothing here is ever kept in versions, logs or fixtures: it can be erased."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaign.lib.encryption import EncryptedTextField
from pledges.names import NEIGHBOR, is_own_wording, shown_name


class SupporterQuerySet(models.QuerySet["Supporter"]):
    def agreed_to_mail(self) -> Self:
        """Keep those who confirmed their address and agreed to email."""
        return self.filter(confirmed_at__isnull=False, agreed_at__isnull=False)


class Supporter(models.Model):
    """A person at an email address, which is stored as typed and found by its keyed hash.

    `shown_as` is the name they chose to show, empty for the usual part of their name. `agreed_at`
    is when they agreed to updates; None if they didn't or unsubscribed.
    """

    email = EncryptedTextField(_("email address"))
    email_key = models.BinaryField(_("keyed hash of the address"), max_length=32, unique=True)
    # The address as its provider's other rules, older or newer, would name it: see `may_be_mailed`.
    other_keys = ArrayField(
        models.BinaryField(max_length=32), verbose_name=_("other keyed hashes"), default=list
    )
    domain_key = models.BinaryField(_("keyed hash of the domain"), max_length=32)
    name = EncryptedTextField(_("name"))
    shown_as = EncryptedTextField(_("name shown"), blank=True, default="", db_default="")
    postal_code = models.CharField(_("ZIP code"), max_length=5)
    language = models.CharField(_("language"), max_length=8, default="en")
    generation = models.PositiveSmallIntegerField(_("link version"), default=1)
    created_at = models.DateTimeField(_("first signed"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("address confirmed"), null=True)
    agreed_at = models.DateTimeField(_("asked for updates"), null=True)
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
        """Name the row, not the person: the admin logs this."""
        return f"{self.pk}"

    @property
    def shown_name(self) -> str:
        """Return the name they are shown with; NEIGHBOR for no name."""
        return shown_name(self.name, self.shown_as)

    @property
    def has_own_wording(self) -> bool:
        """Say whether they chose wording that isn't made from their name."""
        return is_own_wording(self.name, self.shown_as)

    @property
    def first_name(self) -> str:
        """Return what emails call them."""
        return gettext("neighbor") if self.shown_name == NEIGHBOR else self.shown_name
