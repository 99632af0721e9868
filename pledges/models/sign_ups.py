"""Sign-ups that wait to be answered by email."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaign.lib.encryption import EncryptedTextField
from pledges.models.follows import Follow
from pledges.models.petitions import Petition
from pledges.models.supporters import Supporter


class SignUpQuerySet(models.QuerySet["SignUp"]):
    def waiting(self) -> Self:
        return self.filter(tries__lt=SignUp.MOST_TRIES)

    def to_sign(self) -> Self:
        """Leave out those about following candidates."""
        return self.filter(follow=None)

    def to_follow(self) -> Self:
        return self.filter(follow__isnull=False)

    def set_aside(self) -> Self:
        """Keep those that failed every time we tried."""
        return self.filter(tries__gte=SignUp.MOST_TRIES)


class SignUp(models.Model):
    """Someone sent a form, so an email may be due. A job answers it and deletes it.

    With `follow` it was the form to follow candidates, otherwise the one to sign or to join.
    It is written in the signature's transaction. It has no supporter if the address was erased, and
    no foreign key constraints, which would lock the rows of everyone who signs. If it isn't a form,
    it has no new words: someone asked for the email again, or an organizer released the signature.
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
    follow = models.ForeignKey(
        Follow,
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    is_form = models.BooleanField(default=True)
    is_quarantined = models.BooleanField(default=False)
    block_hash = models.BinaryField(max_length=32, null=True)
    sent_at = models.DateTimeField(_("sent"))
    tries = models.PositiveSmallIntegerField(default=0)
    name = EncryptedTextField(blank=True)
    postal_code = models.CharField(max_length=5, blank=True)
    comment = EncryptedTextField(blank=True)
    shown_publicly = models.BooleanField(default=False)
    asks_for_mail = models.BooleanField(default=False)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(tries__lt=3), name="sign_up_waiting"),
        ]
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")

    def __str__(self) -> str:
        return f"{self.pk}"
