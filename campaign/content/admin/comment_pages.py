"""What an organizer can do with one comment, or with everything one person wrote."""

from typing import Any

from cryptography.fernet import InvalidToken
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaign.content import moderation
from campaign.content.models import Comment, Profile
from campaign.content.models.comments import LONGEST_NAME, LONGEST_TEXT
from campaign.lib import audit
from campaign.lib.admin.action_pages import (
    ActionPage,
    action_page,
    context_of,
    organizer,
    page_of,
    posted,
    row_or_404,
)
from campaign.lib.forms import EmailAddressField, PersonNameField, PlainTextField
from campaign.lib.http import NUMBER

State = Comment.State
STATE_SENTENCES = {
    State.APPROVED: gettext_lazy("Approved."),
    State.REJECTED: gettext_lazy("Rejected."),
    State.SPAM: gettext_lazy("Marked as spam."),
    State.REMOVED: gettext_lazy("Removed."),
}


class ReplyForm(forms.Form):
    text = PlainTextField(
        label=gettext_lazy("Reply"),
        max_length=LONGEST_TEXT,
        widget=AdminTextareaWidget(attrs={"rows": 5}),
        help_text=gettext_lazy("Plain text. It goes up below the comment right away."),
    )
    name = PersonNameField(
        label=gettext_lazy("Name to show"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("We’ll show this with your reply, next to “Organizer.”"),
    )


class AddressForm(forms.Form):
    email = EmailAddressField(label=gettext_lazy("Email address, as they typed it"))


def email_in_words(comment: Comment) -> str:
    """Return the writer's address, or why we can't read one."""
    try:
        return comment.email or _("none, or erased")
    except InvalidToken:
        return _("can’t be read with the current keys")


def decide(comments: admin.ModelAdmin, request: HttpRequest, comment_id: int) -> HttpResponse:
    """Decide one comment as its page showed it, and go back to the queue."""
    comment: Comment = row_or_404(comments, request, comment_id)
    try:
        state = State(request.POST.get("decision", ""))
        seen = request.POST.get("seen", "")
        moderation.decide(comment, state, seen=seen, by=organizer(request), now=timezone.now())
    except ValueError:
        messages.warning(request, _("Choose a button."))
        return redirect(page_of(comment))
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
        return redirect(page_of(comment))
    sentence = str(STATE_SENTENCES[state])
    comments.log_change(request, comment, sentence)
    messages.success(request, sentence)
    return redirect("admin:campaign_comment_changelist")


def reply(comments: admin.ModelAdmin, request: HttpRequest, comment_id: int) -> HttpResponse:
    """Publish a reply. The box is on the comment's page, and mistakes are shown here."""
    comment: Comment = row_or_404(comments, request, comment_id)

    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        moderation.reply(
            comment,
            name=cleaned["name"],
            text=cleaned["text"],
            by=organizer(request),
            now=timezone.now(),
        )
        return _("Your reply is public."), page_of(comment)

    action = ActionPage(
        title=_("Reply"),
        button=_("Publish the reply"),
        do=do,
        explanation=_("If the comment isn’t approved yet, your reply approves it."),
        facts=[(comment.name, comment.text)],
    )
    form = ReplyForm(posted(request), initial={"name": Profile.objects.current().name})
    return action_page(comments, request, comment, form, action)


def find_by_address(comments: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    """List what one person wrote, so we can remove it on request."""
    if not comments.has_change_permission(request):
        raise PermissionDenied
    form = AddressForm(posted(request))
    found: list[Comment] | None = None
    unreadable_count = 0
    if form.is_valid():
        found, unreadable_count = moderation.written_from(form.cleaned_data["email"])
    context = {
        **context_of(comments, request),
        "title": _("Remove on request"),
        "form": form,
        "comments": found,
        "unreadable_count": unreadable_count,
        "days_kept": Comment.EMAIL_KEPT_AFTER_DECISION.days,
    }
    status = 422 if form.errors else 200
    return TemplateResponse(
        request, "admin/campaign/comment/by_address.html", context, status=status
    )


def remove(comments: admin.ModelAdmin, request: HttpRequest) -> HttpResponse:
    if not comments.has_change_permission(request):
        raise PermissionDenied
    numbers = [int(each) for each in request.POST.getlist("comment") if NUMBER.fullmatch(each)]
    chosen = Comment.objects.filter(pk__in=numbers)
    rows = moderation.remove(chosen, by=organizer(request), now=timezone.now())
    for row in rows:
        comments.log_change(request, row, str(STATE_SENTENCES[State.REMOVED]))
    audit.record(audit.Event.BULK, by=organizer(request), did="remove comments", rows=len(rows))
    messages.success(request, removed_sentence(len(rows)))
    return redirect(reverse("admin:campaign_comment_changelist"))


def removed_sentence(count: int) -> str:
    sentence = ngettext(
        "Removed %(count)d comment and erased its name, email address and text.",
        "Removed %(count)d comments and erased their names, email addresses and text.",
        count,
    )
    return sentence % {"count": count}
