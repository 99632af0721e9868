"""The lists that organizers edit, except the simple ones in `points`."""

from typing import NoReturn, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaign.content.anchors import RESERVED
from campaign.content.models.articles import LONGEST_SLUG, slug_of
from campaign.content.models.passages import MARKDOWN_ALLOWED
from campaign.content.models.pictures import Picture
from campaign.content.models.points import FIGURES_ALLOWED, ListItem, ListQuerySet
from campaign.lib.source_links import SOURCE_HELP, check_source
from campaign.named_figures import no_figures_here, only_known_figures


def refuse(field: str, words: str | Promise, code: str) -> NoReturn:
    raise ValidationError({field: ValidationError(str(words), code=code)})


class QuestionQuerySet(ListQuerySet):
    def on_mission(self) -> Self:
        return self.filter(is_on_mission=True)


class Question(ListItem):
    """A question with its answer. `slug` is its anchor on the questions page."""

    shown_at = "faq"

    question = models.CharField(_("question"), max_length=160, validators=[only_known_figures])
    slug = models.SlugField(
        _("link name"),
        max_length=LONGEST_SLUG,
        unique=True,
        blank=True,
        help_text=_(
            "Links to this question end with it. If you leave it empty, we’ll make it from the "
            "question."
        ),
    )
    answer = models.TextField(
        _("answer"), validators=[only_known_figures], help_text=MARKDOWN_ALLOWED
    )
    is_on_mission = models.BooleanField(
        _("also on the mission page"),
        default=False,
        help_text=_("The mission page has a short list of questions that link here."),
    )

    objects = QuestionQuerySet.as_manager()  # type: ignore[misc]

    class Meta(ListItem.Meta):
        verbose_name = _("question")
        verbose_name_plural = _("questions and answers")

    def __str__(self) -> str:
        return self.question

    @property
    def anchor(self) -> str:  # type: ignore[override]
        return self.slug

    def clean(self) -> None:
        self.slug = self.slug or slug_of(self.question)
        if not self.slug:
            refuse(
                "slug", _("Use letters, numbers and hyphens, such as who-is-behind."), "no_place"
            )
        if RESERVED.fullmatch(self.slug):
            refuse(
                "slug",
                _("This name is already used on the page. Choose another."),
                "reserved_place",
            )


class PollFigure(ListItem):
    """A share of people in a poll, with everything needed to check it."""

    anchor = "polls"

    percent = models.PositiveSmallIntegerField(
        _("percent"),
        validators=[MaxValueValidator(100)],
        help_text=_("The published figure, rounded."),
    )
    finding = models.CharField(
        _("finding"),
        max_length=120,
        validators=[no_figures_here],
        help_text=_(
            "The words that follow the figure, such as “say ICE has gone too far.” Leave off the "
            "period."
        ),
    )
    asked = models.CharField(
        _("question asked"),
        max_length=240,
        validators=[no_figures_here],
        help_text=_("The poll’s question, in the pollster’s words or yours."),
    )
    pollster = models.CharField(_("pollster"), max_length=80, validators=[no_figures_here])
    fielded_on = models.DateField(
        _("month"), help_text=_("Any day in the month the poll was taken.")
    )
    source_url = models.URLField(
        _("source"),
        max_length=500,
        validators=[check_source],
        help_text=SOURCE_HELP,
    )

    class Meta(ListItem.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(percent__lte=100), name="poll_figure_is_a_share")
        ]
        verbose_name = _("poll figure")
        verbose_name_plural = _("home page: poll figures")

    def __str__(self) -> str:
        return f"{self.percent}% {self.finding}"


class QuotationQuerySet(ListQuerySet):
    def on(self, place: str) -> Self:
        return self.filter(place=place).select_related("picture")


class Quotation(ListItem):
    class Place(models.TextChoices):
        HOME = "home", _("home page, public pressure")
        MISSION = "mission", _("mission page")

    place = models.CharField(_("place"), max_length=7, choices=Place, default=Place.HOME)
    text = models.TextField(
        _("words"),
        max_length=600,
        validators=[no_figures_here],
        help_text=_("Word for word, without quotation marks."),
    )
    speaker = models.CharField(_("who said it"), max_length=120, validators=[no_figures_here])
    source = models.CharField(
        _("where"),
        max_length=160,
        validators=[no_figures_here],
        help_text=_("The book, paper or speech."),
    )
    said = models.CharField(
        _("when"),
        max_length=60,
        validators=[no_figures_here],
        help_text=_("For example: March 4, 2026."),
    )
    source_url = models.URLField(
        _("source"),
        max_length=500,
        validators=[check_source],
        help_text=SOURCE_HELP,
    )
    picture = models.ForeignKey(
        Picture,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )

    objects = QuotationQuerySet.as_manager()  # type: ignore[misc]

    class Meta(ListItem.Meta):
        verbose_name = _("quotation")
        verbose_name_plural = _("home page: quotations")

    def __str__(self) -> str:
        return f"{self.speaker}: {self.text}"

    @property
    def shown_at(self) -> str:  # type: ignore[override]
        return self.place

    @property
    def anchor(self) -> str:  # type: ignore[override]
        return f"quotation-{self.pk}"


class Organization(ListItem):
    shown_at = "about"
    anchor = "organizations"

    name = models.CharField(_("name"), max_length=120, validators=[no_figures_here])
    url = models.URLField(_("website"), max_length=500, blank=True)
    note = models.CharField(
        _("what it does"), max_length=200, blank=True, validators=[only_known_figures]
    )
    logo = models.ForeignKey(
        Picture,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo"),
        help_text=_("Use a picture that isn’t in the gallery."),
    )

    class Meta(ListItem.Meta):
        verbose_name = _("organization")
        verbose_name_plural = _("about page: organizations")

    def __str__(self) -> str:
        return self.name


class NextStep(ListItem):
    class Target(models.TextChoices):
        SIGN = "sign", _("sign: the newest open petition")
        JOIN = "join", _("join: the sign-up page")
        CALL = "call", _("call: find candidates in your state, until people vote")
        HOLD = "hold", _("hold: who was elected, once people have voted")
        SHARE = "share", _("share: the share buttons on the page")
        DONATE = "donate", _("donate: the donation link under “Site”")
        LINK = "link", _("another link")

    anchor = "next-steps"

    title = models.CharField(_("title"), max_length=60, validators=[only_known_figures])
    text = models.CharField(
        _("text"),
        max_length=200,
        blank=True,
        validators=[only_known_figures],
        help_text=FIGURES_ALLOWED,
    )
    words = models.CharField(_("button text"), max_length=40, validators=[no_figures_here])
    target = models.CharField(
        _("where it goes"),
        max_length=6,
        choices=Target,
        default=Target.LINK,
        help_text=_(
            "If a step has nowhere to go, we don’t show it. For example, we hide “donate” if "
            "there’s no donation link."
        ),
    )
    link = models.CharField(
        _("other link"),
        max_length=500,
        blank=True,
        help_text=_("A page on this site, such as /news/, or a link that starts with https://."),
    )

    class Meta(ListItem.Meta):
        verbose_name = _("next step")
        verbose_name_plural = _("every page: next steps")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        is_address = self.link.startswith("https://") or (
            self.link.startswith("/") and not self.link.startswith("//")
        )
        if self.target == self.Target.LINK and not is_address:
            words = _(
                "Enter a page on this site, such as /news/, or a link that starts with https://."
            )
            refuse("link", words, "no_address")

    @property
    def mark(self) -> str:
        return {
            self.Target.SIGN: "clipboard",
            self.Target.JOIN: "door",
            self.Target.CALL: "megaphone",
            self.Target.HOLD: "megaphone",
            self.Target.SHARE: "whistle",
            self.Target.DONATE: "candle",
            self.Target.LINK: "envelope",
        }[self.Target(self.target)]

    def leads_to(self, *, donate_url: str, sign_url: str) -> str:
        """Return the address of the step, "" if it has none."""
        return {
            self.Target.SIGN: sign_url,
            self.Target.JOIN: reverse("pledges:join"),
            self.Target.CALL: reverse("candidates:find"),
            self.Target.HOLD: f"{reverse('candidates:tracker')}?outcome=elected#found",
            self.Target.SHARE: "#share",
            self.Target.DONATE: donate_url,
            self.Target.LINK: self.link,
        }[self.Target(self.target)]
