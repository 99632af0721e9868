"""Mailing an update to signers: preview, test, begin, pause, resume, cancel."""

from __future__ import annotations

from functools import partial

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaign.lib.admin.action_pages import (
    ActionPage,
    context_of,
    doing,
    organizer,
    page_of,
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
        **context_of(updates, request),
        "title": _("Preview"),
        "subtitle": str(update),
        "row": update,
        "row_url": page_of(update),
        "letter": letter,
        "may_mail": updates.has_change_permission(request, update),
    }
    return TemplateResponse(request, "admin/pledges/update/preview.html", context)


def test(request: HttpRequest, update: Update) -> ActionPage:
    reader = organizer(request)
    return ActionPage(
        title=_("Send yourself a test"),
        button=_("Send the test"),
        do=doing(
            partial(update_emails.send_test, organizer=reader),
            update,
            _("We’re sending you the test."),
        ),
        explanation=_(
            "You’ll get the email just as signers would. No one else will, and it won’t be counted."
        ),
        facts=[(_("Your email address"), reader.email or "—"), *_facts(update)],
    )


def mail(request: HttpRequest, update: Update) -> ActionPage:
    """Begin the mailing, after showing how many people get it."""
    audience = verbs.audience_of(update)
    return ActionPage(
        title=ngettext("Email %(count)s signer", "Email %(count)s signers", audience.count)
        % {"count": audience},
        button=_("Send it"),
        do=doing(verbs.begin, update, _("We’ve started sending.")),
        explanation=_(
            "We’ll send this once to every signer whose signature counts and who asked for "
            "updates. After that you can’t change the text. You can pause or cancel, but you "
            "can’t take back emails already sent."
        ),
        facts=[(_("Signers who asked for updates"), str(audience)), *_facts(update)],
    )


def pause(request: HttpRequest, update: Update) -> ActionPage:
    return ActionPage(
        title=_("Pause the mailing"),
        button=_("Pause"),
        do=doing(verbs.pause, update, _("The mailing is paused.")),
        explanation=_(
            "We’ll stop sending until you resume. A few emails already on their way will still "
            "go out."
        ),
        facts=_facts(update),
    )


def resume(request: HttpRequest, update: Update) -> ActionPage:
    return ActionPage(
        title=_("Resume the mailing"),
        button=_("Resume"),
        do=doing(verbs.resume, update, _("We’re sending again.")),
        explanation=_("We’ll pick up where we stopped. No one gets it twice."),
        facts=_facts(update),
    )


def cancel(request: HttpRequest, update: Update) -> ActionPage:
    return ActionPage(
        title=_("Cancel the mailing"),
        button=_("Cancel the mailing"),
        do=doing(verbs.cancel, update, _("The mailing is canceled.")),
        explanation=_("Anyone who hasn’t gotten it yet never will. You can’t undo this."),
        facts=_facts(update),
    )


def _facts(update: Update) -> list[tuple[str, str]]:
    return [(_("Petition"), str(update.petition)), (_("Subject"), compile_update(update).subject)]
