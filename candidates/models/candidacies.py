import datetime
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.history import kept_versions
from candidates.folding import named
from candidates.models.candidacy_constraints import CONSTRAINTS, INDEXES, TRIGGERS
from candidates.models.choices import STATUS_LABELS, UNDER_REVIEW, Outcome, Review, Status
from candidates.models.contact_wishes import ContactWishes
from candidates.models.cycles import Cycle
from candidates.models.fec_ids import FecId
from candidates.models.organizers import organizer_key
from candidates.models.people import Person
from candidates.models.races import Race
from candidates.parties import AS_FILED

# The same as `Candidacy.decided_on`, in a query.
DECIDED_ON = Coalesce("runoff_on", "race__election_on")
SIGNERS_FIRST = (
    Case(
        When(status="signed", then=Value(0)),
        When(status="refused", then=Value(1)),
        default=Value(2),
    ),
    "person__sort_key",
    "pk",
)


class CandidacyQuerySet(models.QuerySet["Candidacy"]):
    def listed(self) -> Self:
        """Leave out rows that an organizer linked to another as its duplicate."""
        return self.filter(duplicate_of=None)

    def counted(self) -> Self:
        """Keep the one candidacy of each person and cycle that counts for the person."""
        return self.filter(is_current=True)

    def in_cycle(self, cycle: Cycle) -> Self:
        return self.filter(race__cycle=cycle)

    def in_open_cycles(self) -> Self:
        """Leave out archived cycles, which are read-only."""
        return self.filter(race__cycle__archived_at=None)

    def wanting_contact(self) -> Self:
        """Leave out campaigns that asked us to stop."""
        return self.filter(do_not_contact="")

    def on_the_ballot(self) -> Self:
        """Keep those whom people can still vote for, and those who were elected."""
        choices = (Outcome.ACTIVE, Outcome.WON_PRIMARY, Outcome.ELECTED)
        return self.listed().filter(outcome__in=choices, person__died_on=None)

    def in_state(self, code: str) -> Self:
        return self.filter(race__jurisdiction=code)

    def signed(self) -> Self:
        return self.filter(status="signed")

    def running_on(self, day: datetime.date) -> Self:
        """Keep those whose election is still ahead on `day`, or is that day."""
        undecided = self.filter(outcome__in=[Outcome.ACTIVE, Outcome.WON_PRIMARY])
        return undecided.alias(deciding_day=DECIDED_ON).filter(deciding_day__gte=day)

    def with_party_to_check(self) -> Self:
        """Keep those whose party the FEC doesn't list, as long as nobody corrected it."""
        return self.in_open_cycles().filter(party_name__startswith=AS_FILED)

    def named(self, text: str) -> Self:
        return self.filter(named(text, person="person__"))

    def signers_first(self) -> Self:
        return self.order_by(*SIGNERS_FIRST)

    def winner_first(self) -> Self:
        """Sort the candidates of one race: who was elected, then who signed."""
        is_winner = Case(When(outcome="elected", then=Value(0)), default=Value(1))
        return self.order_by(is_winner, *SIGNERS_FIRST)

    def newest_answers(self, cycle: Cycle | None) -> Self:
        """Return who has a current answer, the latest published first, with its evidence.

        It leaves out the dead. One query.
        """
        answered = self.counted().filter(race__cycle=cycle).exclude(current_answer=None)
        evidence = "current_answer__lead_evidence"
        return (
            answered.exclude(outcome=Outcome.DIED)
            .with_row(f"{evidence}__kind", f"{evidence}__public_copy")
            .select_related("person", "race__cycle", evidence)
            .order_by("-current_answer__published_at", "-current_answer")
        )

    def with_row(self, *more: str) -> Self:
        """Fetch what one row of a table shows about each candidacy, in one query.

        `more` are fields that some rows show besides.
        """
        shown = ("person", "race__cycle", "race__replaced_by", "current_answer")
        return self.select_related(*shown).only(
            "fec_id",
            "party_name",
            "incumbency",
            "ballot_status",
            "status",
            "review",
            "outcome",
            "runoff_on",
            "updated_at",
            "person__full_name",
            "person__slug",
            "race__chamber",
            "race__jurisdiction",
            "race__district",
            "race__kind",
            "race__voting",
            "race__title",
            "race__election_on",
            "race__replaced_by__replaces",
            "race__cycle__year",
            "race__cycle__pinned_on",
            "race__cycle__year_in_addresses",
            "current_answer__kind",
            "current_answer__answered_on",
            "current_answer__answered_on_precision",
            "current_answer__lead_evidence_id",
            *more,
        )

    def with_line(self) -> Self:
        """Fetch what a line of a ballot shows of each candidacy, in one query."""
        return self.select_related("current_answer__pledge_text").with_row(
            "campaign_url",
            "published_email",
            "published_phone",
            "office_phone",
            "do_not_contact",
            "is_current",
            "duplicate_of",
            "person__died_on",
            "current_answer__statement",
            "current_answer__pledge_text__title",
        )


class Candidacy(ContactWishes):
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
        SWITCHED_RACE = "switched_race", _("running in another race")

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
        verbose_name=_("FEC ID"),
    )
    party_code = models.CharField(
        _("party code"),
        max_length=3,
        blank=True,
        help_text=_("The FEC’s code, such as DEM or REP."),
    )
    party_name = models.CharField(
        _("party"), max_length=60, blank=True, help_text=_("The party’s name, as filed.")
    )
    other_party_codes = ArrayField(
        models.CharField(max_length=3),
        verbose_name=_("other ballot lines"),
        default=list,
        blank=True,
        help_text=_(
            "Party codes of other parties that nominate this person (fusion voting). Losing one "
            "party’s primary doesn’t end the candidacy while another line is open."
        ),
    )
    incumbency = models.CharField(_("incumbency"), max_length=1, choices=Incumbency, blank=True)
    ballot_status = models.CharField(
        _("ballot status"), max_length=13, choices=BallotStatus, default=BallotStatus.FILED
    )
    ballot_status_on = models.DateField(_("since"), null=True, blank=True)
    ballot_status_source = models.URLField(_("source for the ballot status"), blank=True)
    campaign_url = models.URLField(_("campaign website"), blank=True)
    published_email = models.EmailField(_("published email"), blank=True)
    published_phone = models.CharField(_("published phone"), max_length=30, blank=True)
    published_contact_source = models.URLField(_("where the campaign publishes them"), blank=True)
    office_phone = models.CharField(
        _("office phone"),
        max_length=30,
        blank=True,
        help_text=_(
            "For someone who was elected: their office’s own number, which we ask visitors to call."
        ),
    )
    office_phone_source = models.URLField(_("source for the office phone"), blank=True)
    contact_email = models.EmailField(
        _("private email"), blank=True, help_text=_("Only organizers see this.")
    )
    contact_phone = models.CharField(
        _("private phone"), max_length=30, blank=True, help_text=_("Only organizers see this.")
    )
    assigned_to = organizer_key(
        _("assigned to"),
        null=True,
        blank=True,
        help_text=_("The organizer who calls this campaign. Only organizers see this."),
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
        _("missing from the FEC’s file since"), null=True, blank=True, editable=False
    )

    # Derived by candidates.derivation; `manage.py check_record` proves that they equal the ledger.
    status = models.CharField(
        _("answer"), max_length=7, choices=Status, default=Status.PENDING, editable=False
    )
    current_answer = models.ForeignKey(
        "candidates.Answer",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("current answer"),
    )
    review = models.CharField(
        _("under review"), max_length=7, choices=Review, blank=True, editable=False
    )
    outcome = models.CharField(
        _("outcome"), max_length=12, choices=Outcome, default=Outcome.ACTIVE, editable=False
    )
    runoff_on = models.DateField(
        _("runoff"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("The day of the runoff that the general election sent them to."),
    )
    is_current = models.BooleanField(
        _("current candidacy"),
        default=True,
        editable=False,
        help_text=_("We count one candidacy per person each cycle."),
    )
    updated_at = models.DateTimeField(
        _("updated"), default=timezone.now, editable=False, help_text=_("Last public change.")
    )

    objects = CandidacyQuerySet.as_manager()
    # Without what is derived, what belongs to the FEC's file, and what only organizers see.
    history = kept_versions(
        without=[
            "assigned_to",
            "contact_email",
            "contact_phone",
            "do_not_contact_asked_by",
            "fec_values",
            "missing_from_fec_since",
            "status",
            "current_answer",
            "review",
            "outcome",
            "runoff_on",
            "is_current",
            "updated_at",
        ]
    )

    class Meta:
        ordering = ["person__sort_key", "id"]
        constraints = CONSTRAINTS
        indexes = INDEXES
        triggers = TRIGGERS
        permissions = [
            ("view_unassigned", _("Can see campaigns that are assigned to others")),
            ("export_case", _("Can export everything about a campaign")),
        ]
        verbose_name = _("candidacy")
        verbose_name_plural = _("candidacies")

    def __str__(self) -> str:
        return f"{self.person.full_name} — {self.race}"

    def get_absolute_url(self) -> str:
        """Return the page of this run; its year is named once there are two cycles."""
        year = self.cycle_year if self.race.cycle.year_in_addresses else None
        return self.address_of("candidate", year)

    def get_report_url(self) -> str:
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
        return self.current_answer.answered_on if self.current_answer else None

    @property
    def status_label(self) -> str:
        """Return the status in words that say which kind of answer it rests on."""
        return str(STATUS_LABELS[self.answer_kind])

    @property
    def answer_kind(self) -> str:
        """Return the kind of the current answer, UNDER_REVIEW, or "" for none."""
        if self.review:
            return UNDER_REVIEW
        return self.current_answer.kind if self.current_answer else ""

    @property
    def incumbency_label(self) -> str:
        """Return the incumbency in words; "" where it isn't known."""
        return str(self.Incumbency(self.incumbency).label) if self.incumbency else ""

    @property
    def decided_on(self) -> datetime.date:
        """Return the day of the election that decides for this candidate."""
        return self.runoff_on or self.race.election_on

    @property
    def has_ended(self) -> bool:
        return self.ballot_status not in self.RUNNING

    def registrations(self) -> CandidacyQuerySet:
        """Return this row and its duplicates: one run, however often it was registered."""
        return Candidacy.objects.filter(Q(pk=self.pk) | Q(duplicate_of=self.pk))
