"""The links in emails."""

import datetime
from typing import Self

from django.db import models

from pledges.models.follows import Follow
from pledges.models.signatures import Signature
from pledges.models.supporters import Supporter


class LinkQuerySet(models.QuerySet["MailedLink"]):
    def usable(self, now: datetime.datetime) -> Self:
        return self.filter(expires_at__gt=now, used_at=None)


class MailedLink(models.Model):
    """A link in an email, stored as the SHA-256 of its token: see `pledges.mail.links`."""

    class Purpose(models.TextChoices):
        CONFIRM = "confirm"
        ME = "me"
        UNSUBSCRIBE = "unsubscribe"
        NEVER_EMAIL = "never_email"
        INFORMATION = "information"
        CONFIRM_FOLLOW = "confirm_follow"
        STOP_FOLLOWS = "stop_follows"

    purpose = models.CharField(max_length=14, choices=Purpose)
    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="links")
    signature = models.ForeignKey(
        Signature, on_delete=models.CASCADE, null=True, related_name="links"
    )
    follow = models.ForeignKey(Follow, on_delete=models.CASCADE, null=True, related_name="links")
    token_hash = models.BinaryField(max_length=32, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="link_by_expiry")]

    def __str__(self) -> str:
        return f"{self.pk}"
