from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from campaign.content import models
from campaign.content.admin.content import ContentAdmin, ListAdmin
from campaign.content.admin.text_forms import NextStepForm, PassageForm, QuestionForm

# Lists that need no more than to say where they appear.
SIMPLE_LISTS = {
    models.Aim: _("Numbered, on the home page under “What we’re fighting for.”"),
    models.Step: _("Numbered, on the home page under “How the pledge works.”"),
    models.Principle: _("On the mission page under “Our principles.”"),
    models.Activity: _("Numbered, on the mission page under “What we’re doing.”"),
    models.CoalitionDemand: _("Numbered, on the About page under “Our demands.”"),
    models.Belief: _("On the About page under “What we believe.”"),
    models.Consequence: _("On the About page under “What it costs.”"),
    models.PollFigure: _(
        "On the home page under “What the public says,” with the pollster, month and source."
    ),
    models.Organization: _("On the About page under “Our partners.”"),
}
for model, appears in SIMPLE_LISTS.items():
    admin.site.register(model, ListAdmin, appears=appears)


@admin.register(models.Question)
class QuestionAdmin(ListAdmin):
    form = QuestionForm
    appears = _("On the questions page. Some also show up on the mission page.")
    list_display = ["__str__", "is_on_mission", "position", "is_published"]


@admin.register(models.Quotation)
class QuotationAdmin(ListAdmin):
    appears = _("On the home page under “Public pressure,” or on the mission page.")
    list_display = ["__str__", "place", "position", "is_published"]


@admin.register(models.NextStep)
class NextStepAdmin(ListAdmin):
    form = NextStepForm
    appears = _("At the bottom of every page, under “What you can do next.”")
    list_display = ["__str__", "target", "position", "is_published"]


@admin.register(models.Passage)
class PassageAdmin(ContentAdmin):
    """Each place has at most one passage. An empty place isn't drawn."""

    form = PassageForm
    appears = _(
        "Each shows up where its place says. If a place has no text, we leave that part of "
        "the page out."
    )
    list_display = ["place"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        is_room_left = models.Passage.objects.count() < len(models.Passage.Place)
        return super().has_add_permission(request) and is_room_left
