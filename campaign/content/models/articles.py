"""The campaign's articles."""

import datetime
from typing import Self

import pgtrigger
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from campaign.content.models.pictures import Picture
from campaign.lib.admin.history import kept_versions
from campaign.named_figures import no_figures_here, only_known_figures

LONGEST_SLUG = 80
# The database checks this too, so links to an article keep working.
ADDRESS_STAYS = pgtrigger.Trigger(
    name="article_address_stays_once_public",
    operation=pgtrigger.Update,
    when=pgtrigger.Before,
    func="""
        IF OLD.published_at <= now()
            AND (NEW.slug, NEW.published_at) IS DISTINCT FROM (OLD.slug, OLD.published_at)
        THEN
            RAISE EXCEPTION 'An article that was public keeps its address and its moment.'
                USING ERRCODE = 'check_violation',
                      CONSTRAINT = 'article_address_stays_once_public';
        END IF;
        RETURN NEW;
    """,
)


def slug_of(title: str) -> str:
    """Return the slug made from a title, "" if it has no Latin letters."""
    return slugify(title)[:LONGEST_SLUG].strip("-")


class ArticleQuerySet(models.QuerySet["Article"]):
    def released(self, now: datetime.datetime) -> Self:
        """Keep what is or was public, withdrawn or not."""
        return self.filter(published_at__lte=now)

    def published(self, now: datetime.datetime) -> Self:
        return self.released(now).filter(withdrawn_at=None)

    def scheduled(self, now: datetime.datetime) -> Self:
        return self.filter(published_at__gt=now)

    def drafts(self) -> Self:
        return self.filter(published_at=None)

    def next_change(self, now: datetime.datetime) -> datetime.datetime | None:
        """Return when the next one comes out or the comments of the next one close; one query.

        None for what is more than two days away: pages are made again at midnight anyway.
        """
        soon = self.released(now + datetime.timedelta(days=2))
        dated = soon.only("published_at", "comments_close_after_days")
        moments = {
            moment for each in dated for moment in (each.published_at, each.comments_close_at)
        }
        return min((moment for moment in moments if moment and moment > now), default=None)


class Article(models.Model):
    """An article of the campaign. It's public from `published_at` until it's withdrawn."""

    title = models.CharField(_("title"), max_length=160, validators=[no_figures_here])
    slug = models.SlugField(
        _("web address"),
        max_length=LONGEST_SLUG,
        unique=True,
        blank=True,
        help_text=_(
            "The article’s page is /news/YEAR/ADDRESS/, and other articles link to it with "
            "[[address]]. If you leave this empty, we’ll make it from the title. You can’t "
            "change it once the article is public."
        ),
    )
    hashtag = models.CharField(
        _("hashtag"),
        max_length=50,
        blank=True,
        validators=[
            RegexValidator(
                r"^#[^\W_]\w*\Z",
                _("Enter # and letters without spaces, such as #KnowYourRights."),
                code="no_hashtag",
            )
        ],
        help_text=_("Goes above the headline, such as #KnowYourRights."),
    )
    summary = models.TextField(
        _("summary"),
        max_length=400,
        validators=[no_figures_here],
        help_text=_(
            "One or two sentences below the headline. We also show it in lists, in the feed and "
            "when people share the article. Plain text."
        ),
    )
    body = models.TextField(
        _("text"),
        validators=[only_known_figures],
        help_text=_(
            "Markdown. Leave an empty line between paragraphs. Start a heading with ##. Write a "
            "link as [words](address). To link inside this site, write [[article-address]], "
            "[[petition:address]] or [[candidate:FEC ID]]. For other link text, write "
            "[[address|other words]]. We fill in figures such as {signed}."
        ),
    )
    author = models.CharField(
        _("author"),
        max_length=160,
        blank=True,
        validators=[no_figures_here],
        help_text=_("Goes below the summary, after “By.” Leave this empty for no byline."),
    )
    lead_picture = models.ForeignKey(
        Picture,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead picture"),
        help_text=_("Goes above the text, with its credit."),
    )
    published_at = models.DateTimeField(
        _("public from"),
        null=True,
        blank=True,
        help_text=_(
            "Eastern time. For a draft only organizers can see, leave this empty. For a "
            "scheduled article, enter a time in the future."
        ),
    )
    updated_on = models.DateField(
        _("updated on"),
        null=True,
        blank=True,
        help_text=_("Shown next to the date. Use it for changes readers should know about."),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    withdrawal_reason = models.CharField(
        _("why it was withdrawn"),
        max_length=400,
        blank=True,
        editable=False,
        help_text=_("We’ll show this in place of the article."),
    )
    related = models.ManyToManyField(
        "self",
        through="RelatedArticle",
        symmetrical=False,
        related_name="+",
        verbose_name=_("related articles"),
    )
    comments_open = models.BooleanField(
        _("readers may comment"),
        default=True,
        help_text=_("Comments go below the text. Ones already approved stay up."),
    )
    comments_close_after_days = models.PositiveSmallIntegerField(
        _("days until comments close"),
        default=30,
        validators=[MinValueValidator(1, _("Enter 1 or more."))],
        help_text=_(
            "Counted from the day the article goes public. The comment form shows the closing date."
        ),
    )

    objects = ArticleQuerySet.as_manager()
    history = kept_versions()

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(slug=""), name="article_has_an_address"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawal_reason="")
                | Q(
                    ~Q(withdrawal_reason=""),
                    withdrawn_at__isnull=False,
                    published_at__isnull=False,
                    withdrawn_at__gte=F("published_at"),
                ),
                name="article_withdrawn_was_public_and_has_a_reason",
            ),
        ]
        triggers = [ADDRESS_STAYS]
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the article's page, or the one a draft would have. The year is Eastern time."""
        year = timezone.localtime(self.published_at).year
        return reverse("article", args=[year, self.slug])

    def clean(self) -> None:
        self.slug = self.slug or slug_of(self.title)
        if not self.slug:
            words = _("Use letters, numbers and hyphens, such as what-to-do-now.")
            raise ValidationError({"slug": ValidationError(words, code="no_address")})

    @property
    def comment_url(self) -> str:
        return f"{self.get_absolute_url()}comment/"

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def comments_close_at(self) -> datetime.datetime | None:
        if self.published_at is None:
            return None
        return self.published_at + datetime.timedelta(days=self.comments_close_after_days)

    def is_released(self, now: datetime.datetime) -> bool:
        return self.published_at is not None and self.published_at <= now

    def is_published(self, now: datetime.datetime) -> bool:
        return self.is_released(now) and not self.is_withdrawn

    def takes_comments(self, now: datetime.datetime) -> bool:
        closes_at = self.comments_close_at
        return self.comments_open and closes_at is not None and now < closes_at

    def withdraw(self, *, reason: str, now: datetime.datetime) -> None:
        """Take the article off the site. Its page says why."""
        self.withdrawn_at, self.withdrawal_reason = now, reason
        self.save(update_fields=["withdrawn_at", "withdrawal_reason"])

    def put_back(self) -> None:
        self.withdrawn_at, self.withdrawal_reason = None, ""
        self.save(update_fields=["withdrawn_at", "withdrawal_reason"])
