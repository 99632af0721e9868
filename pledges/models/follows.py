"""Who asked to hear when candidates answer. What people follow is a political opinion."""

import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from candidates.models import Candidacy, Cycle, Jurisdiction, Race
from candidates.models.places import all_jurisdictions
from pledges.models.signatures import Signature
from pledges.models.supporters import Supporter


class FollowQuerySet(models.QuerySet["Follow"]):
    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False)

    def pending(self) -> Self:
        return self.filter(confirmed_at=None)

    def with_names(self) -> Self:
        """Fetch what `Follow.name` needs, in one query."""
        return self.select_related("candidacy__person", "candidacy__race__cycle")

    def past_confirming(self, now: datetime.datetime) -> Self:
        """Keep those nobody confirmed in time, also where we never sent the email."""
        in_time = Q(emailed_at__lte=now - Signature.UNCONFIRMED_KEPT)
        never_sent = Q(emailed_at=None, asked_at__lte=now - Signature.QUARANTINE_KEPT)
        return self.pending().filter(in_time | never_sent)

    def of_past_elections(self, today: datetime.date) -> Self:
        return self.filter(cycle__general_election_on__lte=today - Follow.KEPT_AFTER_ELECTION)


class Follow(models.Model):
    """A supporter who wants an email when candidates of a cycle answer, or their answer changes.

    It's about a ballot (a state and the districts of its House seats, all of them if none is
    given) or about one candidacy, and so about the other runs of that person in the cycle. Emails
    told what changed up to `told_through`, the last one what changed since `told_since`.
    """

    KEPT_AFTER_ELECTION = datetime.timedelta(days=90)

    supporter = models.ForeignKey(Supporter, on_delete=models.CASCADE, related_name="follows")
    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="+")
    place = models.ForeignKey(
        Jurisdiction, on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    districts = ArrayField(models.CharField(max_length=2), default=list)
    candidacy = models.ForeignKey(
        Candidacy, on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    asked_at = models.DateTimeField(default=timezone.now)
    emailed_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    told_since = models.DateTimeField(null=True)
    told_through = models.DateTimeField(null=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["supporter", "cycle", "place", "districts", "candidacy"],
                nulls_distinct=False,
                name="follow_is_asked_once",
            ),
            models.CheckConstraint(
                condition=Q(place=None, candidacy__isnull=False, districts=[])
                | Q(place__isnull=False, candidacy=None),
                name="follow_is_of_a_ballot_or_a_candidacy",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, told_since=None, told_through=None)
                | Q(
                    confirmed_at__isnull=False, told_since__isnull=False, told_through__isnull=False
                ),
                name="follow_is_told_once_confirmed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["place", "cycle"],
                condition=Q(confirmed_at__isnull=False, place__isnull=False),
                name="follow_of_ballot",
            ),
            models.Index(
                fields=["candidacy"],
                condition=Q(candidacy__isnull=False),
                name="follow_of_candidacy",
            ),
        ]
        verbose_name = gettext_lazy("follower")
        verbose_name_plural = gettext_lazy("followers")

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    def has_race(self, race: Race) -> bool:
        """Say whether a race of its cycle is on the ballot that is followed."""
        if race.jurisdiction_id != self.place_id:
            return False
        is_senate = race.chamber == Race.Chamber.SENATE
        return is_senate or not self.districts or race.district in self.districts

    @property
    def what(self) -> str:
        """Return what is followed as forms name it: MI, MI-06, MI-06-11, or a campaign’s number."""
        if self.candidacy:
            return str(self.candidacy_id)
        return "-".join([str(self.place_id), *self.districts])

    @property
    def name(self) -> str:
        """Return what is followed in words: “Ada Quartz”, “Michigan, District 6”."""
        if self.candidacy:
            return self.candidacy.person.full_name
        state = all_jurisdictions()[str(self.place_id)].name
        numbers = [_("District %(number)d") % {"number": int(each)} for each in self.districts]
        return f"{state}, {get_text_list(numbers, _('or'))}" if numbers else state
