"""Invitations by email to become an organizer."""

import datetime
from typing import Any, Self

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.accounts.access import Role
from campaign.lib.encryption import EncryptedTextField
from campaign.lib.permission_holders import administrators

SALT = "accounts.Invitation"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, now: datetime.datetime) -> Self:
        """Return those that somebody can still accept.

        One ends with its sender's right to send it, so nobody who left can come back by one.
        """
        by_now = Q(invited_by=None) | Q(invited_by__in=administrators())
        return self.filter(by_now, sent_at__gt=now - Invitation.WORKS_FOR)

    def past_keeping(self, now: datetime.datetime) -> Self:
        return self.filter(sent_at__lte=now - Invitation.KEPT)


class Invitation(models.Model):
    """An invited person who has no account yet. Accepting the invitation deletes the row."""

    WORKS_FOR = datetime.timedelta(days=7)
    KEPT = datetime.timedelta(days=30)

    email = EncryptedTextField(_("email address"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("invited by"),
    )
    sent_at = models.DateTimeField(_("sent"), editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        default_permissions = ("view", "add", "delete")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="invitation_has_a_role"
            )
        ]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return f"{self.pk}"

    def token(self) -> str:
        """Return what the emailed link ends with. It isn't stored."""
        return signing.dumps(self.pk, salt=SALT)


def invitation_of(token: str) -> Any:
    """Return the invitation that a link belongs to, as a queryset; empty if it expired."""
    try:
        number = signing.loads(token, salt=SALT, max_age=Invitation.WORKS_FOR)
    except signing.BadSignature:
        return Invitation.objects.none()
    return Invitation.objects.open(timezone.now()).filter(pk=number)
