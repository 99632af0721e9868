"""The forms of texts and links that are public as soon as they are saved."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.content.models import NextStep, Passage, Question
from campaign.content.text_checks import Reader, errors_in
from campaign.lib.admin.optimistic_admin import OptimisticAdminForm


class PassageForm(OptimisticAdminForm):
    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if "place" in cleaned:
            page = reverse(Passage.PAGES[Passage.Place(cleaned["place"])])
            proofread(self, "text", cleaned, page=page)
        return cleaned


class QuestionForm(OptimisticAdminForm):
    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        proofread(self, "answer", cleaned, page=reverse(Question.shown_at))
        return cleaned


class NextStepForm(OptimisticAdminForm):
    def _post_clean(self) -> None:
        """Follow the link if nothing else is wrong with it."""
        super()._post_clean()
        step = self.instance
        is_drawn = step.target == NextStep.Target.LINK and "link" not in self.errors
        if is_drawn and not Reader(timezone.now()).arrives(step.link):
            words = _("We can’t find this page or section. Check the link.")
            self.add_error("link", forms.ValidationError(words, code="broken_link"))


def proofread(form: OptimisticAdminForm, name: str, cleaned: dict[str, Any], *, page: str) -> None:
    """Add what's wrong with a Markdown field's links to it, if it's otherwise valid."""
    if name in cleaned:
        add_errors(form, name, errors_in(cleaned[name], at=timezone.now(), page=page))


def add_errors(form: forms.BaseForm, name: str, errors: list[forms.ValidationError]) -> None:
    for error in errors:
        form.add_error(name, error)
