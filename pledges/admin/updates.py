"""News for the signers of a petition: on its page, and by email to people who agreed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.admin.badges import badge
from campaign.lib.admin.optimistic_admin import OptimisticAdmin, OptimisticAdminForm
from campaign.lib.admin.save_and_preview import SaveAndPreview
from campaign.lib.http import READING
from pledges.admin import mailings
from pledges.admin.petition_forms import proofread
from pledges.mail.updates import count_so_far
from pledges.models import Update


class UpdateForm(OptimisticAdminForm):
    """Its links lead somewhere: an email cannot be taken back."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        petition = cleaned.get("petition")
        if petition:
            proofread(self, "body", cleaned, page=petition.get_absolute_url())
        return cleaned


@admin.register(Update)
class UpdateAdmin(SaveAndPreview, OptimisticAdmin):
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
            self.page(f"{one}/preview/", mailings.preview, "preview", methods=READING),
            self.action("test", mailings.test),
            self.action("mail", mailings.mail),
            self.action("pause", mailings.pause),
            self.action("resume", mailings.resume),
            self.action("cancel", mailings.cancel),
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
        context["waiting_count"] = count_so_far(obj) if obj and obj.is_under_way else None
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
