"""Supporters: found by their exact address only, and what we do when they ask.

No name or email address gets into messages, URLs or logs.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from campaign.lib.admin.action_pages import (
    ActionPage,
    context_of,
    page_of,
    posted,
)
from campaign.lib.admin.base import BaseAdmin
from campaign.lib.admin.detail_page import DetailPage
from campaign.lib.forms import EmailAddressField
from pledges.mail.addresses import email_keys
from pledges.mail.bounces import suppress
from pledges.mail.kinds import emails_to
from pledges.models import Supporter, Suppression
from pledges.signing import withdraw

EMAILS_SHOWN = 50


def may_see_supporters(request: HttpRequest) -> bool:
    """Say whether this organizer may find out who signed: names, addresses, domains, ZIP codes."""
    return request.user.has_perm("pledges.view_supporter")


class AddressForm(forms.Form):
    email = EmailAddressField(
        label=gettext_lazy("Email address"),
        help_text=gettext_lazy(
            "Enter the full address. We’ll find it no matter how the person capitalizes it. For "
            "Gmail and similar providers, dots and +tags don’t matter either."
        ),
    )


class ErasureForm(forms.Form):
    is_wished = forms.BooleanField(
        label=gettext_lazy("They asked for this from this address or in person"),
        error_messages={
            "required": gettext_lazy(
                "Check this to confirm the person asked. Only erase people who did."
            )
        },
    )
    bars_address = forms.BooleanField(
        label=gettext_lazy("Never email this address again"),
        help_text=gettext_lazy(
            "Check this if they asked for it. We’ll keep a keyed hash of the address so no one "
            "can sign up with it. If you don’t, we keep nothing, and they can sign again like "
            "anyone else."
        ),
        required=False,
    )


@admin.register(Supporter)
class SupporterAdmin(DetailPage, BaseAdmin):
    """There is no list: organizers find a supporter by email address."""

    page_template = "admin/pledges/supporter/page.html"
    is_exported = False

    def get_urls(self) -> list[URLPattern]:
        return [
            self.action("stop-mail", stop_mail),
            self.action("renew-links", renew_links),
            self.action("erase", erase),
            *super().get_urls(),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @method_decorator(sensitive_post_parameters("email"))
    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Find a supporter by address. It is posted, so it's in no log."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = AddressForm(posted(request))
        suppression = None
        if form.is_valid():
            keys = email_keys(form.cleaned_data["email"])
            supporter = Supporter.objects.filter(email_key__in=keys).only("pk").first()
            if supporter:
                return redirect(page_of(supporter))
            suppression = Suppression.objects.filter(email_key__in=keys).first()
        context = {
            **context_of(self, request),
            "title": _("Find a supporter by email address"),
            "form": form,
            "is_searched": form.is_bound and not form.errors,
            "suppression": suppression,
        }
        status = 422 if form.errors else 200
        return TemplateResponse(
            request, "admin/pledges/supporter/find.html", context, status=status
        )

    def page_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        signatures = row.signatures.select_related("petition").defer("comment").order_by("-pk")
        return {
            "title": _("Supporter %(number)d") % {"number": row.pk},
            "signatures": signatures,
            "emails": emails_to(row)[:EMAILS_SHOWN],
            "suppression": Suppression.objects.of(row).first(),
            "may_change": self.has_change_permission(request, row),
        }


def stop_mail(request: HttpRequest, supporter: Supporter) -> ActionPage:
    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        now = timezone.now()
        withdraw.stop_mail(supporter, now=now)
        suppress([bytes(supporter.email_key)], Suppression.Reason.ASKED, now=now)
        return _("Done. We won’t email this supporter anymore."), page_of(supporter)

    return ActionPage(
        title=_("Stop all email"),
        button=_("Stop all email"),
        do=do,
        explanation=_(
            "Only do this if the supporter asked. We’ll unsubscribe them and never email this "
            "address, not even links to confirm or delete. Their signatures stay."
        ),
    )


def renew_links(request: HttpRequest, supporter: Supporter) -> ActionPage:
    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        try:
            withdraw.renew_links(supporter, now=timezone.now())
        except Supporter.DoesNotExist as error:
            raise Http404 from error  # erased meanwhile, as `row_or_404` would say now
        return _(
            "Done. Links in earlier emails no longer work, except unsubscribe links."
        ), page_of(supporter)

    return ActionPage(
        title=_("Turn off old links"),
        button=_("Turn them off"),
        do=do,
        explanation=_(
            "Use this when someone else may have seen their email. Links in earlier emails stop "
            "working, except unsubscribe links. Our next email will have new ones. If they "
            "haven’t confirmed a signature yet, they’ll have to sign again."
        ),
    )


def erase(request: HttpRequest, supporter: Supporter) -> ActionPage:
    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        withdraw.erase(supporter, now=timezone.now(), bars_address=cleaned["bars_address"])
        sentence = _("Erased, along with every signature. The counts went down.")
        return sentence, reverse("admin:pledges_supporter_changelist")

    return ActionPage(
        title=_("Erase at the supporter’s request"),
        button=_("Erase for good"),
        do=do,
        explanation=_(
            "We’ll delete their name, email address, signatures and comments. The counts go "
            "down. You can’t undo this."
        ),
        form_class=ErasureForm,
    )
