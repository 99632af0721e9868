"""What we know about an account beyond its login."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaign.lib import audit


def another_account(verbose_name: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=verbose_name,
    )


class Organizer(models.Model):
    """Who invited an account, reset its second factor and approved it.

    An account that the command line created has no row, or an empty one. `approved_by` is a third
    person who vouches that a separate person uses the account. A new reset removes the approval.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="organizer",
        verbose_name=_("account"),
    )
    invited_by = another_account(_("invited by"))
    reset_by = another_account(_("second factor reset by"))
    approved_by = another_account(_("approved by"))

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | (
                    ~Q(approved_by=F("user"))
                    & (Q(invited_by=None) | ~Q(approved_by=F("invited_by")))
                    & (Q(reset_by=None) | ~Q(approved_by=F("reset_by")))
                ),
                name="organizer_approved_by_a_third_person",
                violation_error_code="approved_by",
                violation_error_message=_(
                    "Someone else has to approve this account: you invited it, reset it, or it’s "
                    "yours."
                ),
            )
        ]
        verbose_name = _("organizer")
        verbose_name_plural = _("organizers")

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def waits_for_approval(self) -> bool:
        """Say whether it still counts as one person with anyone who invited or reset it."""
        return self.approved_by_id is None and (self.invited_by_id or self.reset_by_id) is not None


def note_invitation(user: User, *, by: User | None) -> None:
    """Note that `by` invited `user`; None where the command line did."""
    Organizer.objects.update_or_create(user=user, defaults={"invited_by": by})


def note_reset(user: User, *, by: User | None) -> None:
    """Note that `by` reset how `user` logs in. The account has to be approved again."""
    Organizer.objects.update_or_create(user=user, defaults={"reset_by": by, "approved_by": None})


def approve(user: User, *, by: User) -> None:
    """Note that `by`, a third administrator, vouches that `user` is a separate person.

    Raises IntegrityError if `by` invited or reset the account.
    """
    with transaction.atomic():
        Organizer.objects.filter(user=user).update(approved_by=by)
        audit.record(audit.Event.APPROVED, by=by, about=user)
