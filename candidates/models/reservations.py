import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from candidates.models.candidacies import Candidacy
from candidates.models.organizers import organizer_key


class CallReservation(models.Model):
    """A campaign that someone is calling right now. After `until` others may call it."""

    LASTS = datetime.timedelta(minutes=15)

    candidacy = models.OneToOneField(
        Candidacy,
        on_delete=models.CASCADE,
        related_name="reservation",
        verbose_name=_("candidacy"),
    )
    by = organizer_key(_("caller"))
    until = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("call in progress")
        verbose_name_plural = _("calls in progress")

    def __str__(self) -> str:
        return f"{self.pk}"
