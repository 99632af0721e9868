"""A petition as the public will read it."""

from __future__ import annotations

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from campaign.lib.admin.action_pages import row_or_404
from campaign.lib.text_checks import errors_in
from pledges.admin.petition_forms import MARKDOWN
from pledges.models import Petition
from pledges.views.petitions import reading

LABELS = {field.name: field.verbose_name for field in Petition._meta.fields}


def preview(petitions: ModelAdmin, request: HttpRequest, petition_id: int) -> HttpResponse:
    """Show a petition as it is saved; a draft as it will look once it is open."""
    petition: Petition = row_or_404(petitions, request, petition_id, to_change=False)
    now = max(timezone.now(), petition.opens_at or timezone.now())
    if petition.state == Petition.State.DRAFT:
        petition.state = Petition.State.OPEN
    page = petition.get_absolute_url()
    context = {
        **reading(petition, now),
        "is_preview": True,
        "problems": [
            f"{LABELS[name]}: {sentence}"
            for name in MARKDOWN
            for error in errors_in(getattr(petition, name), at=now, page=page)
            for sentence in error.messages
        ],
    }
    return TemplateResponse(request, "admin/pledges/petition/preview.html", context)
