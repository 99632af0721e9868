"""A petition as the public will read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from campaign.lib.proofreaders import errors_in
from candidates.admin.acting import row_or_404
from pledges.admin.petition_forms import MARKDOWN
from pledges.bulletin import events_of, signers_of
from pledges.forms import SignForm
from pledges.models import Petition
from pledges.statistics import petition_figures

if TYPE_CHECKING:
    from pledges.admin.petitions import PetitionAdmin


def preview(petitions: PetitionAdmin, request: HttpRequest, petition_id: int) -> HttpResponse:
    """Show a petition as it is saved; a draft as it will look once it is open."""
    petition: Petition = row_or_404(petitions, request, petition_id, to_change=False)
    now = max(timezone.now(), petition.opens_at or timezone.now())
    if petition.state == Petition.State.DRAFT:
        petition.state = Petition.State.OPEN
    texts = {name: getattr(petition, name) for name in MARKDOWN}
    updates = list(petition.updates.published(now))
    page = petition.get_absolute_url()
    context = {
        "petition": petition,
        "figures": petition_figures(petition),
        "form": SignForm(),
        "demands": petition.demands.all(),
        "signers": signers_of(petition),
        "updates": updates,
        "events": events_of(petition, now),
        "texts": [*texts.values(), *(update.body for update in updates)],
        "is_preview": True,
        "problems": [
            f"{Petition._meta.get_field(name).verbose_name}: {sentence}"
            for name, text in texts.items()
            for error in errors_in(text, at=now, page=page)
            for sentence in error.messages
        ],
    }
    return TemplateResponse(request, "admin/pledges/petition/preview.html", context)
