"""Petitions, their demands and milestones."""

import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.lib.absolute_urls import absolute_url
from campaign.lib.admin.history import kept_versions
from campaign.lib.source_links import check_sources
from campaign.lib.text_checks import check_prose, check_words
from pledges.goals import FIRST_GOAL

LONGEST_SLUG = 80
LONGEST_TITLE = 150
# The texts that may have links and headings.
MARKDOWN = ("intro", "reasons", "closing_demand", "sources")


class PetitionQuerySet(models.QuerySet["Petition"]):
    def published(self, now: datetime.datetime | Now) -> Self:
        """Keep what the public may see: no draft, and nothing before it opens."""
        return self.exclude(state=Petition.State.DRAFT).filter(
            Q(opens_at=None) | Q(opens_at__lte=now)
        )

    def open(self, now: datetime.datetime | Now) -> Self:
        return self.published(now).filter(
            Q(closes_at=None) | Q(closes_at__gt=now), state=Petition.State.OPEN
        )

    def ended_by(self, moment: datetime.datetime) -> Self:
        """Keep what had ended at a moment and has not opened again since."""
        ended = [Petition.State.CLOSED, Petition.State.WON, Petition.State.WITHDRAWN]
        return self.filter(Q(state__in=ended, state_since__lte=moment) | Q(closes_at__lte=moment))


class Petition(models.Model):
    """A demand, who it is addressed to, and until when people can sign it.

    `goal` climbs the ladder of `pledges.goals`, always above the count; a pinned one stays.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        OPEN = "open", _("open")
        PAUSED = "paused", _("paused")
        CLOSED = "closed", _("closed")
        WON = "won", _("won")
        WITHDRAWN = "withdrawn", _("withdrawn")

    slug = models.SlugField(
        _("web address"),
        max_length=LONGEST_SLUG,
        unique=True,
        help_text=_(
            "The last part of the petition’s web address. If you change it, links to it break."
        ),
    )
    title = models.CharField(_("title"), max_length=LONGEST_TITLE, validators=[check_words])
    target = models.CharField(
        _("addressed to"),
        max_length=200,
        validators=[check_words],
        help_text=_("Who has the power to do this."),
    )
    ask = models.TextField(
        _("the ask"),
        max_length=400,
        validators=[check_words],
        help_text=_("One or two sentences about what you want to happen. Plain text."),
    )
    intro = models.TextField(
        _("introduction"),
        blank=True,
        validators=[check_prose],
        help_text=_("Markdown. Goes above the demands. You can leave it empty."),
    )
    reasons = models.TextField(
        _("why this matters"),
        blank=True,
        validators=[check_prose],
        help_text=_("Markdown. You can add your own headings."),
    )
    closing_demand = models.TextField(
        _("our demand"), blank=True, validators=[check_prose], help_text=_("Markdown.")
    )
    sources = models.TextField(
        _("sources"),
        blank=True,
        validators=[check_prose, check_sources],
        help_text=_("Markdown. A list of links, one per line, each to the exact page you mean."),
    )
    button_words = models.CharField(
        _("words on the button"),
        max_length=40,
        blank=True,
        validators=[check_words],
        help_text=_("Start with a verb. If you leave this empty, it’s “Sign this petition.”"),
    )
    approves_names = models.BooleanField(
        _("show names only after an organizer approves them"),
        default=False,
        help_text=_(
            "If you leave this off, names of signers who agree to be shown go up right away, and "
            "you can hide them. Custom names always need approval."
        ),
    )
    privacy_notice = models.TextField(
        _("privacy notice"),
        max_length=600,
        blank=True,
        validators=[check_words],
        help_text=_(
            "Plain text next to the form. If you leave it empty, we’ll use the site’s short notice."
        ),
    )
    state = models.CharField(
        _("status"),
        max_length=9,
        choices=State,
        default=State.DRAFT,
        help_text=_("People can only sign an open petition. Only organizers can see a draft."),
    )
    state_since = models.DateTimeField(_("status since"), default=timezone.now)
    state_note = models.CharField(
        _("status note"),
        max_length=300,
        blank=True,
        validators=[check_words],
        help_text=_("Public. Say what you won, why it’s paused or withdrawn, or what’s next."),
    )
    opens_at = models.DateTimeField(
        _("opens"), null=True, blank=True, help_text=_("No one sees the petition before this time.")
    )
    closes_at = models.DateTimeField(
        _("closes"), null=True, blank=True, help_text=_("No one can sign after this time.")
    )
    goal = models.PositiveIntegerField(
        _("goal"), default=FIRST_GOAL, validators=[MinValueValidator(1, _("Enter 1 or more."))]
    )
    goal_pinned = models.BooleanField(
        _("pinned"),
        default=False,
        help_text=_(
            "Check this to keep this goal even when you reach it. If you don’t, the goal goes up "
            "on its own."
        ),
    )

    objects = PetitionQuerySet.as_manager()
    history = kept_versions(without=["goal"])

    class Meta:
        ordering = ["-state_since", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(goal__gte=1),
                name="petition_goal_is_positive",
                violation_error_code="goal",
                violation_error_message=_("Enter a goal of 1 or more."),
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None)
                | Q(closes_at=None)
                | Q(closes_at__gt=models.F("opens_at")),
                name="petition_closes_after_it_opens",
                violation_error_code="closes_at",
                violation_error_message=_("Enter a closing time after the opening time."),
            ),
        ]
        verbose_name = _("petition")
        verbose_name_plural = _("petitions")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("pledges:petition", args=[self.slug])

    @property
    def public_url(self) -> str:
        return absolute_url(self.get_absolute_url())

    def clean(self) -> None:
        if self.state == self.State.WITHDRAWN and not self.state_note:
            raise ValidationError(
                {
                    "state_note": ValidationError(
                        _("Enter why you’re withdrawing it."), code="no_reason"
                    )
                }
            )

    def is_published(self, now: datetime.datetime) -> bool:
        return self.state != self.State.DRAFT and (self.opens_at is None or self.opens_at <= now)

    def is_open(self, now: datetime.datetime) -> bool:
        return self.state == self.State.OPEN and self.is_published(now) and not self.is_past(now)

    def is_past(self, now: datetime.datetime) -> bool:
        return self.closes_at is not None and self.closes_at <= now

    def state_shown(self, now: datetime.datetime) -> "Petition.State":
        """Return the state as the public sees it: an open petition closes with its time."""
        state = self.State(self.state)
        return self.State.CLOSED if state == self.State.OPEN and self.is_past(now) else state


class Demand(models.Model):
    petition = models.ForeignKey(
        Petition, on_delete=models.CASCADE, related_name="demands", verbose_name=_("petition")
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("The lowest number comes first.")
    )
    text = models.TextField(
        _("demand"), max_length=400, validators=[check_words], help_text=_("Plain text.")
    )

    history = kept_versions()

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("demand")
        verbose_name_plural = _("demands")

    def __str__(self) -> str:
        return self.text[:60]


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def current(self) -> Self:
        """Keep those that still count."""
        return self.filter(taken_back_at=None)


class Milestone(models.Model):
    """The day when a petition reached a step of the ladder. It stays when signers leave.

    It is taken back with signatures that organizers remove, and stands again once they are restored
    or others reach the step. `goal_before` is what the goal was until that day.
    """

    petition = models.ForeignKey(
        Petition, on_delete=models.CASCADE, related_name="milestones", verbose_name=_("petition")
    )
    size = models.PositiveIntegerField(_("signatures"))
    reached_at = models.DateTimeField(_("reached"))
    goal_before = models.PositiveIntegerField(_("goal before that"), null=True)
    taken_back_at = models.DateTimeField(_("no longer reached since"), null=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["-size"]
        constraints = [
            models.UniqueConstraint(fields=["petition", "size"], name="milestone_is_reached_once")
        ]
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")

    def __str__(self) -> str:
        return f"{self.size}"
