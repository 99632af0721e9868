"""Signatures that organizers remove as fraudulent."""

from django.core.exceptions import NON_FIELD_ERRORS
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.lib.digest import short_hash
from campaign.lib.text_checks import check_words
from pledges.models.petitions import Petition


class Invalidation(models.Model):
    """A rule by which organizers invalidate signatures, all at once, and can restore them.

    A signature matches if it fits every part that isn't empty. The job has checked
    `looked_at_count` of `total_count` signatures so far.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("created")
        COUNTING = "counting", _("being counted")
        COUNTED = "counted", _("counted")
        APPLYING = "applying", _("being applied")
        APPLIED = "applied", _("applied")
        REVERTING = "reverting", _("being undone")
        REVERTED = "reverted", _("undone")

    petition = models.ForeignKey(
        Petition,
        on_delete=models.PROTECT,
        related_name="invalidations",
        verbose_name=_("petition"),
    )
    domain_key = models.BinaryField(
        _("keyed hash of the email domain"), max_length=32, null=True, blank=True
    )
    block_hash = models.BinaryField(_("hash of the network"), max_length=32, null=True, blank=True)
    name_pattern = models.CharField(
        _("name matches"),
        max_length=100,
        blank=True,
        help_text=_("Use * for anything, such as Test*. Capital letters don’t matter."),
    )
    postal_code = models.CharField(_("ZIP code"), max_length=5, blank=True)
    signed_from = models.DateTimeField(_("signed from"), null=True, blank=True)
    signed_until = models.DateTimeField(_("signed before"), null=True, blank=True)
    public_reason = models.CharField(
        _("public reason"),
        max_length=200,
        validators=[check_words],
        help_text=_("The petition’s page shows this with the number and the date."),
    )
    state = models.CharField(
        _("status"), max_length=9, choices=State, default=State.DRAFT, editable=False
    )
    found_count = models.PositiveIntegerField(_("found"), null=True, editable=False)
    looked_at_count = models.PositiveIntegerField(_("checked"), default=0, editable=False)
    total_count = models.PositiveIntegerField(_("to check"), default=0, editable=False)
    through_id = models.BigIntegerField(default=0, editable=False)
    # Later signatures are left out: only those that were counted are invalidated.
    counted_at = models.DateTimeField(_("counted"), null=True, editable=False)
    # How many signatures that counted it removes; published.
    counted_count = models.PositiveIntegerField(_("removed"), default=0, editable=False)
    # How many of them count again; published. People who left since are not among them.
    reverted_count = models.PositiveIntegerField(_("put back"), default=0, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    applied_at = models.DateTimeField(_("applied"), null=True, editable=False)
    reverted_at = models.DateTimeField(_("undone"), null=True, editable=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(domain_key__isnull=False)
                | Q(block_hash__isnull=False)
                | ~Q(name_pattern="")
                | ~Q(postal_code="")
                | Q(signed_from__isnull=False, signed_until__isnull=False),
                name="invalidation_has_a_rule",
                violation_error_code=NON_FIELD_ERRORS,
                violation_error_message=_(
                    "Fill in at least one field to say which signatures you mean."
                ),
            ),
        ]
        verbose_name = _("invalidation")
        verbose_name_plural = _("invalidations")

    def __str__(self) -> str:
        return f"{self.petition}, {self.created_at:%Y-%m-%d}"

    @property
    def is_under_way(self) -> bool:
        """Say whether a job is working on it."""
        return self.state in {self.State.COUNTING, self.State.APPLYING, self.State.REVERTING}

    @property
    def network(self) -> str:
        return short_hash(self.block_hash) if self.block_hash else ""
