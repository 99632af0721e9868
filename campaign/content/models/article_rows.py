"""What's at the end of an article: its sources, and what to read next."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaign.content.models.articles import Article
from campaign.lib.admin.history import kept_versions
from campaign.lib.source_links import SOURCE_HELP, check_source
from campaign.named_figures import no_figures_here


class RelatedArticle(models.Model):
    """An article that another one links to. Readers see it while it's public."""

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="related_rows", verbose_name=_("article")
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("The lowest number comes first.")
    )
    leads_to = models.ForeignKey(
        Article,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("related article"),
        help_text=_("We show it at the end of the article, as long as it’s public."),
    )

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                "article",
                "leads_to",
                name="related_article_is_listed_once",
                violation_error_code="leads_to",
                violation_error_message=_("This article is already listed."),
            ),
            models.CheckConstraint(
                condition=~Q(article=F("leads_to")),
                name="related_article_is_another_one",
                violation_error_code="leads_to",
                violation_error_message=_(
                    "An article can’t link to itself. Choose another article."
                ),
            ),
        ]
        verbose_name = _("related article")
        verbose_name_plural = _("related articles")

    def __str__(self) -> str:
        return str(self.leads_to)


class ArticleSource(models.Model):
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="sources", verbose_name=_("article")
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("The lowest number comes first.")
    )
    title = models.CharField(_("title"), max_length=240, validators=[no_figures_here])
    publisher = models.CharField(
        _("published by"), max_length=160, blank=True, validators=[no_figures_here]
    )
    url = models.URLField(
        _("web address"),
        max_length=500,
        blank=True,
        validators=[check_source],
        help_text=SOURCE_HELP,
    )
    read_on = models.DateField(_("accessed on"), null=True, blank=True)

    history = kept_versions()

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return self.title
