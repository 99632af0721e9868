"""Who the campaign is."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, Subquery
from django.db.models.functions import JSONObject, Now
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaign.content.models.lists import NextStep
from campaign.content.models.points import ListItem
from campaign.lib.admin.history import kept_versions
from campaign.named_figures import no_figures_here, only_known_figures
from candidates.models import Person
from pledges.models import Petition


class SocialLink(ListItem):
    profile = models.ForeignKey(
        "campaign.Profile",
        on_delete=models.CASCADE,
        default=1,
        editable=False,
        related_name="+",
        verbose_name=_("website"),
    )
    name = models.CharField(_("name"), max_length=40, validators=[no_figures_here])
    url = models.URLField(_("web address"), max_length=500)

    class Meta(ListItem.Meta):
        verbose_name = _("link to another platform")
        verbose_name_plural = _("links to other platforms")

    def __str__(self) -> str:
        return self.name


class ProfileQuerySet(models.QuerySet["Profile"]):
    def current(self) -> Profile:
        """Return the stored profile, or a neutral unsaved one if there's none yet.

        The same query has everything else that every page shows: whether the people on record
        are invented, the links to other platforms, the next steps, the newest petition to sign.
        """
        for profile in self.raw(*_current()):
            for name in ("social_links", "step_rows"):
                setattr(profile, name, [json.loads(row) for row in getattr(profile, name)])
            profile.next_steps = profile.steps_with_addresses()
            return profile
        return Profile.neutral()


@cache
def _current() -> tuple[str, tuple[Any, ...]]:
    """Return the statement of `current` and its values.

    Django takes longer to make it than to ask it, so a process makes it once.
    """
    profiles: models.QuerySet[Any] = Profile.objects.all()
    everywhere = profiles.annotate(
        shows_invented_people=Exists(Person.objects.invented()),
        social_links=_published(SocialLink, "name", "url"),
        step_rows=_published(NextStep, "title", "text", "words", "target", "link"),
        open_petition=Subquery(Petition.objects.open(Now()).values("slug")[:1]),
    )
    statement, values = everywhere.query.sql_with_params()
    return statement, values


def _published(model: type[ListItem], *fields: str) -> ArraySubquery:
    """Return the published items of a list, in their order, as rows of `fields`."""
    items = model.objects.published().order_by("position", "id")
    return ArraySubquery(items.values(row=JSONObject(**{field: field for field in fields})))


class Profile(models.Model):
    """Who the campaign is. There's one row. Templates read it with `{% site as profile %}`."""

    ONLY_ID = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY_ID, editable=False)
    name = models.CharField(
        _("name"),
        max_length=60,
        validators=[no_figures_here],
        help_text=_(
            "The campaign’s name. We show it in the header and footer, in page titles and at the "
            "top of these organizer pages."
        ),
    )
    headline = models.CharField(
        _("home page headline"),
        max_length=40,
        blank=True,
        validators=[no_figures_here],
        help_text=_(
            "One human line that opens the home page, such as “They count people.” Without it, "
            "the home page opens with the campaign’s name."
        ),
    )
    headline_answer = models.CharField(
        _("second line of the headline"),
        max_length=40,
        blank=True,
        validators=[no_figures_here],
        help_text=_("Goes on an orange strip below the first, such as “We know their names.”"),
    )
    ask = models.CharField(
        _("the ask"),
        max_length=240,
        validators=[only_known_figures],
        help_text=_(
            "One sentence: who’s asking whom for what, in writing. We show it below the home "
            "page headline, in search results and in link previews."
        ),
    )
    short_ask = models.CharField(
        _("short form of the ask"),
        max_length=60,
        blank=True,
        validators=[no_figures_here],
        help_text=_(
            "What signers pledge to do, in a few words that come after “pledged to,” such as "
            "“abolish ICE.” It’s in page titles and link previews. If you leave it empty, they "
            "say “the pledge.” Leave off the period."
        ),
    )
    alert_bar = models.CharField(
        _("alert bar"),
        max_length=200,
        blank=True,
        validators=[only_known_figures],
        help_text=_(
            "News in one sentence, at the top of every page, such as “Michigan votes on Tuesday.” "
            "Clear it when it’s over. Most of the time it’s empty, and there’s no bar."
        ),
    )
    contact_email = models.EmailField(
        _("contact email"),
        blank=True,
        help_text=_("Public. We show it in the footer of every page and on error pages."),
    )
    donate_url = models.URLField(
        _("donations"),
        max_length=500,
        blank=True,
        help_text=_("We link to it in the footer of every page and from the next step “donate.”"),
    )
    legal_footer = models.TextField(
        _("legal footer"),
        blank=True,
        max_length=1000,
        validators=[no_figures_here],
        help_text=_(
            "Goes at the end of every page and email, such as “Paid for by …” and “Not "
            "authorized by any candidate.” Plain text."
        ),
    )
    postal_address = models.TextField(
        _("mailing address"),
        blank=True,
        max_length=300,
        validators=[no_figures_here],
        help_text=_(
            "Goes at the end of every email. You can’t email updates to signers without it. A "
            "P.O. box is fine."
        ),
    )

    shows_invented_people = False
    social_links: list[dict[str, str]] = []
    step_rows: list[dict[str, str]] = []
    next_steps: list[tuple[NextStep, str]] = []
    open_petition: str | None = None

    objects = ProfileQuerySet.as_manager()
    history = kept_versions()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="profile_is_one_row")]
        verbose_name = _("site")
        verbose_name_plural = _("site")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("home")

    @property
    def the_pledge(self) -> str:
        """Return what the pledge is called within a sentence: “the pledge to abolish ICE”."""
        if not self.short_ask:
            return gettext("the pledge")
        return gettext("the pledge to %(ask)s") % {"ask": self.short_ask}

    @property
    def question(self) -> str:
        """Return what the record answers: “Who has pledged to abolish ICE?”"""
        if not self.short_ask:
            return gettext("Who has signed the pledge?")
        return gettext("Who has pledged to %(ask)s?") % {"ask": self.short_ask}

    def steps_with_addresses(self) -> list[tuple[NextStep, str]]:
        """Return the steps that lead somewhere, each with its address. No queries."""
        petition = self.open_petition and reverse("pledges:petition", args=[self.open_petition])
        places = {"donate_url": self.donate_url, "sign_url": f"{petition}#sign" if petition else ""}
        steps = [NextStep(**row) for row in self.step_rows]
        return [(step, url) for step in steps if (url := step.leads_to(**places))]

    @classmethod
    def neutral(cls) -> Profile:
        return cls(
            name=gettext("Pledge tracker"),
            ask=gettext(
                "We ask every campaign for Congress to answer one pledge in writing, "
                "and publish each answer."
            ),
        )
