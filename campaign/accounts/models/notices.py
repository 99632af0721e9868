"""Which emails about their work organizers turned off, and up to when we've sent them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeKind(models.TextChoices):
    ANSWER_WAITS = "answer_waits", _("An answer needs a second person, and I can verify it.")
    ANSWER_SENT_BACK = "answer_sent_back", _("Someone requested changes to an answer I recorded.")
    RESULT_WAITS = (
        "result_waits",
        _("An election result needs a second person, and I can release it."),
    )
    DISPUTED = "answer_disputed", _("A campaign says an answer wasn’t theirs, and I can decide it.")
    MESSAGE = "campaign_message", _("A campaign sent us something else that I can take care of.")
    EXPORTED = "supporters_exported", _("Someone else exported supporters’ addresses.")
    ACCEPTED = "invitation_accepted", _("Someone I invited created their account.")
    JOB_FAILED = "job_failed", _("A background job failed.")


class MutedNotice(models.Model):
    """A kind of email that an organizer turned off."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="muted_notices"
    )
    kind = models.CharField(_("kind"), max_length=30, choices=NoticeKind)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="muted_notice_is_one"),
            models.CheckConstraint(
                condition=models.Q(kind__in=NoticeKind.values), name="muted_notice_has_a_kind"
            ),
        ]
        verbose_name = _("notice turned off")
        verbose_name_plural = _("notices turned off")

    def __str__(self) -> str:
        return f"{self.pk}"


class NoticeMark(models.Model):
    """The moment up to which organizers have been told what happened."""

    ONLY_ID = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY_ID)
    told_until = models.DateTimeField(_("told until"))

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="notice_mark_is_one")]
        verbose_name = _("mark of notices")
        verbose_name_plural = _("marks of notices")

    def __str__(self) -> str:
        return f"{self.told_until:%Y-%m-%d %H:%M}"
