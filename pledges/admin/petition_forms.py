"""The form of a petition: the links of what is public work."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.optimistic_admin import OptimisticAdminForm
from campaign.lib.text_checks import errors_in
from pledges.models import Petition
from pledges.models.petitions import MARKDOWN


def proofread(form: forms.ModelForm, name: str, cleaned: dict[str, Any], *, page: str) -> None:
    """Add errors about broken links to a Markdown field, as the public would see them."""
    for error in errors_in(cleaned.get(name) or "", at=timezone.now(), page=page):
        form.add_error(name, error)


class PetitionForm(OptimisticAdminForm):
    """Checks the links of what is public or will be; a draft may be unfinished."""

    def moves_by_itself(self, name: str, cleaned: dict[str, Any]) -> bool:
        """Let the goal go up while the form is open, unless it is pinned."""
        return name == "goal" and not self.instance.goal_pinned and not cleaned.get("goal_pinned")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        self._keep_public(cleaned)
        slug = cleaned.get("slug") or self.instance.slug
        if slug and cleaned.get("state", self.instance.state) != Petition.State.DRAFT:
            page = Petition(slug=slug).get_absolute_url()
            for name in MARKDOWN:
                proofread(self, name, cleaned, page=page)
        return cleaned

    def _keep_public(self, cleaned: dict[str, Any]) -> None:
        is_draft = cleaned.get("state") == Petition.State.DRAFT
        if is_draft and self.instance.pk and self.instance.signatures.exists():
            self.add_error(
                "state",
                forms.ValidationError(
                    _(
                        "People have signed this petition, so it can’t be a draft. Pause, "
                        "close or withdraw it instead."
                    ),
                    code="signed",
                ),
            )
