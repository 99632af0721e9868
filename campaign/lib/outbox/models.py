"""The queue of emails."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaign.lib.outbox.kinds import label_of


class Lane(models.TextChoices):
    """Emails that wait for each other. Replies never wait for bulk email."""

    REPLY = "reply", _("replies to one person")
    BULK = "bulk", _("bulk email")


class MessageQuerySet(models.QuerySet["Message"]):
    def waiting(self) -> Self:
        return self.filter(outcome=Message.Outcome.WAITING)

    def failed(self) -> Self:
        return self.filter(outcome=Message.Outcome.FAILED)

    def about(self, kind: str, object_id: int) -> Self:
        return self.filter(kind=kind, object_id=object_id)

    def past_keeping(self, now: datetime.datetime) -> Self:
        """Keep old, finished ones. Waiting emails stay: a mailing can be paused for long."""
        return self.filter(queued_at__lte=now - Message.KEPT).exclude(
            outcome=Message.Outcome.WAITING
        )

    def queue_again(self, *, now: datetime.datetime) -> int:
        """Send these emails as if they were new. Return how many."""
        return self.update(
            outcome=Message.Outcome.WAITING,
            finished_at=None,
            claimed_until=None,
            due_at=now,
            tries=0,
            reply_code="",
        )


class Message(models.Model):
    """One email to one person. It's sent at least once. Its number makes its Message-ID.

    `object_id` is a row of the app that registered `kind`, and `batch_id` the mailing that it
    belongs to (0 for none). No address, name or text is stored here. A sender holds the message
    until `claimed_until`; after that another may take it.
    """

    class Outcome(models.TextChoices):
        WAITING = "", _("waiting")
        SENT = "sent", _("sent")
        DROPPED = "dropped", _("no longer needed")
        FAILED = "failed", _("failed")
        CANCELED = "canceled", _("canceled")

    KEPT = datetime.timedelta(days=90)

    lane = models.CharField(_("lane"), max_length=5, choices=Lane)
    kind = models.CharField(_("kind"), max_length=30)
    object_id = models.BigIntegerField(_("record"))
    batch_id = models.BigIntegerField(_("mailing"), default=0)
    queued_at = models.DateTimeField(_("queued"))
    due_at = models.DateTimeField(_("due"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    claimed_until = models.DateTimeField(_("claimed until"), null=True)
    outcome = models.CharField(
        _("outcome"), max_length=8, choices=Outcome, blank=True, default=Outcome.WAITING
    )
    finished_at = models.DateTimeField(_("finished"), null=True)
    # Only the server's reply code and enhanced status code ("550 5.1.1"). Its words often quote
    # the address.
    reply_code = models.CharField(_("server’s reply"), max_length=20, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "batch_id", "object_id"],
                condition=~Q(batch_id=0),
                name="message_of_a_mailing_is_one",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", finished_at=None)
                | (~Q(outcome="") & Q(finished_at__isnull=False)),
                name="message_is_finished_with_an_outcome",
            ),
        ]
        indexes = [
            models.Index(
                fields=["lane", "due_at", "id"], condition=Q(outcome=""), name="message_waiting"
            ),
            models.Index(fields=["kind", "object_id"], name="message_by_object"),
            models.Index(
                fields=["-finished_at"], condition=Q(outcome="failed"), name="message_failed"
            ),
            models.Index(fields=["queued_at"], name="message_by_age"),
            # To see what became of recent replies.
            models.Index(
                fields=["kind", "finished_at"],
                condition=Q(lane="reply", finished_at__isnull=False),
                name="message_reply_finished",
            ),
            # To see how far a mailing is and what's left of it.
            models.Index(
                fields=["batch_id", "kind", "outcome"],
                condition=~Q(batch_id=0),
                name="message_of_mailing",
            ),
        ]
        verbose_name = _("email")
        verbose_name_plural = _("emails")

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def kind_label(self) -> str | Promise:
        return label_of(self.kind)

    @property
    def is_sent(self) -> bool:
        return self.outcome == self.Outcome.SENT


class LaneStateQuerySet(models.QuerySet["LaneState"]):
    def stopped(self) -> Self:
        """Keep lanes that are paused or whose mail server has been down for a while."""
        return self.filter(Q(paused_at__isnull=False) | Q(troubled_since__isnull=False))


class LaneState(models.Model):
    """The state of a lane. A migration makes one row per lane."""

    # How many of the last emails we check for refusals.
    RECENT_COUNT = 500

    lane = models.CharField(_("lane"), max_length=5, choices=Lane, primary_key=True)
    # One letter per email, the newest at the end: taken or refused (lane_health.py).
    recent = models.CharField(_("recent replies"), max_length=RECENT_COUNT, blank=True, default="")
    paused_at = models.DateTimeField(_("paused"), null=True)
    troubled_since = models.DateTimeField(_("mail server down since"), null=True)
    reply_code = models.CharField(_("server’s reply"), max_length=20, blank=True, default="")

    objects = LaneStateQuerySet.as_manager()

    class Meta:
        verbose_name = _("email queue")
        verbose_name_plural = _("email queues")

    def __str__(self) -> str:
        return self.get_lane_display()
