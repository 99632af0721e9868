"""Notice to a campaign before we publish that it refused, and the time it has to reply."""

import datetime
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from campaign.lib.outbox.models import Message
from candidates.models.answers import Answer
from candidates.models.desk import DeskReceipt
from candidates.models.desk_links import DeskLink
from candidates.models.organizers import organizer_key
from candidates.models.triggers import refusing

# The kind of its emails in the outbox.
KIND = "answer_notice"
ONE_SECOND = datetime.timedelta(seconds=1)


class AnswerNoticeQuerySet(models.QuerySet["AnswerNotice"]):
    def covering(self, digest: str) -> Self:
        """Keep notices of exactly what an answer and its evidence say now, by their digest."""
        return self.filter(Q(covers=digest) | Q(way=AnswerNotice.Way.OLDER))

    def running(self) -> Self:
        """Keep the notices of refusals that aren't published yet."""
        drafts = Answer.objects.open_drafts()
        return self.filter(answer__in=drafts).exclude(way=AnswerNotice.Way.OLDER)

    def newest(self) -> Self:
        """Keep the newest notice of each answer."""
        newer = AnswerNotice.objects.filter(answer=OuterRef("answer"), pk__gt=OuterRef("pk"))
        return self.exclude(Exists(newer))

    def given(self) -> Self:
        """Keep those that reached an address, as far as we know, or needed no email."""
        arrived = NoticeEmail.objects.filter(notice=OuterRef("pk")).arrived()
        return self.filter(~Q(way=AnswerNotice.Way.EMAIL) | Exists(arrived))

    def lost(self) -> Self:
        """Keep those that were emailed, where every email came back or couldn't be sent."""
        emails = NoticeEmail.objects.filter(notice=OuterRef("pk"))
        hope = Exists(emails.arrived()) | Exists(emails.leaving())
        return self.filter(way=AnswerNotice.Way.EMAIL).exclude(hope)


class AnswerNotice(models.Model):
    """One notice of a refusal, before it's published. Changed words or evidence need a new one.

    Public with its answer: the clock, the reply and any extension.
    """

    class Way(models.TextChoices):
        EMAIL = "email", _("email to every known address")
        ATTEMPTS = "attempts", _("two logged attempts")
        WISH = "wish", _("the campaign asked us not to contact it")
        OLDER = "older", _("published before this rule")

    answer = models.ForeignKey(
        Answer, on_delete=models.CASCADE, related_name="notices", verbose_name=_("answer")
    )
    way = models.CharField(_("way"), max_length=8, choices=Way)
    attempts = models.CharField(_("attempts"), max_length=100, blank=True)
    # Digest of the answer and its evidence.
    covers = models.CharField(max_length=64, blank=True)
    sent_by = organizer_key(_("sent by"), null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    due_at = models.DateTimeField(_("time to reply until"), null=True)
    extended_by = organizer_key(_("extended by"), null=True)
    replied_at = models.DateTimeField(_("replied"), null=True)
    reply = models.TextField(_("their reply"), blank=True, max_length=5000)
    urgent_by = organizer_key(_("second verifier"), null=True)

    objects = AnswerNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(way="older", sent_at=None, due_at=None)
                | (~Q(way="older") & Q(sent_at__isnull=False, due_at__gte=F("sent_at"))),
                name="answer_notice_has_its_clock",
            ),
            models.CheckConstraint(
                condition=~Q(way="attempts") | ~Q(attempts=""),
                name="answer_notice_names_its_attempts",
            ),
            models.CheckConstraint(
                condition=Q(reply="") | Q(replied_at__isnull=False),
                name="answer_notice_reply_has_its_moment",
            ),
        ]
        triggers = [
            refusing(
                "answer_notice_of_a_published_answer_stays",
                """EXISTS (
                    SELECT FROM candidates_answer
                    WHERE id = OLD.answer_id AND published_at IS NOT NULL
                )""",
                _("This answer is published, so its notice stays as it is."),
                operation=pgtrigger.Update | pgtrigger.Delete,
            )
        ]
        verbose_name = _("notice of an answer")
        verbose_name_plural = _("notices of answers")

    def __str__(self) -> str:
        return f"{self.get_way_display()}: {self.answer}"

    @property
    def is_older(self) -> bool:
        return self.way == self.Way.OLDER

    @property
    def last_day(self) -> str:
        """Return the last day on which the campaign can reply, in words and Eastern time."""
        return date_format(timezone.localdate(self.due_at - ONE_SECOND)) if self.due_at else ""

    @property
    def is_given(self) -> bool:
        """Say whether it reached an address, as far as we know, or needed no email."""
        return self.way != self.Way.EMAIL or any(each.has_arrived for each in self.emails.all())

    @property
    def is_lost(self) -> bool:
        """Say whether it was emailed, and every email came back or couldn't be sent."""
        return not self.is_given and not self.emails.leaving().exists()


class NoticeEmailQuerySet(models.QuerySet["NoticeEmail"]):
    def arrived(self) -> Self:
        """Keep those that a mail server took and that didn't come back."""
        return self.filter(sent_at__isnull=False, bounced_at=None)

    def leaving(self) -> Self:
        """Keep those that the outbox still has to send."""
        queued = Message.objects.filter(kind=KIND, object_id=OuterRef("pk")).waiting()
        return self.filter(Exists(queued), sent_at=None, bounced_at=None)

    def lost(self) -> Self:
        """Keep those that came back or that the outbox gave up on."""
        queued = Message.objects.filter(kind=KIND, object_id=OuterRef("pk")).waiting()
        return self.filter(Q(bounced_at__isnull=False) | Q(~Exists(queued), sent_at=None))


class NoticeEmail(models.Model):
    """One email with a notice to one of a campaign's addresses, which is read when it's sent."""

    notice = models.ForeignKey(AnswerNotice, on_delete=models.CASCADE, related_name="emails")
    address = models.CharField(max_length=9, choices=DeskReceipt.Address)
    link = models.ForeignKey(DeskLink, on_delete=models.CASCADE, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)

    objects = NoticeEmailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "address", "link"],
                nulls_distinct=False,
                name="notice_email_is_one_per_address",
            ),
            models.CheckConstraint(
                condition=(Q(address="link") & Q(link__isnull=False))
                | (~Q(address="link") & Q(link=None)),
                name="notice_email_names_its_link",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def has_arrived(self) -> bool:
        return self.sent_at is not None and self.bounced_at is None
