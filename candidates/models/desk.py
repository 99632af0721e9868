"""What campaigns sent by the links that we emailed to them, and the receipts for it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from campaign.lib.file_storage import PrivateStorage
from candidates.models.candidacies import Candidacy
from candidates.models.corrections import Correction, due_at
from candidates.models.desk_links import DeskLink
from candidates.models.evidence import Evidence
from candidates.models.holds import Hold
from candidates.models.organizers import organizer_key
from candidates.models.pledge import PledgeText


class DeskSubmissionQuerySet(models.QuerySet["DeskSubmission"]):
    def waiting(self) -> Self:
        """Keep what an organizer has to take care of, but for errors, which are among the reports.

        It's neither decided nor drafted as an answer. A dispute waits until its answer is under
        review.
        """
        return self.unhandled().filter(correction=None)

    def unhandled(self) -> Self:
        """Keep what an organizer has to take care of, errors among it."""
        drafted = Q(answer__isnull=False, action__in=DeskSubmission.ANSWERS)
        open_holds = Hold.objects.open().filter(answer=OuterRef("answer"))
        under_review = Q(Exists(open_holds), action=DeskSubmission.Action.DISPUTE)
        return self.undecided().exclude(drafted | under_review)

    def disputes(self) -> Self:
        """Keep what says that an answer wasn't theirs, the oldest first."""
        disputes = self.filter(action=DeskSubmission.Action.DISPUTE)
        return disputes.order_by("received_at", "pk")

    def answers(self) -> Self:
        return self.filter(action__in=DeskSubmission.ANSWERS)

    def undecided(self) -> Self:
        return self.filter(decision="")

    def of_campaign(self, candidacy: Candidacy) -> Self:
        return self.filter(candidacy__in=candidacy.registrations())

    def refusals_in(self, evidence: Iterable[Evidence]) -> Self:
        """Keep the refusals that are among the evidence. No query unless some came by a link."""
        sent = [item.sha256 for item in evidence if item.kind == Evidence.Kind.DESK]
        refusals = (DeskSubmission.Action.DECLINE, DeskSubmission.Action.TAKE_BACK)
        return self.filter(sha256__in=sent, action__in=refusals)

    def published_replies(self) -> Self:
        """Keep approved replies, the latest first: only the first one counts.

        A reply to a notice becomes public with the answer.
        """
        is_public = Q(answer=None) | Q(answer__published_at__isnull=False)
        return self.replies().accepted().filter(is_public).order_by("-decided_at", "-pk")

    def replies(self) -> Self:
        return self.filter(action=DeskSubmission.Action.REPLY)

    def accepted(self) -> Self:
        return self.filter(decision=DeskSubmission.Decision.ACCEPTED)


class DeskSubmission(models.Model):
    """What somebody sent by a campaign's link, kept as it came."""

    class Action(models.TextChoices):
        SIGN = "sign", _("sign the pledge")
        CHANGES = "sign-with-changes", _("sign with changes")
        DECLINE = "decline", _("decline")
        TAKE_BACK = "take-back", _("take back the signature")
        QUESTION = "question", _("ask a question")
        FACT = "fact", _("correct a fact")
        REPLY = "reply", _("reply to what’s published")
        DISPUTE = "dispute", _("dispute an answer")

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        SET_ASIDE = "set_aside", _("set aside")

    ANSWERS = (Action.SIGN, Action.CHANGES, Action.DECLINE, Action.TAKE_BACK)
    MOST_A_DAY = 20
    MOST_FILES = 3

    link = models.ForeignKey(
        DeskLink, on_delete=models.PROTECT, related_name="submissions", verbose_name=_("link")
    )
    candidacy = models.ForeignKey(
        Candidacy,
        on_delete=models.PROTECT,
        related_name="desk_submissions",
        verbose_name=_("candidacy"),
    )
    action = models.CharField(_("wants to"), max_length=17, choices=Action)
    pledge_text = models.ForeignKey(
        PledgeText,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("pledge text"),
    )
    sender_name = models.CharField(_("name"), max_length=150, blank=True)
    sender_role = models.CharField(_("role"), max_length=100, blank=True)
    words = models.TextField(_("in their words"), blank=True)
    changed_text = models.TextField(_("the pledge with their changes"), blank=True)
    recording_url = models.URLField(_("recording"), max_length=500, blank=True)
    field = models.CharField(
        _("what’s wrong"), max_length=60, choices=Correction.Subject, blank=True
    )
    claimed_value = models.CharField(_("what it should say"), max_length=500, blank=True)
    source_url = models.URLField(_("source"), max_length=500, blank=True)
    # The bytes that the receipt shows and hashes.
    text = models.TextField(_("as sent"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    received_at = models.DateTimeField(_("received"))
    answer = models.ForeignKey(
        "candidates.Answer",
        on_delete=models.SET_NULL,
        null=True,
        related_name="desk_submissions",
        verbose_name=_("answer"),
    )
    correction = models.ForeignKey(
        Correction,
        on_delete=models.SET_NULL,
        null=True,
        related_name="desk_submissions",
        verbose_name=_("correction"),
    )
    decision = models.CharField(_("decision"), max_length=9, choices=Decision, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = organizer_key(_("decided by"), null=True)
    explanation = models.TextField(_("what we wrote back"), max_length=1000, blank=True)

    objects = DeskSubmissionQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-id"]
        indexes = [
            models.Index("link", "received_at", name="desk_submission_of_link"),
            models.Index("received_at", condition=Q(decision=""), name="desk_submission_undecided"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None)
                | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="desk_submission_decision_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~Q(decision="set_aside") | ~Q(explanation=""),
                name="desk_submission_set_aside_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(action="dispute") | Q(answer__isnull=False),
                name="desk_submission_dispute_names_its_answer",
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="desk_submission_has_its_hash"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="desk_submission_stays_as_sent",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "to_jsonb(OLD.*) - '{answer_id,correction_id,decision,decided_at,"
                    "decided_by_id,explanation}'::text[] IS DISTINCT FROM to_jsonb(NEW.*)"
                    " - '{answer_id,correction_id,decision,decided_at,decided_by_id,explanation}'"
                    "::text[]"
                ),
            ),
            pgtrigger.Protect(name="desk_submission_is_kept", operation=pgtrigger.Delete),
        ]
        verbose_name = _("campaign’s message")
        verbose_name_plural = _("campaigns’ messages")

    def __str__(self) -> str:
        return f"{self.candidacy.person.full_name}: {self.get_action_display()}"

    @property
    def is_answer(self) -> bool:
        return self.action in self.ANSWERS

    @property
    def is_reply(self) -> bool:
        return self.action == self.Action.REPLY

    @property
    def is_dispute(self) -> bool:
        return self.action == self.Action.DISPUTE

    @property
    def is_accepted(self) -> bool:
        return self.decision == self.Decision.ACCEPTED

    @property
    def due_at(self) -> datetime.datetime:
        """Return by when we promise to decide it: as soon as an error report, or a review."""
        if self.is_dispute:
            return self.received_at + Hold.LASTS
        return due_at(self.received_at, self.candidacy.decided_on)


class DeskFile(models.Model):
    """A file that came with a submission: private, and kept as it came."""

    submission = models.ForeignKey(
        DeskSubmission, on_delete=models.PROTECT, related_name="files", verbose_name=_("message")
    )
    original = models.FileField(_("file"), upload_to="desk/", storage=PrivateStorage())
    sha256 = models.CharField(_("SHA-256"), max_length=64)

    class Meta:
        ordering = ["id"]
        verbose_name = _("file of a campaign’s message")
        verbose_name_plural = _("files of campaigns’ messages")

    def __str__(self) -> str:
        return f"{self.pk}"


class DeskReceipt(models.Model):
    """One email about a submission to one of a campaign's addresses, which is read when it's sent.

    `decision` is empty for what we got, and the decision for what became of it.
    """

    class Address(models.TextChoices):
        PUBLISHED = "published", _("published email")
        PRIVATE = "private", _("private email")
        LINK = "link", _("the address of a link")

    submission = models.ForeignKey(
        DeskSubmission, on_delete=models.PROTECT, related_name="receipts"
    )
    address = models.CharField(max_length=9, choices=Address)
    link = models.ForeignKey(DeskLink, on_delete=models.CASCADE, null=True, related_name="+")
    is_decision = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "address", "link", "is_decision"],
                nulls_distinct=False,
                name="desk_receipt_is_one_per_address",
            ),
            models.CheckConstraint(
                condition=(Q(address="link") & Q(link__isnull=False))
                | (~Q(address="link") & Q(link=None)),
                name="desk_receipt_names_its_link",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
