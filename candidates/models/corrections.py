import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.lib import limits
from candidates.models.candidacies import Candidacy
from candidates.models.organizers import organizer_key

# The same as `candidacy.decided_on`, in a query.
ELECTION = Coalesce("candidacy__runoff_on", "candidacy__race__election_on")


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def undecided(self) -> Self:
        """Keep the queue: reports to decide that are not held for review."""
        return self.filter(decision="", quarantine="")

    def unacknowledged(self) -> Self:
        """Keep reports in the queue that nobody has read yet."""
        return self.undecided().filter(acknowledged_at=None)

    def unacknowledged_too_long(self, now: datetime.datetime) -> Self:
        return self.unacknowledged().filter(received_at__lte=now - Correction.ACKNOWLEDGED_WITHIN)

    def overdue(self, now: datetime.datetime) -> Self:
        """Keep reports in the queue whose `due_at` has passed."""
        hurried = now - Correction.HURRIED_DECISION
        last_weeks = timezone.localdate(hurried) + Correction.LAST_WEEKS
        is_hurried = Q(
            received_at__lte=hurried,
            election__lte=last_weeks,
            election__gte=TruncDate("received_at"),
        )
        return (
            self.undecided()
            .alias(election=ELECTION)
            .filter(Q(received_at__lte=now - Correction.USUAL_DECISION) | is_hurried)
        )

    def quarantined(self) -> Self:
        return self.exclude(quarantine="")

    def accepted(self) -> Self:
        return self.filter(decision="accepted")

    def with_sender_past_keeping(self, now: datetime.datetime) -> Self:
        """Keep those whose sender nobody has to write to any more."""
        return self.exclude(sender="").filter(
            Q(decided_at__lte=now - Correction.SENDER_KEPT_AFTER_DECISION)
            | Q(received_at__lte=now - Correction.SENDER_KEPT_AFTER_RECEIPT)
        )

    def quarantined_past_keeping(self, now: datetime.datetime) -> Self:
        return self.quarantined().filter(received_at__lte=now - Correction.QUARANTINE_KEPT)


class Correction(models.Model):
    """A report that the record is wrong, and what we decided about it."""

    class Subject(models.TextChoices):
        NAME = "name", _("the name")
        PARTY = "party", _("the party")
        RACE = "race", _("the state, district or seat")
        ANSWER = "answer", _("the campaign’s answer")
        EVIDENCE = "evidence", _("the evidence")
        OUTCOME = "outcome", _("the race status")
        CAMPAIGN_URL = "campaign_url", _("the campaign’s website")
        CONTACT = "contact", _("the contact information")
        OTHER = "other", _("something else")

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")

    class Quarantine(models.TextChoices):
        HONEYPOT = limits.HONEYPOT, _("spam (filled the honeypot)")
        LIMIT = limits.LIMIT, _("too many reports from one network or address")

    # How long we take at most to read a report, and to decide it. In the last weeks before an
    # election, people need the truth sooner.
    ACKNOWLEDGED_WITHIN = datetime.timedelta(hours=24)
    USUAL_DECISION = datetime.timedelta(days=7)
    HURRIED_DECISION = datetime.timedelta(hours=48)
    LAST_WEEKS = datetime.timedelta(days=14)
    # The sender's address is kept only as long as somebody may have to write to it.
    SENDER_KEPT_AFTER_DECISION = datetime.timedelta(days=30)
    SENDER_KEPT_AFTER_RECEIPT = datetime.timedelta(days=180)
    QUARANTINE_KEPT = datetime.timedelta(days=30)

    candidacy = models.ForeignKey(
        Candidacy, on_delete=models.PROTECT, related_name="corrections", verbose_name=_("candidacy")
    )
    field = models.CharField(_("what’s wrong"), max_length=60, choices=Subject)
    claimed_value = models.CharField(_("what it should say"), max_length=500)
    reason = models.TextField(_("reason"), blank=True)
    source_url = models.URLField(_("source"), max_length=500, blank=True)
    sender = models.EmailField(
        _("sender"),
        blank=True,
        help_text=_(
            "Only organizers see this. We erase it 30 days after the decision, or 180 days after "
            "the report."
        ),
    )
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    quarantine = models.CharField(
        _("held for review"),
        max_length=8,
        choices=Quarantine,
        blank=True,
        editable=False,
        help_text=_("Not in the queue. We delete it after 30 days unless you move it there."),
    )
    acknowledged_at = models.DateTimeField(_("read"), null=True, blank=True, editable=False)
    acknowledged_by = organizer_key(_("read by"), null=True, blank=True, editable=False)
    decision = models.CharField(_("decision"), max_length=8, choices=Decision, blank=True)
    explanation = models.TextField(
        _("explanation"),
        blank=True,
        max_length=1000,
        help_text=_(
            "We’ll email this to the person who reported it. If you accept the report, it’s also "
            "public on the corrections page."
        ),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    decided_by = organizer_key(_("decided by"), null=True, blank=True, editable=False)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None)
                | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="correction_decision_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(quarantine="") | Q(decision=""),
                name="correction_quarantined_is_not_decided",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="correction_is_acknowledged_by_somebody",
            ),
        ]
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")

    def __str__(self) -> str:
        return f"{self.candidacy}: {self.get_field_display()}"

    @property
    def due_at(self) -> datetime.datetime:
        """Return by when we promise to decide it."""
        return due_at(self.received_at, self.candidacy.decided_on)

    @property
    def is_accepted(self) -> bool:
        return self.decision == self.Decision.ACCEPTED


def due_at(received_at: datetime.datetime, election_on: datetime.date) -> datetime.datetime:
    """Return by when we promise to decide a report about someone whose election is that day.

    That's seven days after it came. In the two weeks before the election it's 48 hours, also for
    reports that came before those weeks began.
    """
    usual = received_at + Correction.USUAL_DECISION
    if timezone.localdate(received_at) > election_on:
        return usual
    first_day = election_on - Correction.LAST_WEEKS
    begins = timezone.make_aware(datetime.datetime.combine(first_day, datetime.time.min))
    return min(usual, max(received_at, begins) + Correction.HURRIED_DECISION)
