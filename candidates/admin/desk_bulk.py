"""Send many campaigns their links: first who gets it and who doesn't, then a button."""

from collections.abc import Sequence

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaign.lib.admin.action_pages import organizer
from campaign.lib.admin.bulk import Bulk, bulk_page, changed_meanwhile
from candidates import whom_to_email
from candidates.desk import links
from candidates.models import Candidacy


@admin.action(description=gettext_lazy("Send the campaigns their links…"), permissions=["change"])
def send_links(
    candidacies: admin.ModelAdmin, request: HttpRequest, chosen: QuerySet[Candidacy]
) -> HttpResponse | None:
    """Show whom the links would go to. The button of that page sends them."""
    user, now = organizer(request), timezone.now()

    def do(rows: Sequence[Candidacy]) -> tuple[str, str]:
        lines = links.send_to_all([row.pk for row in rows], by=user, now=now)
        if not all(line.contact for line in lines):
            raise changed_meanwhile()
        done = ngettext(
            "We’re emailing %(count)d campaign its link.",
            "We’re emailing %(count)d campaigns their links.",
            len(lines),
        )
        return done % {"count": len(lines)}, reverse("admin:candidates_desklink_changelist")

    def bulk(rows: Sequence[Candidacy]) -> Bulk:
        planned = whom_to_email.plan(rows, by=user, now=now)
        lines = {line.candidacy.pk: line for line in planned}
        return Bulk(
            title=_("Send the campaigns their links"),
            button=_("Email them"),
            effect=lambda row: lines[row.pk].address,
            refusal=lambda row: lines[row.pk].reason,
            do=do,
            needs_proof=True,
            note=_(
                "Each campaign gets one email with the link to its own page. For %(days)d days "
                "after that, it gets no other bulk email."
            )
            % {"days": whom_to_email.PAUSE.days},
        )

    rows = chosen.select_related(*whom_to_email.ROWS).order_by("person__sort_key", "pk")
    return bulk_page(candidacies, request, rows, bulk)
