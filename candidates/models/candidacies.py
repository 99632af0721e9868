import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.history import kept_versions
from candidates.models.candidacy_constraints import CONSTRAINTS, INDEXES, TRIGGERS
from candidates.models.candidacy_querysets import CandidacyQuerySet
from candidates.models.choices import STATUS_LABELS, UNDER_REVIEW, Outcome, Review, Status
from candidates.models.contact_wishes import ContactWishes
from candidates.models.fec_ids import FecId
from candidates.models.organizers import organizer_key
from candidates.models.people import Person
from candidates.models.races import Race


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
