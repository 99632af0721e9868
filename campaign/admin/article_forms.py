"""The form of an article, which publishes nothing that leads nowhere."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.links import problems
from campaign.models import Article
from campaign.models.articles import slug_of
from candidates.admin.guard import GuardedForm

# The names of the buttons beside Django's own.
PUBLISH, PREVIEW = "_publish", "_preview"


def link_problems(
    text: str, *, at: datetime.datetime, itself: Article | None
) -> list[forms.ValidationError]:
    """Return an error for each place of `text` that keeps it from being public at `at`."""
    found = problems(text, at=at, itself=itself)
    return [forms.ValidationError(str(problem), code="broken_link") for problem in found]


class ArticleForm(GuardedForm):
    """Checks the links of what is public or will be; a draft may be unfinished."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        now = timezone.now()
        if PUBLISH in self.data and "published_at" in self.fields:
            cleaned["published_at"] = now
            # The admin writes what the form says has changed.
            self.changed_data.append("published_at")
        published_at = cleaned.get("published_at", self.instance.published_at)
        if published_at and "body" in cleaned and not self.instance.is_withdrawn:
            at = max(now, published_at)
            for error in link_problems(cleaned["body"], at=at, itself=self._itself(cleaned)):
                self.add_error("body", error)
        return cleaned

    def _itself(self, cleaned: dict[str, Any]) -> Article | None:
        """Return the article by the address that it will have; None without one."""
        made = slug_of(cleaned.get("title", ""))
        slug = cleaned.get("slug", self.instance.slug) or made
        return Article(slug=slug) if slug else None

    def clean_updated_on(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["updated_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."), code="future")
        return day


class WithdrawalForm(forms.Form):
    """Why an article is taken down; the public reads it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=400,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text=gettext_lazy("On the page that stands in its place."),
    )
