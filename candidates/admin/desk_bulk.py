"""Send many campaigns their links: first who gets it and who doesn't, then a button."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from campaign.lib import audit
from campaign.lib.admin.action_pages import context_of, organizer
from candidates.desk import bulk, links
from candidates.models import Candidacy

SHOWN = 100


@admin.action(description=gettext_lazy("Send the campaigns their links"), permissions=["change"])
def send_links(
    candidacies: admin.ModelAdmin, request: HttpRequest, chosen: QuerySet[Candidacy]
) -> HttpResponse | None:
    """Show whom the links would go to. The button of that page sends them."""
    if not candidacies.has_change_permission(request):
        raise PermissionDenied
    now = timezone.now()
    planned = bulk.plan(chosen.order_by("person__sort_key", "pk"), now=now)  # type: ignore[arg-type]
    wanted = bulk.to_send(planned)
    if "confirmed" in request.POST and wanted:
        with transaction.atomic():
            links.send_many(wanted, by=organizer(request), now=now)
            audit.record(audit.Event.BULK, by=organizer(request), did="links", rows=len(wanted))
        sentence = ngettext(
            "We’re emailing %(count)d campaign its link.",
            "We’re emailing %(count)d campaigns their links.",
            len(wanted),
        )
        messages.success(request, sentence % {"count": len(wanted)})
        return None
    context = {
        **context_of(candidacies, request),
        "title": gettext_lazy("Send the campaigns their links"),
        "left_out": [each for each in planned if each.reason],
        "recipients": [each for each in planned if each.email],
        "shown": SHOWN,
        "chosen": request.POST.getlist("_selected_action"),
        "select_across": request.POST.get("select_across", "0"),
    }
    return TemplateResponse(request, "admin/candidates/candidacy/send_links.html", context)
