"""What readers say below an article. We keep no versions of it: it's personal data."""

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.db.models.functions import MD5
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from campaign.content.models.articles import Article
from campaign.lib import limits
from campaign.lib.encryption import EncryptedTextField

LONGEST_NAME = 150
LONGEST_TEXT = 3000


class CommentQuerySet(models.QuerySet["Comment"]):
    def undecided(self) -> Self:
        """Keep comments nobody has decided on, in the queue or held for review."""
        return self.filter(state=Comment.State.WAITING)

    def waiting(self) -> Self:
        return self.undecided().filter(quarantine="")

    def quarantined(self) -> Self:
        return self.exclude(quarantine="")

    def approved(self) -> Self:
        return self.filter(state=Comment.State.APPROVED)

    def shown(self) -> Self:
        """Keep the comments shown below an article, each with its `shown_replies`, oldest first.

        A removed comment with replies leaves a stub.
        """
        replies = Comment.objects.approved().without_email().order_by("received_at", "id")
        is_stub = Q(has_replies(), state=Comment.State.REMOVED)
        return (
            self.filter(Q(state=Comment.State.APPROVED) | is_stub, in_reply_to=None)
            .without_email()
            .order_by("received_at", "id")
            .prefetch_related(Prefetch("replies", queryset=replies, to_attr="shown_replies"))
        )

    def without_email(self) -> Self:
        """Leave the encrypted email address out of the query. A row loads it on demand."""
        return self.defer("email")

    def with_email(self) -> Self:
        return self.filter(email__isnull=False)

    def with_email_past_keeping(self, now: datetime.datetime) -> Self:
        """Keep comments with an email address we no longer need."""
        return self.with_email().filter(
            Q(decided_at__lte=now - Comment.EMAIL_KEPT_AFTER_DECISION)
            | Q(received_at__lte=now - Comment.EMAIL_KEPT_AFTER_RECEIPT)
        )

    def unwanted_past_keeping(self, now: datetime.datetime) -> Self:
        """Keep comments that were rejected, spam or held for review long enough ago to delete.

        Except comments with replies, which would be deleted too.
        """
        long_ago = now - Comment.UNWANTED_KEPT
        states = [Comment.State.REJECTED, Comment.State.SPAM]
        return self.filter(
            Q(state__in=states, decided_at__lte=long_ago)
            | (~Q(quarantine="") & Q(received_at__lte=long_ago))
        ).exclude(has_replies())


def has_replies() -> Exists:
    return Exists(Comment.objects.approved().filter(in_reply_to=OuterRef("pk")))


class Comment(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        SPAM = "spam", _("spam")
        REMOVED = "removed", _("removed")

    class Quarantine(models.TextChoices):
        HONEYPOT = limits.HONEYPOT, _("spam (filled the honeypot)")
        LIMIT = limits.LIMIT, _("too many comments from one network or address")

    # We keep the writer's address only as long as we may need to write to them.
    EMAIL_KEPT_AFTER_DECISION = datetime.timedelta(days=30)
    EMAIL_KEPT_AFTER_RECEIPT = datetime.timedelta(days=180)
    UNWANTED_KEPT = datetime.timedelta(days=30)

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="comments", verbose_name=_("article")
    )
    in_reply_to = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="replies",
        verbose_name=_("in reply to"),
    )
    name = models.CharField(_("name"), max_length=LONGEST_NAME, blank=True)
    email = EncryptedTextField(
        _("email address"),
        null=True,
        help_text=format_lazy(
            _(
                "Only organizers see this. We erase it {after_decision} days after the "
                "decision, or {after_receipt} days after the comment."
            ),
            after_decision=EMAIL_KEPT_AFTER_DECISION.days,
            after_receipt=EMAIL_KEPT_AFTER_RECEIPT.days,
        ),
    )
    text = models.TextField(_("comment"), max_length=LONGEST_TEXT, blank=True)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    is_from_organizer = models.BooleanField(_("by an organizer"), default=False)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    quarantine = models.CharField(
        _("held for review"), max_length=8, choices=Quarantine, blank=True, editable=False
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None)
                | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="comment_decision_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(quarantine="") | Q(state="waiting"),
                name="comment_held_for_review_is_not_decided",
            ),
            models.CheckConstraint(
                condition=Q(state="removed", name="", text="", email__isnull=True)
                | (~Q(state="removed") & ~Q(name="") & ~Q(text="")),
                name="comment_removed_is_empty_and_no_other",
            ),
            models.CheckConstraint(
                condition=Q(in_reply_to=None, is_from_organizer=False)
                | Q(in_reply_to__isnull=False, is_from_organizer=True, email__isnull=True),
                name="comment_reply_is_an_organizers",
            ),
            # Sending a form twice makes one comment, and pressing a button twice makes one reply.
            models.UniqueConstraint(
                "article",
                MD5("name"),
                MD5("text"),
                condition=Q(state="waiting", quarantine=""),
                name="comment_waits_once",
            ),
            models.UniqueConstraint(
                "in_reply_to",
                MD5("text"),
                condition=Q(is_from_organizer=True, state="approved"),
                name="comment_reply_is_given_once",
            ),
        ]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")

    def __str__(self) -> str:
        """Name the comment without quoting it: the admin logs this."""
        return f"{self.article}: {self.pk}"

    def is_replied_to(self) -> bool:
        """Say whether it has replies from organizers. One query."""
        return self.replies.approved().exists()

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def is_approved(self) -> bool:
        return self.state == self.State.APPROVED

    @property
    def is_removed(self) -> bool:
        return self.state == self.State.REMOVED
