"""The links that organizers email to campaigns."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminEmailInputWidget
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaign.lib.admin.action_pages import ActionPage, organizer, page_of
from campaign.lib.admin.base import BaseAdmin, LinkedRows
from campaign.lib.admin.lists import ChoiceFilter
from campaign.lib.forms import EmailAddressField
from candidates.admin.searching import CandidacySearch
from candidates.desk import links
from candidates.models import Candidacy, DeskLink, DeskOpening

SHOWN = ("candidacy", "email", "works_until", "sent_by", "sent_at", "bounced_at", "revoked_at")


class LinkStateFilter(ChoiceFilter):
    title = gettext_lazy("status")
    parameter_name = "state"
    narrowed = {
        "live": (gettext_lazy("works"), lambda rows: rows.live(timezone.now())),
        "bounced": (gettext_lazy("bounced"), lambda rows: rows.exclude(bounced_at=None)),
        "off": (gettext_lazy("turned off"), lambda rows: rows.exclude(revoked_at=None)),
    }


class OpeningRows(LinkedRows):
    model = DeskOpening
    fields = ["opened_at", "maybe_scanner"]
    show_change_link = False


class SendForm(forms.Form):
    """To which address a link goes: one that we know, or another one."""

    email = EmailAddressField(
        label=gettext_lazy("Email address"),
        help_text=gettext_lazy(
            "An address of the campaign. Anyone who gets the link can answer for the campaign."
        ),
    )

    def __init__(self, *args: Any, candidacy: Candidacy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget = AdminEmailInputWidget()
        known = links.known_addresses(candidacy)
        self.fields["email"].initial = known[0] if known else ""


@admin.register(DeskLink)
class DeskLinkAdmin(CandidacySearch, BaseAdmin):
    """Links are sent from a candidacy's page. Here they are sent again or turned off."""

    list_display = ["candidacy", "email", "sent_at", "works_until", "sent_by"]
    list_filter = [LinkStateFilter]
    list_select_related = ["candidacy__person", "candidacy__race", "sent_by"]
    date_hierarchy = "sent_at"
    fields = SHOWN
    readonly_fields = SHOWN
    inlines = [OpeningRows]

    def get_urls(self) -> list[URLPattern]:
        return [
            self.action("send-again", send_again),
            self.action("turn-off", turn_off),
            *super().get_urls(),
        ]

    def exports_private_columns(self, request: HttpRequest) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=gettext_lazy("works until"))
    def works_until(self, link: DeskLink) -> str:
        if link.revoked_at:
            return _("turned off")
        return date_format(timezone.localtime(link.expires_at), "DATETIME_FORMAT")


def send_link(request: HttpRequest, candidacy: Candidacy) -> ActionPage:
    """Ask where to send a campaign its link. A page of the candidacy."""

    def form_of(data: Any) -> forms.Form:
        return SendForm(data, candidacy=candidacy)

    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        links.send(candidacy, cleaned["email"], by=organizer(request), now=timezone.now())
        return _("We’re emailing the campaign its link."), page_of(candidacy)

    return ActionPage(
        title=_("Send the campaign its link"),
        button=_("Send the link"),
        do=do,
        explanation=_(
            "The link opens a page where the campaign reads what we publish, signs, declines, "
            "corrects us or asks a question, without an account."
        ),
        facts=[
            *(
                [(_("They asked us not to contact them"), _("Send it only if they want it."))]
                if candidacy.wants_no_contact
                else []
            ),
            (_("Known addresses"), ", ".join(links.known_addresses(candidacy)) or "—"),
            *((link.email, sent_words(link)) for link in DeskLink.objects.of_campaign(candidacy)),
        ],
        form_class=form_of,
    )


def sent_words(link: DeskLink) -> str:
    day = date_format(timezone.localtime(link.sent_at), "DATETIME_FORMAT")
    return _("sent %(day)s") % {"day": day}


def send_again(request: HttpRequest, link: DeskLink) -> ActionPage:
    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        links.send(link.candidacy, link.email, by=organizer(request), now=timezone.now())
        return _("We’re emailing the link again."), page_of(link)

    return ActionPage(
        title=_("Send the link again"),
        button=_("Send it again"),
        do=do,
        explanation=_(
            "The same address gets the same link, and it works longer: for 30 days, or until 30 "
            "days after the election. If it was turned off, the address gets a new one."
        ),
        facts=[(_("Sent to"), link.email)],
    )


def turn_off(request: HttpRequest, link: DeskLink) -> ActionPage:
    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        if links.revoke(link, by=organizer(request), now=timezone.now()):
            return _("The link doesn’t work anymore."), page_of(link)
        return _("The link was already turned off."), page_of(link)

    return ActionPage(
        title=_("Turn off the link"),
        button=_("Turn it off"),
        do=do,
        explanation=_(
            "Anyone who opens it reads that it doesn’t work, and how to get another one. What "
            "came by it stays. You can’t turn it on again."
        ),
    )
