"""Updates for the signers of a petition."""

import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaign.lib.absolute_urls import absolute_url
from campaign.lib.admin.history import kept_versions
from campaign.lib.text_checks import check_prose, check_words
from pledges.models.petitions import Petition


class UpdateQuerySet(models.QuerySet["Update"]):
    def published(self, now: datetime.datetime) -> Self:
        return self.filter(published_at__lte=now)

    def under_way(self) -> Self:
        """Keep those whose mailing has started and not ended, paused ones too."""
        return self.filter(sending_asked_at__isnull=False, sending_done_at=None)


class Update(models.Model):
    """News for the signers of a petition: on its page, and by email to those who agreed.

    An organizer had it mailed at `sending_asked_at`, to about `recipient_count` people. The job
    writes an email for each supporter up to `sent_through_id`. Once none wait, it notes what became
    of them.
    """

    petition = models.ForeignKey(
        Petition, on_delete=models.CASCADE, related_name="updates", verbose_name=_("petition")
    )
    title = models.CharField(_("title"), max_length=120, validators=[check_words])
    body = models.TextField(_("text"), validators=[check_prose], help_text=_("Markdown."))
    published_at = models.DateTimeField(
        _("public since"),
        null=True,
        blank=True,
        help_text=_("Leave this empty to keep it off the petition’s page."),
    )
    sending_asked_at = models.DateTimeField(_("sending started"), null=True, editable=False)
    sending_paused_at = models.DateTimeField(_("sending paused"), null=True, editable=False)
    sending_canceled_at = models.DateTimeField(_("sending canceled"), null=True, editable=False)
    sending_done_at = models.DateTimeField(_("sending done"), null=True, editable=False)
    recipient_count = models.PositiveIntegerField(_("recipients"), default=0, editable=False)
    sent_through_id = models.BigIntegerField(default=0, editable=False)
    sent_count = models.PositiveIntegerField(_("sent"), default=0, editable=False)
    failed_count = models.PositiveIntegerField(_("failed"), default=0, editable=False)
    unwanted_count = models.PositiveIntegerField(
        _("unsubscribed or withdrawn since"), default=0, editable=False
    )
    canceled_count = models.PositiveIntegerField(_("canceled"), default=0, editable=False)

    objects = UpdateQuerySet.as_manager()
    history = kept_versions(
        without=[
            *("recipient_count", "sent_through_id"),
            *("sent_count", "failed_count", "unwanted_count", "canceled_count"),
        ]
    )

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sending_asked_at__isnull=False)
                | Q(sending_paused_at=None, sending_canceled_at=None, sending_done_at=None),
                name="update_mailing_begins_first",
            ),
            models.CheckConstraint(
                condition=Q(sending_paused_at=None)
                | Q(sending_canceled_at=None, sending_done_at=None),
                name="update_mailing_is_paused_before_it_ends",
            ),
        ]
        verbose_name = _("update")
        verbose_name_plural = _("updates to signers")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{self.petition.get_absolute_url()}#update-{self.pk}"

    @property
    def public_url(self) -> str:
        return absolute_url(self.get_absolute_url())

    def is_published(self, now: datetime.datetime) -> bool:
        return self.published_at is not None and self.published_at <= now

    @property
    def is_under_way(self) -> bool:
        return self.sending_asked_at is not None and self.sending_done_at is None

    @property
    def is_paused(self) -> bool:
        return self.sending_paused_at is not None

    @property
    def is_canceled(self) -> bool:
        return self.sending_canceled_at is not None
