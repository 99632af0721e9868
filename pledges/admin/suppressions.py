"""Addresses we don't email: ids and reasons, since no one can read the addresses."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from campaign.lib.admin.action_pages import ActionPage, context_of, posted
from campaign.lib.admin.base import BaseAdmin
from campaign.lib.admin.detail_page import DetailPage
from campaign.lib.admin.large_lists import LargeTableAdmin
from pledges.mail.bounce_lists import Entered, suppress_bounced
from pledges.mail.bounce_messages import Returned, read_returned
from pledges.models import Suppression

MOST_BYTES = 5_000_000


class BouncedForm(forms.Form):
    addresses = forms.CharField(
        label=gettext_lazy("Addresses"),
        required=False,
        strip=False,
        widget=AdminTextareaWidget(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One per line, or a table with a column named “email” in its first line."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Or upload a list"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".txt,.csv,text/plain,text/csv"}),
        help_text=gettext_lazy("A text or CSV file in UTF-8, up to 5 MB."),
    )

    messages = forms.FileField(
        label=gettext_lazy("Or upload the bounce messages"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".eml,.mbox,message/rfc822,application/mbox"}),
        help_text=gettext_lazy(
            "A bounce or spam complaint saved from your inbox (.eml), or several in an mbox "
            "file, up to 5 MB. We’ll treat them like bounces we saw ourselves."
        ),
    )

    def clean_messages(self) -> bytes:
        file = self.cleaned_data["messages"]
        return _content(file) if file else b""

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if not file:
            return ""
        try:
            text = _content(file).decode("utf-8")
        except UnicodeDecodeError as error:
            raise ValidationError(
                _("This file isn’t UTF-8 text. Save it as “CSV UTF-8” and upload it again."),
                code="no_text",
            ) from error
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and sum(bool(part and part.strip()) for part in cleaned.values()) != 1:
            raise ValidationError(
                _("Enter addresses or upload one file, not both."),
                code="required",
            )
        return cleaned


def _content(file: UploadedFile) -> bytes:
    """Return an uploaded file's bytes; raises ValidationError if it's too large."""
    if file.size is None or file.size > MOST_BYTES:
        raise ValidationError(
            _("This file is larger than 5 MB. Upload it in parts."), code="too_large"
        )
    content: bytes = file.read()
    return content


@admin.register(Suppression)
class SuppressionAdmin(DetailPage, LargeTableAdmin, BaseAdmin):
    page_template = "admin/pledges/suppression/page.html"
    list_display = ["id", "reason", "since"]
    list_filter = ["reason"]
    ordering = ["-pk"]
    actions = None

    def get_urls(self) -> list[URLPattern]:
        return [
            self.action("lift", lift),
            *super().get_urls(),
        ]

    def page_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        return {
            "title": _("Address %(number)d") % {"number": row.pk},
            "may_change": self.has_change_permission(request, row),
        }

    @method_decorator(sensitive_post_parameters("addresses", "file"))
    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Add bounced addresses; what was typed stays if a line is refused."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = BouncedForm(posted(request), request.FILES or None)
        entered: Entered | None = None
        returned: Returned | None = None
        if request.method == "POST" and form.is_valid():
            now = timezone.now()
            field = "addresses" if form.cleaned_data["addresses"] else "file"
            try:
                if content := form.cleaned_data["messages"]:
                    returned = read_returned(content, now=now)
                else:
                    entered = suppress_bounced(form.cleaned_data[field], now=now)
            except ValidationError as refusal:
                form.add_error(field, refusal)
        context = {
            **context_of(self, request),
            "title": _("Add bounced addresses"),
            "form": form,
            "entered": entered,
            "returned": returned,
        }
        template = "admin/pledges/suppression/bounced.html"
        return TemplateResponse(request, template, context, status=422 if form.errors else 200)


def lift(request: HttpRequest, row: Suppression) -> ActionPage:
    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        Suppression.objects.filter(pk=row.pk).delete()
        return _("We’ll email this address again."), reverse("admin:pledges_suppression_changelist")

    return ActionPage(
        title=_("Email this address again"),
        button=_("Email it again"),
        do=do,
        explanation=_(
            "Only do this if the mailbox works again or the owner asked. Deleted information "
            "doesn’t come back, but the owner can sign again."
        ),
        facts=[(_("Why we don’t email it"), row.get_reason_display())],
    )
