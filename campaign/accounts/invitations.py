"""Invite organizers, and show the page where they create their account."""

from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from campaign.accounts.access import Role
from campaign.accounts.models import Invitation
from campaign.accounts.models.invitations import invitation_of
from campaign.accounts.models.organizers import note_invitation
from campaign.accounts.passwords import narrow_page
from campaign.accounts.second_factor.login import begin
from campaign.lib import audit, outbox
from campaign.lib.admin.action_pages import posted
from campaign.lib.http import READING


class AccountForm(UserCreationForm):
    """A new account. “Robin” isn't free if there's a “robin”: the log would seem to name one."""

    class Meta:
        model = User
        fields = ["first_name", "last_name", "username"]


@transaction.atomic
def invite(invitation: Invitation, *, by: User | None) -> None:
    """Store an invitation and email its link. `by` is None for the command line."""
    now = timezone.now()
    invitation.invited_by, invitation.sent_at = by, now
    invitation.save()
    audit.record(audit.Event.INVITED, by=by, about=invitation, role=invitation.role)
    outbox.queue("invitation", [invitation.pk], now=now)


@transaction.atomic
def accept(token: str, form: AccountForm) -> User | None:
    """Create the account of an invited person. None if the link was used in the meantime."""
    invitation = invitation_of(token).select_for_update().first()
    if invitation is None:
        return None
    user: User = form.save(commit=False)
    user.email, user.is_staff = invitation.email, True
    user.save()
    user.groups.set(Group.objects.filter(name=invitation.role))
    note_invitation(user, by=invitation.invited_by)
    roles = {"before": [], "after": [invitation.role]}
    audit.record(audit.Event.ROLES_CHANGED, by=invitation.invited_by, about=user, **roles)
    invitation.delete()
    return user


@never_cache
@sensitive_post_parameters()
@require_http_methods([*READING, "POST"])
def accepting(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a username and a password, then go on to the second factor."""
    invitation = invitation_of(token).first()
    form = AccountForm(posted(request))
    if invitation and form.is_valid():
        user = accept(token, form)
        if user:
            begin(request, user, now=timezone.now())
            return redirect("admin:second_factor_set_up")
        invitation = None
    if invitation is None:
        return narrow_page(
            request,
            _("This invitation doesn’t work anymore"),
            _("Each one works once and expires after 7 days. Ask an administrator for a new one."),
            status=410,
        )
    return narrow_page(
        request,
        _("Create your account"),
        _("You were invited as “%s.” Choose a username and a password.")
        % Role(invitation.role).value,
        form,
        _("Create my account"),
    )
