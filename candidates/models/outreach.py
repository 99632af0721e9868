from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.history import kept_versions
from candidates.models.candidacies import Candidacy
from candidates.models.organizers import organizer_key
from candidates.models.triggers import (
    CYCLE_OF_CANDIDACY,
    is_of_a_run_that_counts,
    stays_as_archived,
)


class Outreach(models.Model):
    class Channel(models.TextChoices):
        EMAIL = "email", _("email")
        PHONE = "phone", _("phone")
        POST = "post", _("mail")
        IN_PERSON = "in_person", _("in person")
        SOCIAL = "social", _("social media")
        EVENT = "event", _("event")

    candidacy = models.ForeignKey(
        Candidacy, on_delete=models.PROTECT, related_name="outreach", verbose_name=_("candidacy")
    )
    channel = models.CharField(_("channel"), max_length=9, choices=Channel)
    done_on = models.DateField(_("day"))
    by = organizer_key(_("asked by"), null=True, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=200, blank=True, help_text=_("For example: left a message.")
    )
    note = models.TextField(_("note"), blank=True, help_text=_("Only organizers see this."))

    history = kept_versions()

    class Meta:
        ordering = ["-done_on", "-id"]
        triggers = [
            stays_as_archived("outreach", CYCLE_OF_CANDIDACY),
            is_of_a_run_that_counts("outreach"),
        ]
        verbose_name = _("outreach entry")
        verbose_name_plural = _("outreach")

    def __str__(self) -> str:
        return f"{self.candidacy}: {self.get_channel_display()}, {self.done_on}"
