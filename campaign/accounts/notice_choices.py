"""The page where organizers turn emails about their work on and off."""

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from campaign.accounts.models import MutedNotice, NoticeKind
from campaign.accounts.passwords import narrow_page
from campaign.lib.admin.action_pages import organizer, posted
from campaign.lib.http import READING


class NoticesForm(forms.Form):
    wanted = forms.MultipleChoiceField(
        label=gettext_lazy("Email me when"),
        choices=NoticeKind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


@require_http_methods([*READING, "POST"])
def choose_notices(request: HttpRequest) -> HttpResponse:
    user = organizer(request)
    muted = set(MutedNotice.objects.filter(user=user).values_list("kind", flat=True))
    form = NoticesForm(
        posted(request),
        initial={"wanted": [kind for kind in NoticeKind.values if kind not in muted]},
    )
    if form.is_valid():
        mute_all_but(user, form.cleaned_data["wanted"])
        messages.success(request, _("Saved."))
        return redirect("admin:notices")
    return narrow_page(
        request,
        _("Emails about your work"),
        _("We send these to %s, at most four of each kind an hour.") % user.email
        if user.email
        else _("Your account has no email address, so we can’t send any."),
        form,
        _("Save"),
    )


@transaction.atomic
def mute_all_but(user: User, wanted: list[str]) -> None:
    MutedNotice.objects.filter(user=user).delete()
    MutedNotice.objects.bulk_create(
        MutedNotice(user=user, kind=kind) for kind in NoticeKind.values if kind not in wanted
    )
