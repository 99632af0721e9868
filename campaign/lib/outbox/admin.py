"""Emails that failed, and how each lane is doing."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Min, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaign.lib.admin.action_pages import context_of
from campaign.lib.admin.base import ReadOnlyAdmin
from campaign.lib.admin.bulk import Bulk, bulk_page
from campaign.lib.outbox import lane_health
from campaign.lib.outbox.models import LaneState, Message


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """Emails that the server refused for good or put off for four days."""

    list_display = ["id", "kind_label", "lane", "queued_at", "finished_at", "reply_code"]
    list_display_links = None
    ordering = ["-finished_at", "-pk"]
    sortable_by = ()
    actions = ["send_again"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        return super().get_queryset(request).filter(outcome=Message.Outcome.FAILED)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        context = {"title": _("Failed emails"), **(extra_context or {})}
        return super().changelist_view(request, context)

    def has_send_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("outbox.change_message")

    @admin.display(description=gettext_lazy("kind"))
    def kind_label(self, message: Message) -> str:
        return str(message.kind_label)

    @admin.action(description=gettext_lazy("Send again…"), permissions=["send"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Message]) -> HttpResponse | None:
        def do(rows: list[Message]) -> tuple[str, str]:
            failed = Message.objects.filter(pk__in=[row.pk for row in rows]).failed()
            count = failed.queue_again(now=timezone.now())
            sentence = ngettext(
                "We’ll send %(count)d email again.", "We’ll send %(count)d emails again.", count
            )
            return sentence % {"count": count}, ""

        return bulk_page(
            self,
            request,
            queryset,
            Bulk(
                title=_("Send these emails again?"),
                button=_("Send again"),
                effect=lambda row: f"{row.kind_label} ({row.reply_code})",
                do=do,
                warning=_("You can’t undo this: an email that was sent is sent."),
            ),
        )


@admin.register(LaneState)
class LaneStateAdmin(ReadOnlyAdmin):
    """What each lane is doing, and a button to resume a paused one."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        may_resume = request.user.has_perm("outbox.change_lanestate")
        if request.method == "POST":
            if not may_resume:
                raise PermissionDenied
            if lane_health.resume(request.POST.get("lane", "")):
                messages.success(request, _("We’re sending these emails again."))
            return redirect("admin:outbox_lanestate_changelist")
        context = {
            **context_of(self, request),
            "title": _("Sending"),
            "lanes": self._lanes(),
            "may_resume": may_resume,
        }
        return TemplateResponse(request, "admin/outbox/lanestate/lanes.html", context)

    def _lanes(self) -> list[dict[str, Any]]:
        due = Message.objects.waiting().filter(due_at__lte=timezone.now())
        counts = due.values("lane").annotate(waiting_count=Count("pk"), oldest_due_at=Min("due_at"))
        by_lane = {row["lane"]: row for row in counts}
        nothing = {"waiting_count": 0, "oldest_due_at": None}
        return [
            {"state": state, **by_lane.get(state.lane, nothing)}
            for state in LaneState.objects.order_by("-lane")
        ]
