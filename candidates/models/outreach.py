import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.history import kept_versions
from candidates.models.candidacies import Candidacy
from candidates.models.contact_wishes import Contact
from candidates.models.organizers import organizer_key
from candidates.models.triggers import (
    CYCLE_OF_CANDIDACY,
    is_of_a_run_that_counts,
    stays_as_archived,
)


class CampaignEmail(models.Model):
    """The words of one email to campaigns. An outreach entry for each says what became of it."""

    subject = models.CharField(_("subject"), max_length=150)
    text = models.TextField(_("text"), max_length=5000)
    by = organizer_key(_("sent by"))
    queued_at = models.DateTimeField(_("queued"))

    class Meta:
        verbose_name = _("email to campaigns")
        verbose_name_plural = _("emails to campaigns")

    def __str__(self) -> str:
        return f"{self.pk}"


class OutreachQuerySet(models.QuerySet["Outreach"]):
    def asked(self) -> Self:
        """Keep those that reached the campaign with our question, as far as we know."""
        return self.exclude(outcome__in=Outreach.NOT_ASKED)

    def emails_since(self, day: datetime.date) -> Self:
        """Keep organizers' emails since that day that weren't stopped and didn't bounce."""
        ours = self.exclude(campaign_email=None).filter(done_on__gte=day)
        return ours.filter(outcome__in=[Outreach.Outcome.QUEUED, Outreach.Outcome.SENT])


class Outreach(models.Model):
    class Channel(models.TextChoices):
        EMAIL = "email", _("email")
        PHONE = "phone", _("phone")
        POST = "post", _("mail")
        IN_PERSON = "in_person", _("in person")
        SOCIAL = "social", _("social media")
        EVENT = "event", _("event")

    class Outcome(models.TextChoices):
        SENT = "sent", _("sent")
        NO_ANSWER = "no_answer", _("no answer")
        VOICEMAIL = "voicemail", _("left a voicemail")
        SPOKE = "spoke", _("spoke with them")
        PROMISED = "promised", _("promised an answer")
        BAD_CONTACT = "bad_contact", _("bad number or address")
        DO_NOT_CONTACT = "do_not_contact", _("asked us to stop")
        QUEUED = "queued", _("email not sent yet")
        STOPPED = "stopped", _("email not sent")

    # The public figure counts only what reached the campaign: nobody heard us ask otherwise. Who
    # told us to stop may not have heard the question either.
    NOT_ASKED = (
        Outcome.NO_ANSWER,
        Outcome.BAD_CONTACT,
        Outcome.DO_NOT_CONTACT,
        Outcome.QUEUED,
        Outcome.STOPPED,
    )

    candidacy = models.ForeignKey(
        Candidacy, on_delete=models.PROTECT, related_name="outreach", verbose_name=_("candidacy")
    )
    channel = models.CharField(_("channel"), max_length=9, choices=Channel)
    done_on = models.DateField(_("day"))
    by = organizer_key(_("asked by"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=14, choices=Outcome, blank=True)
    promised_on = models.DateField(_("answer promised by"), null=True, blank=True)
    contact = models.CharField(_("contact"), max_length=15, choices=Contact, blank=True)
    note = models.TextField(_("note"), blank=True, help_text=_("Only organizers see this."))
    campaign_email = models.ForeignKey(
        CampaignEmail,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="outreach",
        verbose_name=_("email"),
    )
    # The form of the calling page that it came from. The same form again corrects the entry.
    form_key = models.UUIDField(null=True, unique=True, editable=False)

    objects = OutreachQuerySet.as_manager()
    history = kept_versions(without=["form_key"])

    class Meta:
        ordering = ["-done_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="promised", promised_on__isnull=False)
                | (~Q(outcome="promised") & Q(promised_on=None)),
                name="outreach_promise_has_its_day",
                violation_error_code="promised_on",
                violation_error_message=_(
                    "If they promised an answer, enter the day. If not, leave the day empty."
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["candidacy", "-done_on"], name="outreach_latest_of_campaign"),
            models.Index(
                fields=["candidacy", "promised_on"],
                condition=Q(promised_on__isnull=False),
                name="outreach_promise_of_campaign",
            ),
            # The organizers' list.
            models.Index(fields=["-done_on", "-id"], name="outreach_newest"),
        ]
        triggers = [
            stays_as_archived("outreach", CYCLE_OF_CANDIDACY),
            is_of_a_run_that_counts("outreach"),
        ]
        verbose_name = _("outreach entry")
        verbose_name_plural = _("outreach")

    def __str__(self) -> str:
        return f"{self.candidacy}: {self.get_channel_display()}, {self.done_on}"
