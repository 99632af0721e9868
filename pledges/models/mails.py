"""Sign-ups that wait for their email, the links in emails, and exports of addresses."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.lib.encryption import EncryptedTextField
from pledges.models.petitions import Petition
from pledges.models.signatures import Signature
from pledges.models.supporters import Supporter


class SignUpQuerySet(models.QuerySet["SignUp"]):
    def waiting(self) -> Self:
        return self.filter(tries__lt=SignUp.MOST_TRIES)

    def set_aside(self) -> Self:
        """Keep those that could not be answered, however often we tried."""
        return self.filter(tries__gte=SignUp.MOST_TRIES)


class SignUp(models.Model):
    """Somebody sent a form: an email may be due. A job answers it and deletes it.

    It is written in the transaction of the signature. It has no supporter where the address was
    erased. The database does not hold it to its rows, which all who sign would lock. One that is no
    form brings no new words: somebody asks for the email again, or an organizer released it.
    """

    MOST_TRIES = 3
    KEPT = datetime.timedelta(days=30)

    supporter = models.ForeignKey(
        Supporter,
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    petition = models.ForeignKey(
        Petition,
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    is_form = models.BooleanField(_("is a form"), default=True)
    is_kept_apart = models.BooleanField(_("kept apart"), default=False)
    block_hash = models.BinaryField(_("hash of the network"), max_length=32, null=True)
    sent_at = models.DateTimeField(_("sent"))
    tries = models.PositiveSmallIntegerField(_("tries to answer it"), default=0)
    name = EncryptedTextField(_("name"), blank=True)
    postal_code = models.CharField(_("ZIP code"), max_length=5, blank=True)
    comment = EncryptedTextField(_("comment"), blank=True)
    shown_publicly = models.BooleanField(_("first name and state shown"), default=False)
    asks_for_mail = models.BooleanField(_("asked for mail"), default=False)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(tries__lt=3), name="sign_up_waiting"),
        ]
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")

    def __str__(self) -> str:
        return f"{self.pk}"


class LinkQuerySet(models.QuerySet["MailedLink"]):
    def usable(self, now: datetime.datetime) -> Self:
        return self.filter(expires_at__gt=now, used_at=None)


class MailedLink(models.Model):
    """A link that a mail carries. Only the SHA-256 of its token is here: see
    `pledges.mail.links`.
    """

    class Purpose(models.TextChoices):
        CONFIRM = "confirm", _("confirm a signature")
        ME = "me", _("see, correct and erase")
        UNSUBSCRIBE = "unsubscribe", _("unsubscribe")
        NEVER_EMAIL = "never_email", _("never email this address again")
        INFORMATION = "information", _("ask for the link to their information")

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
        verbose_name = _("mailed link")
        verbose_name_plural = _("mailed links")

    def __str__(self) -> str:
        return f"{self.pk}"


class Export(models.Model):
    """Who took the list of those who agreed to mail, when and what for."""

    exported_at = models.DateTimeField(_("exported"), default=timezone.now)
    exported_by = models.ForeignKey(
        "auth.User", on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    petition = models.ForeignKey(
        Petition,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("petition"),
    )
    reason = models.CharField(_("reason"), max_length=200)
    row_count = models.PositiveIntegerField(_("rows"), null=True)

    class Meta:
        ordering = ["-exported_at"]
        verbose_name = _("export")
        verbose_name_plural = _("exports")

    def __str__(self) -> str:
        return f"{self.exported_at:%Y-%m-%d}"
