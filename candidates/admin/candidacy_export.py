"""The list of candidacies as a file that organizers can edit and bring back."""

from functools import partial
from operator import attrgetter
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from campaign.lib.admin.exporting import Column, ExportedList, shown_cell
from campaign.lib.workbooks import text_of
from candidates.models import Candidacy
from candidates.models.contact_wishes import LEFT_OUT, Contact

# The headers are the model's columns, by which a sheet is read back.
PUBLIC = (
    "published_email",
    "published_phone",
    "published_contact_source",
    "campaign_url",
    "social_urls",
    "incumbency",
)
PRIVATE = ("assigned_to", "contact_email", "contact_phone")


class CandidacyExport(ExportedList):
    """Begins with our id and the FEC id, and ends with when it was exported."""

    export_related = ("assigned_to",)

    def export_columns(self, request: HttpRequest) -> list[Column]:
        _number, *shown = ExportedList.export_columns(self, request)
        private = PRIVATE if self.exports_private_columns(request) else ()
        exported_at = text_of(timezone.now())
        return [
            Column("id", attrgetter("pk")),
            Column("fec_id", attrgetter("fec_id")),
            *(column for column in shown if column.name not in {*PUBLIC, *PRIVATE}),
            *(Column(name, partial(self._cell, name)) for name in (*PUBLIC, *private)),
            Column("do_not_contact", lambda row: str(row.get_do_not_contact_display())),
            Column("exported_at", lambda _candidacy: exported_at),
        ]

    def exports_private_columns(self, request: HttpRequest) -> bool:
        """Say whether this organizer sees private contacts: only those who may change them do."""
        return self.has_change_permission(request)

    def _cell(self, name: str, candidacy: Candidacy) -> Any:
        if name == "assigned_to":
            return candidacy.assigned_to.get_username() if candidacy.assigned_to else None
        if name in Contact.values and candidacy.wants_no_contact and getattr(candidacy, name):
            return str(LEFT_OUT)
        return shown_cell(self, candidacy, name)
