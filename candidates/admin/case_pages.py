"""Download everything we have about a campaign, for a lawyer."""

import tempfile
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.lib import audit
from campaign.lib.admin.action_pages import ActionPage, action_page, organizer, page_of, row_or_404
from campaign.lib.recent_proof import demand_recent_proof
from candidates.case_file import write_case
from candidates.models import Candidacy

# A larger file waits on disk instead of in memory.
MOST_IN_MEMORY = 2**22


def case(candidacies: ModelAdmin, request: HttpRequest, candidacy_id: int) -> HttpResponseBase:
    campaign: Candidacy = row_or_404(candidacies, request, candidacy_id, to_change=False)
    if not request.user.has_perm("candidates.export_case"):
        raise PermissionDenied
    demand_recent_proof(request)
    if request.method != "POST":
        return action_page(candidacies, request, campaign, forms.Form(), about(campaign))
    file = tempfile.SpooledTemporaryFile(MOST_IN_MEMORY)  # noqa: SIM115 - the response closes it
    with transaction.atomic():
        write_case(campaign, file, now=timezone.now())
        audit.record(audit.Event.CASE_EXPORTED, by=organizer(request), about=campaign)
    file.seek(0)
    name = f"case-{campaign.public_id}-{timezone.localdate():%Y-%m-%d}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


def about(campaign: Candidacy) -> ActionPage:
    def stay(_cleaned: dict[str, Any]) -> tuple[str, str]:
        return "", page_of(campaign)

    return ActionPage(
        title=_("File for a lawyer"),
        button=_("Download the file"),
        do=stay,
        explanation=_(
            "One ZIP file with everything we have about this campaign: answers, evidence with "
            "originals, proofs, holds, calls and emails, messages, error reports, and who did what "
            "when. It’s confidential. The audit log notes that you downloaded it."
        ),
    )
