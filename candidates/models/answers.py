from __future__ import annotations

import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from candidates import standing
from candidates.models.answer_rules import CONSTRAINTS, TRIGGERS, reasons_against_publishing
from candidates.models.candidacies import Candidacy
from candidates.models.evidence import Evidence
from candidates.models.pledge import PledgeText
from candidates.querysets import AnswerQuerySet
from candidates.versions import kept_versions

# What a second person leaves on a draft; a change of the draft wipes it.
REVIEW_FIELDS = (
    "verified_by",
    "verification_waived",
    "sent_back_at",
    "sent_back_by",
    "sent_back_note",
)


class DatePrecision(models.TextChoices):
    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")


class Answer(models.Model):
    """What one campaign answered to the pledge. Public once published, and then never edited."""

    class Kind(models.TextChoices):
        SIGNED = "signed", _("signed")
        REFUSED = "refused", _("refused")
        RESCINDED = "rescinded", _("signed, then took it back")
        SIGNED_WITH_CHANGES = "signed_with_changes", _("signed a changed text")

    candidacy = models.ForeignKey(
        Candidacy, on_delete=models.PROTECT, related_name="answers", verbose_name=_("candidacy")
    )
    pledge_text = models.ForeignKey(
        PledgeText, on_delete=models.PROTECT, related_name="answers", verbose_name=_("pledge text")
    )
    kind = models.CharField(_("answer"), max_length=19, choices=Kind)
    answered_on = models.DateField(_("answered on"))
    answered_on_precision = models.CharField(
        _("date known to the"), max_length=5, choices=DatePrecision, default=DatePrecision.DAY
    )
    signer_name = models.CharField(_("signed by"), max_length=150, blank=True)
    signer_role = models.CharField(_("role"), max_length=100, blank=True)
    statement = models.TextField(_("statement"), blank=True, help_text=_("Shown in public."))
    note = models.TextField(_("note"), blank=True, help_text=_("For organizers; never shown."))
    lead_evidence = models.ForeignKey(
        Evidence,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead evidence"),
        help_text=_("Without it the answer cannot be published."),
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("verified by"),
    )
    verification_waived = models.BooleanField(
        _("verified by its recorder"), default=False, editable=False
    )
    sent_back_at = models.DateTimeField(_("sent back"), null=True, blank=True, editable=False)
    sent_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("sent back by"),
    )
    sent_back_note = models.CharField(_("what to mend"), max_length=500, blank=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    supersedes = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("takes the place of"),
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
        _("reason of the retraction"), max_length=300, blank=True, editable=False
    )

    objects = AnswerQuerySet.as_manager()
    history = kept_versions()

    class Meta:
        ordering = ["-answered_on", "-id"]
        constraints = CONSTRAINTS
        triggers = TRIGGERS
        permissions = [("publish_answer", _("Can verify, publish and retract answers"))]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")

    def __str__(self) -> str:
        return f"{self.candidacy.person}: {self.get_kind_display()}, {self.answered_on}"

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

    def verify(self, by: User) -> None:
        """Confirm as a second person that the evidence shows what the answer says.

        The recorder's own word counts only where `TWO_PERSON_RULE` is off; the answer then says
        so. Raises ValidationError otherwise.
        """
        with transaction.atomic():
            self._lock()
            self._refuse_if_published()
            if by.pk == self.recorded_by_id and settings.TWO_PERSON_RULE:
                raise ValidationError(
                    _("You recorded this answer. Somebody else has to verify it."),
                    code="same_person",
                )
            self.verified_by_id = by.pk
            self.verification_waived = by.pk == self.recorded_by_id
            self.save(update_fields=["verified_by", "verification_waived"])

    def unverify(self) -> None:
        """Have a draft verified again, because the text that it refers to was reworded."""
        self.verified_by, self.verification_waived = None, False
        self.save(update_fields=["verified_by", "verification_waived"])

    def revise(self, by: User) -> None:
        """Note that `by` changed the draft or its evidence, which is to be verified again.

        Whoever changed it last counts as its recorder, so that nobody verifies their own change.
        Raises ValidationError for an answer that is public.
        """
        with transaction.atomic():
            self._lock()
            self._refuse_if_published()
            self.recorded_by_id = by.pk
            self.verified_by, self.verification_waived = None, False
            self.sent_back_at, self.sent_back_by, self.sent_back_note = None, None, ""
            self.save(update_fields=["recorded_by", *REVIEW_FIELDS])

    def send_back(self, by: User, *, note: str, now: datetime.datetime) -> None:
        """Return the draft to its recorder; `note` says what to mend."""
        with transaction.atomic():
            self._lock()
            self._refuse_if_published()
            self.verified_by, self.verification_waived = None, False
            self.sent_back_at, self.sent_back_by_id, self.sent_back_note = now, by.pk, note
            self.save(update_fields=REVIEW_FIELDS)

    def discard(self) -> None:
        """Delete a draft that was never public, with its evidence and their files."""
        with transaction.atomic():
            self._lock()
            self._refuse_if_published()
            self.lead_evidence = None
            self.save(update_fields=["lead_evidence"])
            for item in self.evidence.all():
                item.discard()
            self.delete()

    def _refuse_if_published(self) -> None:
        if self.is_published:
            raise ValidationError(
                _("This answer has been published. It is retracted, never edited."),
                code="published",
            )

    def publish(self, *, now: datetime.datetime) -> None:
        """Make the answer public and let the candidacy stand accordingly.

        Raises ValidationError with every reason why it cannot be; of two people who publish at
        once the second gets it too.
        """
        with transaction.atomic():
            self._lock()
            today = timezone.localdate(now)
            if reasons := list(reasons_against_publishing(self, today=today)):
                raise ValidationError(reasons)
            self.published_at = now
            self.save(update_fields=["published_at"])
            standing.refresh_people([self.candidacy.person_id], now=now)

    def retract(self, *, reason: str, now: datetime.datetime) -> None:
        """Take a published answer back; it stays in the history with `reason`.

        Raises ValidationError for an answer that is not public or already retracted.
        """
        with transaction.atomic():
            self._lock()
            if not self.is_published or self.is_retracted:
                raise ValidationError(
                    _("Only a published answer that was not retracted yet can be."),
                    code="not_retractable",
                )
            self.retracted_at, self.retraction_reason = now, reason
            self.save(update_fields=["retracted_at", "retraction_reason"])
            standing.refresh_people([self.candidacy.person_id], now=now)

    def carry_over(self, to: Candidacy, *, by: User, note: str) -> Answer:
        """Draft the same answer for the person's candidacy `to`, with copies of its evidence.

        A pledge does not follow a person by itself; `note` says why this one does. The draft is
        verified and published like any other. Raises ValidationError for another person's run, and
        for an answer that is not public or was retracted.
        """
        if to.person_id != self.candidacy.person_id or to.pk == self.candidacy_id:
            raise ValidationError(
                _("An answer is carried over to another race of the same person."),
                code="not_the_same_person",
            )
        with transaction.atomic():
            self._lock()
            if not self.is_published or self.is_retracted:
                raise ValidationError(
                    _("Only an answer that is public and stands is carried over."),
                    code="not_in_force",
                )
            draft = Answer.objects.create(
                candidacy=to,
                pledge_text=self.pledge_text,
                kind=self.kind,
                answered_on=self.answered_on,
                answered_on_precision=self.answered_on_precision,
                signer_name=self.signer_name,
                signer_role=self.signer_role,
                statement=self.statement,
                note=note,
                recorded_by_id=by.pk,
                carried_from=self,
            )
            for item in self.evidence.all():
                was_lead = item.pk == self.lead_evidence_id
                item.pk = None
                item.answer = draft
                item.save(force_insert=True)
                if was_lead:
                    draft.lead_evidence = item
            draft.save(update_fields=["lead_evidence"])
        return draft

    def _lock(self) -> None:
        """Hold off other writers of this person's ledger and read the row again."""
        standing.lock_people_behind([self.candidacy_id])
        self.refresh_from_db()
