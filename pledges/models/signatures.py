"""Signatures."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.lib.encryption import EncryptedTextField
from pledges.models.petitions import Petition
from pledges.models.signature_triggers import TRIGGERS
from pledges.models.supporters import Supporter

LONGEST_COMMENT = 500
ARMED_FORCES = "AF"


class SignatureQuerySet(models.QuerySet["Signature"]):
    def confirmed(self) -> Self:
        return self.filter(state=Signature.State.CONFIRMED)

    def pending(self) -> Self:
        return self.filter(state=Signature.State.PENDING)

    def asked_until(self, moment: datetime.datetime) -> Self:
        """Keep those whose signer was asked to confirm by `moment` and hasn't yet."""
        return self.pending().filter(emailed_at__lte=moment)

    def with_waiting_comment(self) -> Self:
        """Keep those that count and have a comment that no moderator has read."""
        return self.confirmed().filter(comment_state=Signature.CommentState.WAITING)

    def agreed_to_be_shown(self) -> Self:
        """Keep those that count and whose signers agreed to be shown."""
        return self.confirmed().filter(shown_publicly=True)

    def shown_on(self, petition: Petition) -> Self:
        """Keep a petition's signatures whose name and state are shown, newest first."""
        # As `with_shown_name`, for a petition at hand: without a join, by the index of this order.
        fine = [Signature.NameState.APPROVED]
        if not petition.approves_names:
            fine.append(Signature.NameState.NONE)
        shown = self.agreed_to_be_shown().filter(petition=petition, name_state__in=fine)
        return shown.order_by("-confirmed_at", "-id")

    def with_shown_name(self) -> Self:
        """Keep those whose name is shown on their petition's page."""
        at_once = Q(name_state=Signature.NameState.NONE, petition__approves_names=False)
        is_fine = Q(name_state=Signature.NameState.APPROVED) | at_once
        return self.agreed_to_be_shown().filter(is_fine, petition__isnull=False)

    def with_hidden_name(self) -> Self:
        """Keep those whose name an organizer hid."""
        return self.agreed_to_be_shown().filter(name_state=Signature.NameState.HIDDEN)


class Signature(models.Model):
    """A supporter's signature on a petition, or on none if they joined without one.

    `place` is where they live: a state's code, ARMED_FORCES, or empty for unknown. A confirmed
    signature counts from `confirmed_at` on.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("unconfirmed")
        QUARANTINED = "quarantined", _("held for review")
        CONFIRMED = "confirmed", _("confirmed")
        WITHDRAWN = "withdrawn", _("withdrawn")
        INVALID = "invalid", _("invalidated")

    class Quarantine(models.TextChoices):
        HONEYPOT = "honeypot", _("spam (filled the honeypot)")
        LIMIT = "limit", _("too many sign-ups at once")
        DOMAIN = "domain", _("email domain is blocked")

    class CommentState(models.TextChoices):
        NONE = "", _("no comment")
        WAITING = "waiting", _("to review")
        APPROVED = "approved", _("shown")
        REJECTED = "rejected", _("not shown")

    class NameState(models.TextChoices):
        NONE = "", _("not reviewed")
        WAITING = "waiting", _("to review")
        APPROVED = "approved", _("approved")
        HIDDEN = "hidden", _("hidden")

    UNCONFIRMED_KEPT = datetime.timedelta(days=7)
    REMINDED_AFTER = datetime.timedelta(days=2)
    BLOCK_KEPT = datetime.timedelta(hours=48)
    QUARANTINE_KEPT = datetime.timedelta(days=30)
    WITHDRAWN_KEPT = datetime.timedelta(days=30)

    supporter = models.ForeignKey(
        Supporter,
        on_delete=models.CASCADE,
        related_name="signatures",
        db_index=False,
        verbose_name=_("supporter"),
    )
    petition = models.ForeignKey(
        Petition,
        on_delete=models.PROTECT,
        null=True,
        related_name="signatures",
        db_index=False,
        verbose_name=_("petition"),
    )
    place = models.CharField(_("state"), max_length=2, blank=True)
    comment = EncryptedTextField(_("comment"), blank=True)
    comment_state = models.CharField(
        _("comment status"),
        max_length=8,
        choices=CommentState,
        blank=True,
        default=CommentState.NONE,
    )
    shown_publicly = models.BooleanField(_("shows name and state"), default=False)
    name_state = models.CharField(
        _("name status"),
        max_length=8,
        choices=NameState,
        blank=True,
        default=NameState.NONE,
        db_default=NameState.NONE,
    )
    asks_for_mail = models.BooleanField(_("asked for updates"), default=False)
    state = models.CharField(_("status"), max_length=11, choices=State, default=State.PENDING)
    quarantine = models.CharField(
        _("reason for holding"), max_length=8, choices=Quarantine, blank=True
    )
    block_hash = models.BinaryField(_("hash of the network"), max_length=32, null=True)
    signed_at = models.DateTimeField(_("signed"), default=timezone.now)
    # When the email that asks for the confirmation was sent; without a moment where it waits.
    emailed_at = models.DateTimeField(_("confirmation sent"), null=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    generation = models.PositiveSmallIntegerField(_("link version"), default=1)
    invalidation = models.ForeignKey(
        "pledges.Invalidation",
        on_delete=models.PROTECT,
        null=True,
        related_name="signatures",
        db_index=False,
        verbose_name=_("invalidation"),
    )
    state_before = models.CharField(_("previous status"), max_length=11, choices=State, blank=True)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["supporter", "petition"],
                nulls_distinct=False,
                name="signature_is_given_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False),
                name="signature_counts_since_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="invalid", invalidation__isnull=False)
                & Q(state_before__in=["pending", "confirmed", "withdrawn"])
                | (~Q(state="invalid") & Q(invalidation=None, state_before="")),
                name="signature_is_invalid_by_an_invalidation",
            ),
            models.CheckConstraint(
                condition=(Q(state="quarantined") & ~Q(quarantine=""))
                | (~Q(state="quarantined") & Q(quarantine="")),
                name="signature_quarantined_has_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["petition", "-confirmed_at", "-id"],
                condition=Q(state="confirmed", shown_publicly=True),
                name="signature_shown",
            ),
            models.Index(
                fields=["petition", "-confirmed_at", "-id"],
                condition=Q(state="confirmed", shown_publicly=True, comment_state="approved"),
                name="signature_speaks",
            ),
            # The list of one petition, its hours, and whether it has any.
            models.Index(fields=["petition", "-signed_at"], name="signature_of_petition"),
            models.Index(
                fields=["state", "-id"], condition=~Q(state="confirmed"), name="signature_uncounted"
            ),
            models.Index(
                fields=["block_hash"],
                condition=Q(block_hash__isnull=False),
                name="signature_by_block",
            ),
            models.Index(
                fields=["invalidation"],
                condition=Q(invalidation__isnull=False),
                name="signature_invalidated",
            ),
            models.Index(
                fields=["-id"], condition=Q(comment_state="waiting"), name="signature_comment_waits"
            ),
            models.Index(
                fields=["name_state", "-id"],
                condition=~Q(name_state=""),
                name="signature_name_looked_at",
            ),
        ]
        triggers = TRIGGERS
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")

    def __str__(self) -> str:
        """Name the row, not the person: the admin logs this."""
        return f"{self.pk}"

    @property
    def is_pending(self) -> bool:
        return self.state == self.State.PENDING

    @property
    def is_confirmed(self) -> bool:
        return self.state == self.State.CONFIRMED

    @property
    def is_comment_approved(self) -> bool:
        return self.comment_state == self.CommentState.APPROVED

    @property
    def is_comment_rejected(self) -> bool:
        return self.comment_state == self.CommentState.REJECTED

    @property
    def is_name_hidden(self) -> bool:
        return self.name_state == self.NameState.HIDDEN

    @property
    def name_waits(self) -> bool:
        """Say whether its name is shown only once an organizer approves it."""
        is_unread = self.name_state == self.NameState.NONE
        asks_first = self.petition is not None and self.petition.approves_names
        return self.name_state == self.NameState.WAITING or (is_unread and asks_first)

    @property
    def is_withdrawn(self) -> bool:
        """Say whether its signer withdrew it, even if it was invalidated before."""
        return self.State.WITHDRAWN in {self.state, self.state_before}
