"""The links in emails."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from pledges.models.signatures import Signature
from pledges.models.supporters import Supporter


class LinkQuerySet(models.QuerySet["MailedLink"]):
    def usable(self, now: datetime.datetime) -> Self:
        return self.filter(expires_at__gt=now, used_at=None)


class MailedLink(models.Model):
    """A link in an email. Only the SHA-256 of its token is here: see
    `pledges.mail.links`.
    """

    class Purpose(models.TextChoices):
        CONFIRM = "confirm", _("confirm a signature")
        ME = "me", _("see, correct and delete")
        UNSUBSCRIBE = "unsubscribe", _("unsubscribe")
        NEVER_EMAIL = "never_email", _("never email this address again")
        INFORMATION = "information", _("get the link to their information")

    purpose = models.CharField(_("purpose"), max_length=11, choices=Purpose)
    supporter = models.ForeignKey(
        Supporter, on_delete=models.CASCADE, related_name="links", verbose_name=_("supporter")
    )
    signature = models.ForeignKey(
        Signature,
        on_delete=models.CASCADE,
        null=True,
        related_name="links",
        verbose_name=_("signature"),
    )
    token_hash = models.BinaryField(_("SHA-256 of the token"), max_length=32, unique=True)
    expires_at = models.DateTimeField(_("expires"))
    used_at = models.DateTimeField(_("used"), null=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="link_by_expiry")]
        verbose_name = _("emailed link")
        verbose_name_plural = _("emailed links")

    def __str__(self) -> str:
        return f"{self.pk}"
