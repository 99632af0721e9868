"""Which organizer opened which evidence, so nobody verifies many answers unseen."""

from collections.abc import Collection, Iterable
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.lib.digest import digest_of
from candidates.models.evidence import Evidence
from candidates.models.organizers import organizer_key


class EvidenceOpeningQuerySet(models.QuerySet["EvidenceOpening"]):
    def of(self, user_id: int, evidence: Collection[Evidence]) -> Self:
        return self.filter(opened_by=user_id, evidence__in=evidence)

    def opened(self, user_id: int, evidence: Iterable[Evidence]) -> set[int]:
        """Return the ids of evidence that this user opened as it is now. One query."""
        items = list(evidence)
        seen = set(self.of(user_id, items).values_list("evidence", "digest"))
        return {item.pk for item in items if (item.pk, digest_of_evidence(item)) in seen}


class EvidenceOpening(models.Model):
    evidence = models.ForeignKey(
        Evidence, on_delete=models.CASCADE, related_name="openings", verbose_name=_("evidence")
    )
    opened_by = organizer_key(_("opened by"))
    opened_at = models.DateTimeField(_("opened"))
    # Of what it led to: evidence that was changed since has to be opened again.
    digest = models.CharField(max_length=64)

    objects = EvidenceOpeningQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                "evidence", "opened_by", name="evidence_opening_is_one_per_organizer"
            )
        ]
        verbose_name = _("opening of evidence")
        verbose_name_plural = _("openings of evidence")

    def __str__(self) -> str:
        return f"{self.evidence_id}"


def digest_of_evidence(evidence: Evidence) -> str:
    """Return a digest of where a piece of evidence leads and of its files."""
    shown = (evidence.kind, evidence.url, evidence.archived_url)
    return digest_of([*shown, evidence.sha256, evidence.public_copy_sha256])
