"""The form of an article. It publishes nothing with a broken link."""

import datetime
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.content.admin.text_forms import add_errors
from campaign.content.links import scheduled_links_to
from campaign.content.models import Article
from campaign.content.models.articles import slug_of
from campaign.content.text_checks import errors_in, errors_in_words
from campaign.lib.admin.optimistic_admin import OptimisticAdminForm
from campaign.lib.admin.optimistic_formsets import OptimisticInlineFormSet, RowForm
from campaign.named_figures import no_figures_here

# The name of a button beside Django's own.
PUBLISH = "_publish"


def refuse_while_linked(
    article: Article, *, until: datetime.datetime | None, now: datetime.datetime
) -> None:
    """Raise ValidationError if a scheduled article would lose its link to `article`.

    `until` is when the article becomes public instead, None if it goes away now.
    """
    waiting = scheduled_links_to(article, until=until, now=now)
    if waiting:
        raise forms.ValidationError(
            _("These scheduled articles link to it: %(titles)s. Change them first."),
            code="linked_by_scheduled",
            params={"titles": ", ".join(f"“{each}”" for each in waiting)},
        )


class ArticleForm(OptimisticAdminForm):
    """Checks the links of articles that are public or scheduled. Drafts may be unfinished."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        now = timezone.now()
        self._refuse_what_came_too_late()
        if PUBLISH in self.data and "published_at" in self.fields:
            cleaned["published_at"] = now
            # The admin saves only what the form lists as changed.
            self.changed_data.append("published_at")
        published_at = cleaned.get("published_at", self.instance.published_at)
        if published_at and not self.instance.is_withdrawn:
            self._proofread(cleaned, max(now, published_at))
        self._keep_links_to_it(cleaned, now)
        return cleaned

    def _refuse_what_came_too_late(self) -> None:
        """Refuse a new date or address if the article went public while the form was open."""
        public_at = self.instance.published_at
        if public_at is None or "published_at" in self.fields:
            return
        moment = self.data.get(self.add_prefix("published_at"))
        slug = self.data.get(self.add_prefix("slug"), self.instance.slug)
        if slug != self.instance.slug or (moment is not None and not is_same(moment, public_at)):
            self.add_error(
                None,
                forms.ValidationError(
                    _("This article has been public since %(moment)s. Withdraw it instead."),
                    code="public_meanwhile",
                    params={
                        "moment": date_format(timezone.localtime(public_at), "DATETIME_FORMAT")
                    },
                ),
            )

    def _proofread(self, cleaned: dict[str, Any], at: datetime.datetime) -> None:
        for name in ("title", "summary"):
            add_errors(self, name, errors_in_words(cleaned.get(name, "")))
        errors = errors_in(cleaned.get("body", ""), at=at, itself=self._itself(cleaned))
        add_errors(self, "body", errors)

    def _keep_links_to_it(self, cleaned: dict[str, Any], now: datetime.datetime) -> None:
        """Refuse a later date, none, or a new address while scheduled articles link here."""
        itself = self._itself(cleaned)
        moments = {"published_at": cleaned.get("published_at")}
        if itself and itself.slug != self.instance.slug:
            moments["slug"] = None
        for name, until in moments.items():
            if self.instance.published_at and name in cleaned:
                try:
                    refuse_while_linked(self.instance, until=until, now=now)
                except forms.ValidationError as error:
                    self.add_error(name, error)

    def _itself(self, cleaned: dict[str, Any]) -> Article | None:
        """Return the article with the address it will have, None without one."""
        made = slug_of(cleaned.get("title", ""))
        slug = cleaned.get("slug", self.instance.slug) or made
        return Article(slug=slug) if slug else None

    def clean_updated_on(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["updated_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(
                _("This date is in the future. Enter today or an earlier date."), code="future"
            )
        return day


def is_same(typed: str, moment: datetime.datetime) -> bool:
    """Say whether a form posted `moment`, which it shows to the second."""
    try:
        typed_moment = forms.DateTimeField(required=False).clean(typed)
    except forms.ValidationError:
        return False
    return bool(typed_moment == moment.replace(microsecond=0))


class RelatedRowForm(RowForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["leads_to"].widget.known = self.instance.leads_to


class SourceFormSet(OptimisticInlineFormSet):
    def clean(self) -> None:
        super().clean()
        if not self.instance.published_at or self.instance.is_withdrawn:
            return
        for form in self.forms:
            if not form.cleaned_data.get(DELETION_FIELD_NAME):
                for name in ("title", "publisher"):
                    add_errors(form, name, errors_in_words(form.cleaned_data.get(name, "")))


class WithdrawalForm(forms.Form):
    """Why an article is taken down; the public reads it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=400,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        validators=[no_figures_here],
        help_text=gettext_lazy("We’ll show this in place of the article."),
    )
