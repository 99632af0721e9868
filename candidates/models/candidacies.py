from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.history import kept_versions
from candidates import standing
from candidates.models.candidacy_rules import CONSTRAINTS, INDEXES, TRIGGERS
from candidates.models.fec_ids import FecId
from candidates.models.people import Person
from candidates.models.races import Race
from candidates.querysets import CandidacyQuerySet


@dataclass(frozen=True)
class Death:
    """The day a person died, and what says so."""

    on: datetime.date
    source_url: str

    @classmethod
    def of(cls, person: Person, runs: Iterable[Candidacy]) -> Death | None:
        """Return what is on record, None while the person lives.

        `runs` are all of the person's: one alone may say that it ended by their death.
        """
        if person.died_on:
            return cls(person.died_on, person.died_source_url)
        for run in runs:
            if run.ballot_status_on and run.ballot_status == run.BallotStatus.DIED:
                return cls(run.ballot_status_on, run.ballot_status_source)
        return None


class Candidacy(models.Model):
    """One person's run in one race. `status`, `outcome` and what goes with them are derived."""

    class Incumbency(models.TextChoices):
        INCUMBENT = "I", _("incumbent")
        CHALLENGER = "C", _("challenger")
        OPEN_SEAT = "O", _("open seat")

    class BallotStatus(models.TextChoices):
        FILED = "filed", _("filed with the FEC")
        QUALIFIED = "qualified", _("on the ballot")
        WRITE_IN = "write_in", _("write-in")
        WITHDRAWN = "withdrawn", _("withdrew")
        DISQUALIFIED = "disqualified", _("disqualified")
        DIED = "died", _("died")
        REPLACED = "replaced", _("replaced as nominee")
        SWITCHED_RACE = "switched_race", _("runs in another race")

    RUNNING = (BallotStatus.FILED, BallotStatus.QUALIFIED, BallotStatus.WRITE_IN)

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="candidacies", verbose_name=_("person")
    )
    race = models.ForeignKey(
        Race, on_delete=models.PROTECT, related_name="candidacies", verbose_name=_("race")
    )
    # Named for its column: `fec_id` is the id itself, such as H0AL01055.
    fec = models.ForeignKey(
        FecId,
        on_delete=models.PROTECT,
        to_field="fec_id",
        null=True,
        blank=True,
        related_name="candidacies",
        verbose_name=_("FEC id"),
    )
    party_code = models.CharField(
        _("party code"), max_length=3, blank=True, help_text=_("As the FEC writes it: DEM, REP.")
    )
    party_name = models.CharField(
        _("party"), max_length=60, blank=True, help_text=_("In words, as of the filing.")
    )
    other_party_codes = ArrayField(
        models.CharField(max_length=3),
        verbose_name=_("other lines on the ballot"),
        default=list,
        blank=True,
        help_text=_(
            "Codes of parties that nominate the same person (fusion). Losing one party's primary "
            "then ends nothing while another line is open."
        ),
    )
    incumbency = models.CharField(_("incumbency"), max_length=1, choices=Incumbency, blank=True)
    ballot_status = models.CharField(
        _("ballot status"), max_length=13, choices=BallotStatus, default=BallotStatus.FILED
    )
    ballot_status_on = models.DateField(_("since"), null=True, blank=True)
    ballot_status_source = models.URLField(_("source of the ballot status"), blank=True)
    campaign_url = models.URLField(_("campaign site"), blank=True)
    published_email = models.EmailField(_("published e-mail"), blank=True)
    published_phone = models.CharField(_("published phone"), max_length=30, blank=True)
    published_contact_source = models.URLField(_("where the campaign publishes them"), blank=True)
    contact_email = models.EmailField(
        _("private e-mail"), blank=True, help_text=_("For the campaign's desk; never shown.")
    )
    contact_phone = models.CharField(
        _("private phone"), max_length=30, blank=True, help_text=_("Never shown.")
    )
    social_urls = ArrayField(
        models.URLField(), verbose_name=_("social accounts"), default=list, blank=True
    )
    duplicate_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="duplicates",
        verbose_name=_("duplicate of"),
    )

    # What the FEC's file said last: an import changes only what still equals it.
    fec_values = models.JSONField(default=dict, blank=True, editable=False)
    missing_from_fec_since = models.DateField(
        _("missing from the FEC's file since"), null=True, blank=True, editable=False
    )

    # Derived by candidates.standing; `manage.py check_record` proves that they equal the ledger.
    status = models.CharField(
        _("answer"),
        max_length=7,
        choices=standing.Status,
        default=standing.Status.PENDING,
        editable=False,
    )
    current_answer = models.ForeignKey(
        "candidates.Answer",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("answer in force"),
    )
    outcome = models.CharField(
        _("outcome"),
        max_length=12,
        choices=standing.Outcome,
        default=standing.Outcome.ACTIVE,
        editable=False,
    )
    is_current = models.BooleanField(
        _("speaks for the person"),
        default=True,
        editable=False,
        help_text=_("One candidacy a person and cycle is counted."),
    )
    updated_at = models.DateTimeField(
        _("updated"), default=timezone.now, editable=False, help_text=_("In public view.")
    )

    objects = CandidacyQuerySet.as_manager()
    # Not what is derived or belongs to the FEC's file, nor addresses that are nobody's business.
    history = kept_versions(
        without=[
            "contact_email",
            "contact_phone",
            "fec_values",
            "missing_from_fec_since",
            "status",
            "current_answer",
            "outcome",
            "is_current",
            "updated_at",
        ]
    )

    class Meta:
        ordering = ["person__sort_key", "id"]
        constraints = CONSTRAINTS
        indexes = INDEXES
        triggers = TRIGGERS
        verbose_name = _("candidacy")
        verbose_name_plural = _("candidacies")

    def __str__(self) -> str:
        return f"{self.person.full_name} — {self.race}"

    def get_absolute_url(self) -> str:
        """Return the page of this run; its year is named once there are two cycles."""
        year = self.cycle_year if self.race.cycle.year_in_addresses else None
        return self.address_of("candidate", year)

    def get_report_url(self) -> str:
        """Return where an error on the page of this run is reported."""
        return f"{self.get_absolute_url()}report/"

    def address_of(self, page: str, year: int | None) -> str:
        """Return a page of this run, of its `year`; None means the latest cycle of its FEC id."""
        args = [self.public_id, self.person.slug, *([year] if year else [])]
        return reverse(f"candidates:{page}", args=args)

    @property
    def cycle_year(self) -> int:
        return self.race.cycle.year

    @property
    def public_id(self) -> str:
        """Return what names the candidacy in a web address: its FEC id, else its number."""
        return self.fec_id or str(self.pk)

    @property
    def status_on(self) -> datetime.date | None:
        """Return the day of the answer in force, None while there is none."""
        return self.current_answer.answered_on if self.current_answer else None

    @property
    def status_label(self) -> str:
        """Return the status in words that say which kind of answer it rests on."""
        kind = self.current_answer.kind if self.current_answer else ""
        return str(standing.STATUS_LABELS[kind])

    @property
    def outcome_label(self) -> str:
        """Return the outcome in words; whoever runs elsewhere or was replaced did not give up."""
        elsewhere = {self.BallotStatus.SWITCHED_RACE, self.BallotStatus.REPLACED}
        if self.ballot_status in elsewhere:
            return capfirst(self.get_ballot_status_display())
        return self.get_outcome_display()

    @property
    def has_ended(self) -> bool:
        """Say whether the person left this race, or was taken out of it."""
        return self.ballot_status not in self.RUNNING

    def registrations(self) -> CandidacyQuerySet:
        """Return this row and its duplicates: one run, however often it was registered."""
        return Candidacy.objects.filter(Q(pk=self.pk) | Q(duplicate_of=self.pk))

    def set_ballot_status(
        self,
        ballot_status: BallotStatus,
        *,
        on: datetime.date | None,
        source_url: str,
        now: datetime.datetime,
    ) -> None:
        """Record that the person withdrew, died, qualified …, with its day and source.

        Saying again what stands already changes nothing. Raises ValidationError where the person
        would come back to a place that somebody else took.
        """
        with transaction.atomic(), no_place_taken_back(self.person_id):
            self.refresh_from_db()
            said = (ballot_status, on, source_url)
            if said == (self.ballot_status, self.ballot_status_on, self.ballot_status_source):
                return
            self.ballot_status, self.ballot_status_on, self.ballot_status_source = said
            self.save(update_fields=["ballot_status", "ballot_status_on", "ballot_status_source"])
            self.keep_ruling(now=now)
            standing.refresh_people([self.person_id], now=now)
        self.refresh_from_db()

    def keep_ruling(self, *, now: datetime.datetime) -> None:
        """Keep what is said of the run on the ballot now, with its day and source."""
        self.rulings.create(
            ballot_status=self.ballot_status,
            since=self.ballot_status_on,
            source_url=self.ballot_status_source,
            ruled_at=now,
        )

    def switch_race(
        self, race: Race, *, on: datetime.date, source_url: str, now: datetime.datetime
    ) -> Candidacy:
        """Close this candidacy for the person's one in `race`, opened if need be.

        No answer goes along: an organizer who knows that the pledge still holds carries it over
        with a note (`Answer.carry_over`). Raises ValidationError when one of the two runs has
        ended.
        """
        with transaction.atomic():
            standing.lock_people([self.person_id])
            self.refresh_from_db()
            successor, _opened = Candidacy.objects.listed().get_or_create(
                person=self.person,
                race=race,
                defaults={
                    "party_code": self.party_code,
                    "party_name": self.party_name,
                    "campaign_url": self.campaign_url,
                    "updated_at": now,
                },
            )
            for run in (self, successor):
                if run.has_ended:
                    raise ValidationError(
                        _("%(candidacy)s: this run has ended already."),
                        code="ended",
                        params={"candidacy": run},
                    )
            self.set_ballot_status(
                self.BallotStatus.SWITCHED_RACE, on=on, source_url=source_url, now=now
            )
        successor.refresh_from_db()
        return successor

    def link_as_duplicate_of(self, kept: Candidacy, *, now: datetime.datetime) -> None:
        """Say that this row registers the same run as `kept`, which alone is counted.

        Raises ValidationError when the rows are not of one person and race, when `kept` is a
        duplicate itself, or when this row has answers or results that would be lost to view.
        """
        with transaction.atomic():
            standing.lock_people([self.person_id, kept.person_id])
            kept.refresh_from_db()
            if self.pk == kept.pk or kept.duplicate_of_id:
                raise ValidationError(
                    _("Link the row to the one that stays, not to a duplicate."),
                    code="not_a_kept_row",
                )
            if (self.person_id, self.race_id) != (kept.person_id, kept.race_id):
                raise ValidationError(
                    _("Only one person's rows in one race are duplicates. First merge the people."),
                    code="not_one_run",
                )
            if self.answers.unretracted().exists() or self.stage_results.unretracted().exists():
                raise ValidationError(
                    _("This row has answers or results. Keep this one and link the other to it."),
                    code="has_a_record",
                )
            for duplicate in self.duplicates.all():
                duplicate.duplicate_of = kept
                duplicate.save(update_fields=["duplicate_of"])
            self.duplicate_of = kept
            self.is_current = False
            self.save(update_fields=["duplicate_of", "is_current"])
            standing.refresh_people([self.person_id], now=now)
        self.refresh_from_db()


@contextmanager
def no_place_taken_back(person_id: int) -> Iterator[None]:
    """Raise ValidationError where a block puts a person back into a place that is taken.

    Somebody may have advanced since the person withdrew, died or was disqualified. The block is
    part of a transaction and refreshes what is derived; the person is locked before it.
    """
    standing.lock_people([person_id])
    runs = Candidacy.objects.filter(person=person_id)
    left = set(runs.filter(outcome__in=standing.LEFT_THE_RACE).values_list("pk", flat=True))
    yield
    for run in runs.filter(pk__in=left).exclude(outcome__in=standing.LEFT_THE_RACE).order_by("pk"):
        won = run.stage_results.unretracted().filter(outcome__in=standing.WINS)
        for result in won.select_related("stage").order_by("stage"):
            try:
                result.refuse_too_many_beside()
            except ValidationError as refusal:
                raise ValidationError(
                    _(
                        "Somebody else advanced after this person left the race. Take that result "
                        "back first."
                    ),
                    code="place_taken",
                ) from refusal
