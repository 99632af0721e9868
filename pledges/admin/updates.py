"""News for the signers of a petition: on its page, and by email to people who agreed."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaign.lib.admin.action_pages import (
    ActionPage,
    context_of,
    doing,
    organizer,
    page_of,
    row_or_404,
)
from campaign.lib.admin.audited_publishing import AuditedPublishing
from campaign.lib.admin.badges import badge
from campaign.lib.admin.optimistic_admin import OptimisticAdmin, OptimisticAdminForm
from campaign.lib.admin.save_and_preview import SaveAndPreview
from campaign.lib.audit import Event
from campaign.lib.http import READING
from pledges.admin.petition_forms import proofread
from pledges.mail import update_emails
from pledges.mail import updates as verbs
from pledges.mail.messages import compile_update
from pledges.models import Update


class UpdateForm(OptimisticAdminForm):
    """Every link has to work: an email can't be taken back."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        petition = cleaned.get("petition")
        if petition:
            proofread(self, "body", cleaned, page=petition.get_absolute_url())
        return cleaned


@admin.register(Update)
class UpdateAdmin(AuditedPublishing, SaveAndPreview, OptimisticAdmin):
    """The text can't change once its mailing starts."""

    form = UpdateForm
    change_form_template = "admin/pledges/update/change_form.html"
    list_display = ["title", "petition", "published_at", "mailing"]
    list_filter = ["petition"]
    list_select_related = ["petition"]
    fields = ["petition", "title", "body", "published_at"]

    def get_urls(self) -> list[URLPattern]:
        one = "<int:update_id>"
        return [
            self.page(f"{one}/preview/", preview, "preview", methods=READING),
            self.action("test", test),
            self.action("mail", mail),
            self.action("pause", pause),
            self.action("resume", resume),
            self.action("cancel", cancel),
            *super().get_urls(),
        ]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        widgets = {"body": AdminTextareaWidget(attrs={"rows": 16})}
        return super().get_form(request, obj, change, widgets=widgets, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["petition", "title", "body"] if obj and obj.sending_asked_at else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may_delete = admin.ModelAdmin.has_delete_permission(self, request, obj)
        is_out = obj is None or obj.published_at or obj.sending_asked_at
        return may_delete and not is_out

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        now = timezone.now()
        is_shown = obj and obj.is_published(now) and obj.petition.is_published(now)
        return obj.get_absolute_url() if is_shown else None

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        *args: Any,
        obj: Any = None,
        **kwargs: Any,
    ) -> HttpResponse:
        context["waiting_count"] = verbs.count_so_far(obj) if obj and obj.is_under_way else None
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @admin.display(description=gettext_lazy("email"))
    def mailing(self, update: Update) -> Any:
        if update.sending_asked_at is None:
            return badge("pending", _("not sent"))
        if update.is_canceled:
            return badge("retracted", _("canceled"))
        if update.is_paused:
            return badge("sent_back", _("paused"))
        if update.is_under_way:
            return badge("waiting", _("sending"))
        words = _("sent to %(count)s") % {"count": f"{update.sent_count:,}"}
        return badge("published", words)


def preview(updates: ModelAdmin, request: HttpRequest, update_id: int) -> HttpResponse:
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
    """Start the mailing, after showing how many people get it."""
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
        event=Event.MAILED,
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
