"""The moderators' queue. Nothing a reader wrote gets into messages, web addresses or logs."""

from operator import methodcaller
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaign.content import moderation
from campaign.content.admin.comment_pages import (
    STATE_SENTENCES,
    ReplyForm,
    decide,
    email_in_words,
    find_by_address,
    remove,
    reply,
)
from campaign.content.models import Comment, Profile
from campaign.lib.admin.action_pages import context_of, organizer
from campaign.lib.admin.badges import badge
from campaign.lib.admin.base import BaseAdmin
from campaign.lib.admin.bulk import Bulk, bulk_page
from campaign.lib.admin.detail_page import DetailPage
from campaign.lib.admin.lists import ChoiceFilter, FoldedSearchAdmin

State = Comment.State
BADGES = {
    State.WAITING: "waiting",
    State.APPROVED: "published",
    State.REJECTED: "retracted",
    State.SPAM: "retracted",
    State.REMOVED: "lost",
}

STATE_BUTTONS = {
    State.APPROVED: gettext_lazy("Approve"),
    State.REJECTED: gettext_lazy("Reject"),
    State.SPAM: gettext_lazy("Mark as spam"),
}

DECIDING = {
    State.APPROVED: gettext_lazy("Approve these comments?"),
    State.REJECTED: gettext_lazy("Reject these comments?"),
    State.SPAM: gettext_lazy("Mark these comments as spam?"),
}


class QueueFilter(ChoiceFilter):
    title = gettext_lazy("state")
    parameter_name = "state"
    unchosen = (gettext_lazy("waiting"), lambda rows: rows.waiting())
    narrowed = {
        "held": (gettext_lazy("held for review"), lambda rows: rows.quarantined()),
        **{
            state: (state.label, methodcaller("filter", state=state))
            for state in State
            if state != State.WAITING
        },
        "all": (gettext_lazy("all"), lambda rows: rows),
    }


@admin.register(Comment)
class CommentAdmin(FoldedSearchAdmin, DetailPage, BaseAdmin):
    page_template = "admin/campaign/comment/page.html"
    change_list_template = "admin/campaign/comment/change_list.html"
    list_display = ["excerpt", "name", "article", "received_at", "state_badge"]
    list_filter = [QueueFilter]
    list_select_related = ["article"]
    # Searches are in the web address, so no words of readers can be searched.
    search_fields = ["article__title"]
    search_help_text = gettext_lazy("Search by words in the article’s title.")
    actions = ["approve", "reject", "mark_as_spam", "remove_for_good"]

    def get_urls(self) -> list[URLPattern]:
        return [
            self.page("by-address/", find_by_address, "by_address"),
            self.page("remove/", remove, "remove", methods=["POST"]),
            self.page("<int:comment_id>/decide/", decide, "decide", methods=["POST"]),
            self.page("<int:comment_id>/reply/", reply, "reply"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        return super().get_queryset(request).defer("email").select_related("article", "decided_by")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def page_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        may_change = self.has_change_permission(request, row)
        may_reply = not row.is_from_organizer and (row.is_waiting or row.is_approved)
        is_replied_to = row.is_replied_to()
        is_final = row.is_from_organizer or is_replied_to
        decisions = [] if is_final else moderation.NEXT_STATES[row.state]
        return {
            "title": _("Comment"),
            "decisions": [(state.value, STATE_BUTTONS[state]) for state in decisions if may_change],
            "why_no_decision": moderation.REPLIED_TO
            if is_replied_to and not row.is_removed
            else "",
            "email": email_in_words(row),
            "may_remove": may_change and not row.is_removed,
            "replies": row.replies.order_by("received_at", "id"),
            "reply_form": ReplyForm(initial={"name": Profile.objects.current().name})
            if may_change and may_reply
            else None,
        }

    @admin.display(description=gettext_lazy("comment"))
    def excerpt(self, comment: Comment) -> str:
        return Truncator(comment.text).chars(300) or "—"

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_badge(self, comment: Comment) -> Any:
        if comment.quarantine:
            return badge("pending", _("held for review"))
        return badge(BADGES[State(comment.state)], comment.get_state_display())

    @admin.action(description=gettext_lazy("Approve…"), permissions=["change"])
    def approve(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        return self._decide(request, queryset, State.APPROVED)

    @admin.action(description=gettext_lazy("Reject…"), permissions=["change"])
    def reject(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        return self._decide(request, queryset, State.REJECTED)

    @admin.action(description=gettext_lazy("Mark as spam…"), permissions=["change"])
    def mark_as_spam(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        return self._decide(request, queryset, State.SPAM)

    @admin.action(description=gettext_lazy("Remove for good…"), permissions=["change"])
    def remove_for_good(self, request: HttpRequest, queryset: Any) -> HttpResponse:
        """Ask first, because removing can't be undone."""
        context = {
            **context_of(self, request),
            "title": _("Remove comments for good"),
            "comments": queryset.exclude(state=State.REMOVED),
        }
        return TemplateResponse(request, "admin/campaign/comment/remove.html", context)

    def _decide(
        self, request: HttpRequest, queryset: Any, state: Comment.State
    ) -> HttpResponse | None:
        """Decide the ones still waiting. Others may have been decided differently meanwhile."""

        def do(rows: list[Comment]) -> tuple[str, str]:
            waiting = Comment.objects.filter(pk__in=[row.pk for row in rows])
            decided = moderation.decide_waiting(
                waiting, state, by=organizer(request), now=timezone.now()
            )
            for row in decided:
                self.log_change(request, row, str(STATE_SENTENCES[state]))
            done = ngettext(
                "%(count)d comment: %(state)s.", "%(count)d comments: %(state)s.", len(decided)
            )
            return done % {"count": len(decided), "state": state.label}, ""

        def refusal(row: Comment) -> str:
            is_open = row.is_waiting or row.quarantine
            return "" if is_open else _("It was already decided. Open it to decide again.")

        return bulk_page(
            self,
            request,
            queryset,
            Bulk(
                title=str(DECIDING[state]),
                button=str(STATE_BUTTONS[state]),
                effect=lambda row: f"{row.name}: {Truncator(row.text).chars(300)}",
                do=do,
                refusal=refusal,
                note=_("Later, you can decide again on each comment’s own page."),
            ),
        )
