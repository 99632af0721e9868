"""News for the signers of a petition: on its page, and by mail to whoever agreed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.addresses import absolute_url
from campaign.lib.http import READING
from candidates.admin.acting import Act, act_page, page_of, posted, row_or_404
from candidates.admin.chips import chip
from candidates.admin.guard import GuardedAdmin, GuardedForm
from pledges.admin.petition_forms import proofread
from pledges.mail import updates as mailings
from pledges.models import Supporter, Update
from pledges.tasks import updates as jobs

# The name of a button beside Django's own.
PREVIEW = "_preview"


class UpdateForm(GuardedForm):
    """What it says leads somewhere: a mail cannot be taken back."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        petition = cleaned.get("petition")
        if petition:
            proofread(self, "body", cleaned, page=petition.get_absolute_url())
        return cleaned


@admin.register(Update)
class UpdateAdmin(GuardedAdmin):
    """The text is frozen once its mailing began."""

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
            self.page(f"{one}/mail/", mail, "mail"),
            self.page(f"{one}/go-on/", go_on, "go_on"),
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
        is_shown = obj and obj.published_at and obj.published_at <= now
        return obj.get_absolute_url() if is_shown and obj.petition.is_published(now) else None

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        *args: Any,
        obj: Any = None,
        **kwargs: Any,
    ) -> HttpResponse:
        is_mailed = obj is not None and obj.sending_asked_at is not None
        context |= {
            "and_preview": PREVIEW,
            "progress": mailings.progress_of(obj) if is_mailed else None,
            "has_stopped": is_mailed and jobs.has_stopped(obj),
        }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._gone_on(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._gone_on(request, obj) or super().response_change(request, obj)

    def _gone_on(self, request: HttpRequest, update: Update) -> HttpResponse | None:
        if PREVIEW in request.POST:
            return redirect("admin:pledges_update_preview", update.pk)
        return None

    @admin.display(description=gettext_lazy("by mail"))
    def mailing(self, update: Update) -> Any:
        if update.sending_asked_at is None:
            return chip("pending", _("not mailed"))
        if update.sending_done_at is None:
            return chip("waiting", _("under way"))
        words = _("mailed to %(count)d") % {"count": update.recipient_count}
        return chip("published", words)


def preview(updates: UpdateAdmin, request: HttpRequest, update_id: int) -> HttpResponse:
    """Show an update as it stands on the page, and as its mail reads."""
    update: Update = row_or_404(updates, request, update_id, to_change=False)
    reader = Supporter(name=_("Ada Example"))
    letter = {
        "update": update,
        "supporter": reader,
        "me_url": absolute_url("/me/…/"),
        "unsubscribe_url": absolute_url("/unsubscribe/…/"),
    }
    context = {
        **updates.admin_site.each_context(request),
        "opts": updates.opts,
        "media": updates.media,
        "title": _("Preview"),
        "subtitle": str(update),
        "row": update,
        "row_url": page_of(update),
        "letter": render_to_string("emails/pledges/update.txt", letter).strip(),
        "may_mail": updates.has_change_permission(request, update),
    }
    return TemplateResponse(request, "admin/pledges/update/preview.html", context)


def mail(updates: UpdateAdmin, request: HttpRequest, update_id: int) -> HttpResponse:
    """Mail an update, once somebody saw to how many."""
    update: Update = row_or_404(updates, request, update_id)
    count = mailings.count_agreed(update)

    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        mailings.begin(update, now=timezone.now())
        jobs.start(update.pk)
        return _("It is being mailed."), page_of(update)

    act = Act(
        title=_("Mail it to %(count)d who agreed") % {"count": count},
        button=_("Mail it"),
        do=do,
        explanation=_(
            "Everybody whose signature counts and who agreed to mail gets it, once. Its text is "
            "frozen from then on; a mail that went out cannot be called back."
        ),
        facts=[
            (_("Petition"), str(update.petition)),
            (_("Who agreed"), str(count)),
            (_("Subject"), update.title),
        ],
    )
    return act_page(updates, request, update, forms.Form(posted(request)), act)


def go_on(updates: UpdateAdmin, request: HttpRequest, update_id: int) -> HttpResponse:
    """Go on with a mailing whose job failed."""
    update: Update = row_or_404(updates, request, update_id)

    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        if not jobs.has_stopped(update):
            raise ValidationError(_("Its mailing is under way or done."), code="not_stopped")
        jobs.start(update.pk)
        return _("Its mailing goes on."), page_of(update)

    act = Act(
        title=_("Go on mailing it"),
        button=_("Go on"),
        do=do,
        explanation=_(
            "Its mailing stopped before everybody had their mail. It goes on where it was; nobody "
            "gets it twice."
        ),
        facts=[(_("Petition"), str(update.petition)), (_("Subject"), update.title)],
    )
    return act_page(updates, request, update, forms.Form(posted(request)), act)
