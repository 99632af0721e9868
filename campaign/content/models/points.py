"""What all lists on the site share, and the simple lists with only a title and a text."""

from typing import Any, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.history import kept_versions
from campaign.named_figures import only_known_figures

FIGURES_ALLOWED = _("We fill in figures such as {signed}.")


class ListQuerySet(models.QuerySet[Any]):
    def published(self) -> Self:
        return self.filter(is_published=True)


class ListItem(models.Model):
    """One item of a list. The page `shown_at` shows it at `anchor`."""

    shown_at = "home"
    anchor = ""

    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("The lowest number comes first.")
    )
    is_published = models.BooleanField(_("published"), default=True)

    objects = ListQuerySet.as_manager()
    history = kept_versions(inherit=True)

    class Meta:
        abstract = True
        ordering = ["position", "id"]

    def get_absolute_url(self) -> str:
        return reverse(self.shown_at) + (f"#{self.anchor}" if self.anchor else "")


class Point(ListItem):
    """A short title and a sentence or two."""

    title = models.CharField(
        _("title"), max_length=120, validators=[only_known_figures], help_text=_("A few words.")
    )
    text = models.TextField(
        _("text"),
        max_length=600,
        blank=True,
        validators=[only_known_figures],
        help_text=FIGURES_ALLOWED,
    )

    class Meta(ListItem.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.title


class Aim(Point):
    anchor = "aims"

    class Meta(Point.Meta):
        verbose_name = _("aim")
        verbose_name_plural = _("home page: aims")


class Step(Point):
    anchor = "steps"

    class Meta(Point.Meta):
        verbose_name = _("pledge step")
        verbose_name_plural = _("home page: pledge steps")


class Principle(Point):
    shown_at = "mission"
    anchor = "principles"

    class Meta(Point.Meta):
        verbose_name = _("principle")
        verbose_name_plural = _("mission page: principles")


class Activity(Point):
    shown_at = "mission"
    anchor = "activities"

    class Meta(Point.Meta):
        verbose_name = _("activity")
        verbose_name_plural = _("mission page: activities")


class CoalitionDemand(Point):
    shown_at = "about"
    anchor = "demands"

    class Meta(Point.Meta):
        verbose_name = _("coalition demand")
        verbose_name_plural = _("about page: demands")


class Belief(Point):
    shown_at = "about"
    anchor = "beliefs"

    class Meta(Point.Meta):
        verbose_name = _("belief")
        verbose_name_plural = _("about page: beliefs")


class Consequence(Point):
    shown_at = "about"
    anchor = "consequences"

    class Meta(Point.Meta):
        verbose_name = _("consequence")
        verbose_name_plural = _("about page: consequences")
