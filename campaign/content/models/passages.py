from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.history import kept_versions
from campaign.named_figures import only_known_figures

MARKDOWN_ALLOWED = _(
    "Markdown. Leave an empty line between paragraphs. Write a link as [words](address). "
    "To link inside this site, write [[article-address]] or [[candidate:FEC ID]]. For "
    "other link text, write [[address|other words]]."
)


class PassageQuerySet(models.QuerySet["Passage"]):
    def at(self, place: str) -> Passage | None:
        return self.filter(place=place).first()

    def by_place(self) -> dict[str, Passage]:
        return {passage.place: passage for passage in self}


class Passage(models.Model):
    class Place(models.TextChoices):
        MISSION = "mission", _("mission page: what the campaign is for")
        WHY = "why", _("mission page: why we organize")
        PRESSURE = "pressure", _("home page: public pressure")
        COALITION = "coalition", _("about page: who we are")
        CONSEQUENCES = "consequences", _("about page: introduction to the consequences")
        PRIVACY = "privacy", _("privacy page: who is responsible")
        ACCESSIBILITY = "accessibility", _("accessibility page: our own words")

    PAGES = {
        Place.MISSION: "mission",
        Place.WHY: "mission",
        Place.PRESSURE: "home",
        Place.COALITION: "about",
        Place.CONSEQUENCES: "about",
        Place.PRIVACY: "privacy",
        Place.ACCESSIBILITY: "accessibility",
    }

    place = models.CharField(_("place"), max_length=13, choices=Place, unique=True)
    text = models.TextField(_("text"), validators=[only_known_figures], help_text=MARKDOWN_ALLOWED)

    objects = PassageQuerySet.as_manager()
    history = kept_versions()

    class Meta:
        ordering = ["place"]
        verbose_name = _("other text")
        verbose_name_plural = _("other texts")

    def __str__(self) -> str:
        return self.get_place_display()

    def get_absolute_url(self) -> str:
        return reverse(self.PAGES[self.Place(self.place)]) + f"#{self.place}"
