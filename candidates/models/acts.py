"""What an organizer did to many rows at once, and what each row held before and after."""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from candidates.models.organizers import organizer_key

# Columns about people. Their values stand apart from the rest and are erased after `Act.KEPT`.
PRIVATE = {
    "candidates.candidacy": {"contact_email", "contact_phone", "do_not_contact_asked_by"},
    "candidates.outreach": {"note"},
    "candidates.answer": {"note", "signer_name", "signer_role"},
}


class ActQuerySet(models.QuerySet["Act"]):
    def past_undoing(self, now: datetime.datetime) -> Self:
        return self.filter(done_at__lt=now - Act.KEPT)


class Act(models.Model):
    """Something that one organizer did in one step. It can be undone in one step."""

    class Kind(models.TextChoices):
        ASSIGNMENT = "assignment", _("assigned campaigns")
        SHEET = "sheet", _("brought back a sheet")
        OUTREACH = "outreach", _("logged outreach")
        DRAFTS = "drafts", _("recorded answers")
        VERIFICATION = "verification", _("verified answers")
        RESULTS = "results", _("recorded results")
        MERGER = "merger", _("merged people")
        SEPARATION = "separation", _("marked people as not the same")

    # How long an act can be undone. Then the private values it changed are erased from it.
    KEPT = datetime.timedelta(days=90)
    # What an organizer must be allowed to do in order to undo an act of each kind.
    RIGHTS = {
        Kind.ASSIGNMENT: "candidates.change_candidacy",
        Kind.SHEET: "candidates.change_candidacy",
        Kind.OUTREACH: "candidates.change_outreach",
        Kind.DRAFTS: "candidates.change_answer",
        Kind.VERIFICATION: "candidates.publish_answer",
        Kind.RESULTS: "candidates.add_stageresult",
        Kind.MERGER: "candidates.change_linksuggestion",
        Kind.SEPARATION: "candidates.change_linksuggestion",
    }

    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    title = models.CharField(_("what"), max_length=200)
    by = organizer_key(_("who"), null=True)
    done_at = models.DateTimeField(_("when"))
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    # While a job undoes it, `undone_by` is who asked for that. If it can't, the sentences say why.
    undoing_since = models.DateTimeField(_("being undone since"), null=True)
    undo_problem = models.TextField(_("why it couldn’t be undone"), blank=True)
    undone_at = models.DateTimeField(_("undone"), null=True)
    undone_by = organizer_key(_("undone by"), null=True)

    objects = ActQuerySet.as_manager()

    class Meta:
        ordering = ["-done_at", "-id"]
        default_permissions = ("view", "change")
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_by=None)
                | Q(undone_at__isnull=False)
                | Q(undoing_since__isnull=False),
                name="act_undone_by_somebody_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(undoing_since=None) | Q(undone_at=None),
                name="act_undone_is_not_being_undone",
            ),
        ]
        indexes = [models.Index("done_at", "id", name="act_done_at")]
        verbose_name = _("bulk change")
        verbose_name_plural = _("bulk changes")

    def __str__(self) -> str:
        return self.title

    @property
    def is_undone(self) -> bool:
        return self.undone_at is not None

    @property
    def is_at_work(self) -> bool:
        """Say whether a job is to undo it."""
        return self.undoing_since is not None

    @property
    def progress_name(self) -> str:
        return f"act-{self.pk}"


class ActChange(models.Model):
    """One row that an act changed or made.

    `before` and `after` hold the columns that changed, by name, as JSON. `before` is null for a row
    that the act made. `private` holds the same of the columns in PRIVATE, as `[before, after]`.
    """

    act = models.ForeignKey(Act, on_delete=models.CASCADE, related_name="changes")
    model = models.CharField(max_length=100)
    row_id = models.BigIntegerField()
    before: models.JSONField[Any, Any] = models.JSONField(null=True)
    after: models.JSONField[Any, Any] = models.JSONField(default=dict)
    private: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["id"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint("act", "model", "row_id", name="act_change_is_one_per_row")
        ]
        indexes = [models.Index("model", "row_id", name="act_change_of_row")]
        verbose_name = _("row of a bulk change")
        verbose_name_plural = _("rows of bulk changes")

    def __str__(self) -> str:
        return f"{self.model} {self.row_id}"

    @property
    def is_new(self) -> bool:
        """Say whether the act made the row."""
        return self.before is None
