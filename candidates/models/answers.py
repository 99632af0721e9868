from __future__ import annotations

import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.history import kept_versions
from candidates import standing
from candidates.models.answer_order import (
    LAST,
    place_in_time,
    position_before,
    possible_places,
    refuse_to_guess_an_order,
)
from candidates.models.answer_rules import CONSTRAINTS, TRIGGERS, reasons_against_publishing
from candidates.models.candidacies import Candidacy
from candidates.models.evidence import Evidence
from candidates.models.pledge import PledgeText
from candidates.querysets import AnswerQuerySet

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
        verbose_name=_("corrects this published answer"),
        limit_choices_to={"published_at__isnull": False, "retracted_at": None},
        help_text=_("Leave empty unless a published answer of this campaign was recorded wrong."),
    )
    position = models.FloatField(
        _("place in time"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Of this campaign’s published answers, one with a greater number came later."),
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
        return f"{self.candidacy.person}: {self.get_kind_display()}, {self.day_as_known}"

    @property
    def day_as_known(self) -> str:
        """Return the day by ISO 8601, as far as it is known: 2026-03-14, 2026-03, 2026."""
        length = {DatePrecision.MONTH: 7, DatePrecision.YEAR: 4}
        return str(self.answered_on)[: length.get(DatePrecision(self.answered_on_precision), 10)]

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
            self.lock()
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
            self.lock()
            self._refuse_if_published()
            self.recorded_by_id = by.pk
            self.verified_by, self.verification_waived = None, False
            self.sent_back_at, self.sent_back_by, self.sent_back_note = None, None, ""
            self.save(update_fields=["recorded_by", *REVIEW_FIELDS])

    def send_back(self, by: User, *, note: str, now: datetime.datetime) -> None:
        """Return the draft to its recorder; `note` says what to mend."""
        with transaction.atomic():
            self.lock()
            self._refuse_if_published()
            self.verified_by, self.verification_waived = None, False
            self.sent_back_at, self.sent_back_by_id, self.sent_back_note = now, by.pk, note
            self.save(update_fields=REVIEW_FIELDS)

    def discard(self) -> None:
        """Delete a draft that was never public, with its evidence and their files."""
        with transaction.atomic():
            self.lock()
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

    def publish(self, *, now: datetime.datetime, place: str = "") -> None:
        """Make the answer public and let the candidacy stand accordingly.

        `place` is one of `places`, needed where there are several. Raises ValidationError with
        every reason why it cannot be; of two people who publish at once the second gets it too.
        """
        with transaction.atomic():
            self.lock()
            today = timezone.localdate(now)
            reasons = list(reasons_against_publishing(self, today=today))
            places = self.places()
            if len(places) > 1 and place not in places:
                reasons.append(
                    ValidationError(
                        _("The dates don’t say which answer came later. Choose it, then publish."),
                        code="which_came_later",
                    )
                )
            if reasons:
                raise ValidationError(reasons)
            taken = map(place_in_time, self.candidacy.answers.published())
            follower = places[place if len(places) > 1 else LAST]
            self.position = position_before(follower, list(taken))
            self.published_at = now
            self.save(update_fields=["position", "published_at"])
            standing.refresh_people([self.candidacy.person_id], now=now)

    def places(self) -> dict[str, Answer | None]:
        """Return the places in time that this draft can take; as `possible_places` does."""
        others = standing.live_answers(self.candidacy.answers.published())
        return possible_places(
            self, [other for other in others if other.pk not in {self.pk, self.supersedes_id}]
        )

    def retract(self, *, reason: str, now: datetime.datetime) -> None:
        """Take a published answer back; it stays in the history with `reason`.

        What it corrected counts again. Raises ValidationError for an answer that doesn't count,
        and where nobody could say which of two answers would be the later one then.
        """
        with transaction.atomic():
            self.lock()
            self.refuse_unless_it_counts(
                str(_("Only a published answer that still counts can be retracted."))
            )
            refuse_to_guess_an_order(
                self, standing.live_answers(self.candidacy.answers.published())
            )
            self.retracted_at, self.retraction_reason = now, reason
            self.save(update_fields=["retracted_at", "retraction_reason"])
            standing.refresh_people([self.candidacy.person_id], now=now)

    def refuse_unless_it_counts(self, sentence: str) -> None:
        """Raise ValidationError for a draft and for what was retracted or corrected."""
        if self not in standing.live_answers(self.candidacy.answers.published()):
            raise ValidationError(sentence, code="does_not_count")

    def lock(self) -> None:
        """Hold off other writers of this person's ledger and read the row again."""
        standing.lock_people_behind([self.candidacy_id])
        self.refresh_from_db()
