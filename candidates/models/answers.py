from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.history import kept_versions
from candidates.models.answer_constraints import CONSTRAINTS, TRIGGERS
from candidates.models.candidacies import Candidacy
from candidates.models.choices import Review
from candidates.models.evidence import Evidence
from candidates.models.organizers import organizer_key
from candidates.models.pledge import PledgeText


class DatePrecision(models.TextChoices):
    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")


def day_as_known(day: datetime.date, precision: str) -> str:
    """Return a day by ISO 8601, as far as it is known: 2026-03-14, 2026-03, 2026."""
    return str(day)[
        : {DatePrecision.MONTH: 7, DatePrecision.YEAR: 4}.get(DatePrecision(precision), 10)
    ]


class AnswerQuerySet(models.QuerySet["Answer"]):
    def published(self) -> Self:
        return self.filter(published_at__isnull=False)

    def unpublished(self) -> Self:
        return self.filter(published_at=None)

    def unretracted(self) -> Self:
        return self.filter(retracted_at=None)

    def corrections(self) -> Self:
        """Keep published corrections that weren't retracted: what they correct doesn't count."""
        return self.published().unretracted().exclude(supersedes=None)

    def telling_the_same(self, answer: Answer) -> Self:
        """Keep what was recorded before with the kind and day of `answer` and still counts."""
        corrections = self.model.objects.corrections()
        return (
            self.unretracted()
            .filter(
                kind=answer.kind,
                answered_on=answer.answered_on,
                answered_on_precision=answer.answered_on_precision,
            )
            .exclude(pk=answer.supersedes_id)
            .exclude(pk__in=corrections.values("supersedes"))
        )

    def with_review(self) -> Self:
        """Say of each answer what kind of review it is under, as `review`; "" for none."""
        open_holds = self.model.holds.rel.related_model._default_manager.filter(
            answer=OuterRef("pk"), ended_at=None
        )
        return self.annotate(review=Coalesce(Subquery(open_holds.values("kind")), Value("")))

    def in_public_view(self) -> Self:
        """Leave out what an organizer holds. Disputed answers stay, marked so."""
        return self.with_review().exclude(review=Review.HOLD)

    def in_archived_cycles(self) -> Self:
        return self.exclude(candidacy__race__cycle__archived_at=None)

    def open_drafts(self) -> Self:
        """Keep what can still be published: a draft of an archived cycle can't."""
        return self.unpublished().filter(candidacy__race__cycle__archived_at=None)

    def waiting(self) -> Self:
        """Keep drafts that wait for a second person, not those that went back to their recorder."""
        return self.open_drafts().filter(sent_back_at=None)

    def verified(self) -> Self:
        """Keep those that somebody may publish as far as the rule of two people goes."""
        by_another = Q(verified_by__isnull=False) & ~Q(verified_by=F("recorded_by"))
        return self.filter(by_another | Q(verification_waived=True))

    def sent_back(self) -> Self:
        return self.open_drafts().exclude(sent_back_at=None)


class Answer(models.Model):
    """What one campaign answered to the pledge. Public once published, and then never edited."""

    class Kind(models.TextChoices):
        SIGNED = "signed", _("signed")
        REFUSED = "refused", _("refused")
        RESCINDED = "rescinded", _("signed, then took it back")
        SIGNED_WITH_CHANGES = "signed_with_changes", _("signed with changes")

    candidacy = models.ForeignKey(
        Candidacy, on_delete=models.PROTECT, related_name="answers", verbose_name=_("candidacy")
    )
    pledge_text = models.ForeignKey(
        PledgeText, on_delete=models.PROTECT, related_name="answers", verbose_name=_("pledge text")
    )
    kind = models.CharField(_("answer"), max_length=19, choices=Kind)
    answered_on = models.DateField(_("answered on"))
    answered_on_precision = models.CharField(
        _("date precision"), max_length=5, choices=DatePrecision, default=DatePrecision.DAY
    )
    signer_name = models.CharField(
        _("signed by"), max_length=150, blank=True, help_text=_("Public.")
    )
    signer_role = models.CharField(
        _("role"),
        max_length=100,
        blank=True,
        help_text=_("For example: candidate, campaign manager."),
    )
    statement = models.TextField(
        _("statement"),
        blank=True,
        max_length=10_000,
        help_text=_("The campaign’s own words. Public."),
    )
    changed_text = models.TextField(
        _("the pledge with their changes"),
        blank=True,
        max_length=10_000,
        help_text=_("Only if they signed with changes: the text that they signed. Public."),
    )
    note = models.TextField(
        _("note"), blank=True, max_length=10_000, help_text=_("Only organizers see this.")
    )
    lead_evidence = models.ForeignKey(
        Evidence,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("main evidence"),
        help_text=_("You can’t publish the answer without it."),
    )
    recorded_by = organizer_key(_("recorded by"), editable=False)
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)
    verified_by = organizer_key(_("verified by"), null=True, blank=True, editable=False)
    verification_waived = models.BooleanField(
        _("verified by its recorder"), default=False, editable=False
    )
    # The database sets it: see campaign/accounts/models/second_person.py.
    verifier_is_tied = models.BooleanField(
        _("recorder or verifier let the other one in"), default=False, editable=False
    )
    sent_back_at = models.DateTimeField(
        _("changes requested"), null=True, blank=True, editable=False
    )
    sent_back_by = organizer_key(_("changes requested by"), null=True, blank=True, editable=False)
    sent_back_note = models.CharField(
        _("what needs to change"), max_length=500, blank=True, editable=False
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    supersedes = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("corrects this published answer"),
        limit_choices_to={"published_at__isnull": False, "retracted_at": None},
        help_text=_(
            "Choose an answer only if we recorded it wrong. If the campaign changed its mind, "
            "leave this empty."
        ),
    )
    position = models.FloatField(
        _("order in time"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Among this campaign’s published answers, a higher number came later."),
    )
    carried_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="carried_to",
        verbose_name=_("carried over from"),
    )
    retracted_at = models.DateTimeField(_("retracted"), null=True, blank=True, editable=False)
    retraction_reason = models.CharField(
        _("reason for retracting"), max_length=300, blank=True, editable=False
    )

    objects = AnswerQuerySet.as_manager()
    history = kept_versions()

    class Meta:
        ordering = ["-answered_on", "-id"]
        constraints = CONSTRAINTS
        # The feed and the page of corrections begin with what was published last.
        indexes = [models.Index("published_at", "id", name="answer_published_at")]
        triggers = TRIGGERS
        permissions = [("publish_answer", _("Can verify, publish and retract answers"))]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")

    def __str__(self) -> str:
        return f"{self.candidacy.person}: {self.get_kind_display()}, {self.day_as_known}"

    @property
    def day_as_known(self) -> str:
        return day_as_known(self.answered_on, self.answered_on_precision)

    @property
    def is_refusal(self) -> bool:
        return self.kind in {self.Kind.REFUSED, self.Kind.RESCINDED}

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def is_sent_back(self) -> bool:
        return self.sent_back_at is not None

    @property
    def is_verified(self) -> bool:
        """Say whether somebody may publish it as far as the rule of two people goes."""
        return self.verification_waived or self.verified_by_id not in {None, self.recorded_by_id}

    @property
    def is_retracted(self) -> bool:
        return self.retracted_at is not None
