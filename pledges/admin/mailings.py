"""Mailing an update to signers: preview, test, begin, pause, resume, cancel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.lib.admin.action_pages import (
    ActionPage,
    action_page,
    organizer,
    page_of,
    posted,
    row_or_404,
)
from pledges.mail import update_emails
from pledges.mail import updates as verbs
from pledges.mail.messages import compile_update
from pledges.models import Update


def preview(updates: ModelAdmin, request: HttpRequest, update_id: int) -> HttpResponse:
    """Show an update as it looks on the page, and as its email reads."""
    update: Update = row_or_404(updates, request, update_id, to_change=False)
    values = update_emails.sample_values(_("Ada"))
    letter = compile_update(update).to("ada@example.org", values)
    context = {
        **updates.admin_site.each_context(request),
        "opts": updates.opts,
        "media": updates.media,
        "title": _("Preview"),
        "subtitle": str(update),
        "row": update,
        "row_url": page_of(update),
        "letter": letter,
        "may_mail": updates.has_change_permission(request, update),
    }
    return TemplateResponse(request, "admin/pledges/update/preview.html", context)


def test(updates: ModelAdmin, request: HttpRequest, update_id: int) -> HttpResponse:
    """Send the email of an update to the organizer who asks."""
    update: Update = row_or_404(updates, request, update_id)
    reader = organizer(request)

    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        update_emails.send_test(update, reader, now=timezone.now())
        return _("We’re sending you the test."), page_of(update)

    action = ActionPage(
        title=_("Send yourself a test"),
        button=_("Send the test"),
        do=do,
        explanation=_(
            "You’ll get the email just as signers would. No one else will, and it won’t be counted."
        ),
        facts=[(_("Your email address"), reader.email or "—"), *_facts(update)],
    )
    return action_page(updates, request, update, forms.Form(posted(request)), action)


def mail(updates: ModelAdmin, request: HttpRequest, update_id: int) -> HttpResponse:
    """Begin the mailing, after showing how many people get it."""
    update: Update = row_or_404(updates, request, update_id)
    audience = verbs.audience_of(update)

    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        verbs.begin(update, now=timezone.now())
        return _("We’ve started sending."), page_of(update)

    action = ActionPage(
        title=_("Email %(count)s signers") % {"count": audience},
        button=_("Send it"),
        do=do,
        explanation=_(
            "We’ll send this once to every signer whose signature counts and who asked for "
            "updates. After that you can’t change the text. You can pause or cancel, but you "
            "can’t take back emails already sent."
        ),
        facts=[(_("Signers who asked for updates"), str(audience)), *_facts(update)],
    )
    return action_page(updates, request, update, forms.Form(posted(request)), action)


def pause(updates: ModelAdmin, request: HttpRequest, update_id: int) -> HttpResponse:
    return _change(
        updates,
        request,
        update_id,
        verbs.pause,
        title=_("Pause the mailing"),
        button=_("Pause"),
        explanation=_(
            "We’ll stop sending until you resume. A few emails already on their way will still "
            "go out."
        ),
        done=_("The mailing is paused."),
    )


def resume(updates: ModelAdmin, request: HttpRequest, update_id: int) -> HttpResponse:
    return _change(
        updates,
        request,
        update_id,
        verbs.resume,
        title=_("Resume the mailing"),
        button=_("Resume"),
        explanation=_("We’ll pick up where we stopped. No one gets it twice."),
        done=_("We’re sending again."),
    )


def cancel(updates: ModelAdmin, request: HttpRequest, update_id: int) -> HttpResponse:
    return _change(
        updates,
        request,
        update_id,
        verbs.cancel,
        title=_("Cancel the mailing"),
        button=_("Cancel the mailing"),
        explanation=_("Anyone who hasn’t gotten it yet never will. You can’t undo this."),
        done=_("The mailing is canceled."),
    )


def _change(
    updates: ModelAdmin,
    request: HttpRequest,
    update_id: int,
    verb: Callable[..., None],
    *,
    title: str,
    button: str,
    explanation: str,
    done: str,
) -> HttpResponse:
    """Ask, then do something to a mailing under way."""
    update: Update = row_or_404(updates, request, update_id)

    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        verb(update, now=timezone.now())
        return done, page_of(update)

    action = ActionPage(
        title=title, button=button, do=do, explanation=explanation, facts=_facts(update)
    )
    return action_page(updates, request, update, forms.Form(posted(request)), action)


def _facts(update: Update) -> list[tuple[str, str]]:
    return [(_("Petition"), str(update.petition)), (_("Subject"), compile_update(update).subject)]
