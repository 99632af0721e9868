"""The page that closes somebody's account."""

from typing import Any

from django import forms
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaign.accounts.closing import campaigns_of, close, drafts_of
from campaign.lib.admin.action_pages import (
    ActionPage,
    action_page,
    organizer,
    page_of,
    posted,
    row_or_404,
)
from campaign.lib.recent_proof import demand_recent_proof
from candidates.models.organizers import assignable


class HeirForm(forms.Form):
    heir = forms.ModelChoiceField(
        label=gettext_lazy("Who takes over"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("No one: their campaigns become unassigned"),
    )

    def __init__(self, *args: Any, heirs: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["heir"].queryset = heirs  # type: ignore[attr-defined]


def close_account(users: ModelAdmin, request: HttpRequest, row_id: int) -> HttpResponse:
    account, by = row_or_404(users, request, row_id), organizer(request)
    if account == by:
        raise PermissionDenied
    if not account.is_active:
        raise Http404
    demand_recent_proof(request)

    def do(cleaned: dict[str, Any]) -> tuple[str, str]:
        handed = close(account, heir=cleaned["heir"], by=by)
        campaigns = ngettext("%(count)d campaign", "%(count)d campaigns", handed.campaigns)
        drafts = ngettext("%(count)d draft", "%(count)d drafts", handed.drafts)
        return _("Closed. Handed over: %(campaigns)s and %(drafts)s.") % {
            "campaigns": campaigns % {"count": handed.campaigns},
            "drafts": drafts % {"count": handed.drafts},
        }, page_of(account)

    action = ActionPage(
        title=_("Close this account"),
        button=_("Close this account"),
        do=do,
        explanation=_(
            "They’re logged out everywhere and can’t log in again. The account loses its roles, "
            "its password and its second factor. What they did stays on record under their name. "
            "Their drafts need a second person again."
        ),
        facts=[
            (_("Campaigns to call"), str(campaigns_of(account).count())),
            (_("Unpublished answers"), str(drafts_of(account).count())),
        ],
    )
    form = HeirForm(posted(request), heirs=assignable().exclude(pk=account.pk))
    return action_page(users, request, account, form, action)
