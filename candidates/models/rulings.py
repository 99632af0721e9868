import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from candidates.models.candidacies import Candidacy
from candidates.models.stages import Stage


class StageRuling(models.Model):
    """An election declared void, or that undone. Written once and kept."""

    stage = models.ForeignKey(
        Stage, on_delete=models.PROTECT, related_name="rulings", verbose_name=_("election")
    )
    status = models.CharField(_("status"), max_length=9, choices=Stage.Status)
    source_url = models.URLField(_("source"))
    ruled_at = models.DateTimeField(_("recorded"))

    class Meta:
        ordering = ["-ruled_at", "-id"]
        triggers = [
            pgtrigger.Protect(
                name="stage_ruling_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]
        verbose_name = _("change to an election")
        verbose_name_plural = _("changes to elections")

    def __str__(self) -> str:
        return f"{self.stage}: {self.get_status_display()}"

    @property
    def is_void(self) -> bool:
        return self.status == Stage.Status.VOID


class BallotRuling(models.Model):
    """A change of a ballot status. Written once and kept."""

    candidacy = models.ForeignKey(
        Candidacy, on_delete=models.PROTECT, related_name="rulings", verbose_name=_("candidacy")
    )
    ballot_status = models.CharField(
        _("ballot status"), max_length=13, choices=Candidacy.BallotStatus
    )
    since = models.DateField(_("since"), null=True)
    source_url = models.URLField(_("source"), blank=True)
    ruled_at = models.DateTimeField(_("recorded"))

    class Meta:
        ordering = ["-ruled_at", "-id"]
        triggers = [
            pgtrigger.Protect(
                name="ballot_ruling_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]
        verbose_name = _("change to a candidacy")
        verbose_name_plural = _("changes to candidacies")

    def __str__(self) -> str:
        return f"{self.candidacy}: {self.get_ballot_status_display()}"

    @property
    def ends_the_run(self) -> bool:
        return self.ballot_status not in Candidacy.RUNNING
