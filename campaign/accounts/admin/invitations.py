"""Open invitations. Sending one grants a role, so it takes a recently entered second factor."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.accounts.invitations import invite
from campaign.accounts.models import Invitation
from campaign.lib.admin.action_pages import organizer
from campaign.lib.admin.base import BaseAdmin, BaseAdminForm
from campaign.lib.forms import EmailAddressField
from campaign.lib.recent_proof import demand_recent_proof


class InvitationForm(BaseAdminForm):
    email = EmailAddressField(label=_("Email address"))

    class Meta:
        model = Invitation
        fields = ["email", "role"]


@admin.register(Invitation)
class InvitationAdmin(BaseAdmin):
    form = InvitationForm
    list_display = ["email", "role", "invited_by", "sent_at", "works"]
    list_select_related = ["invited_by"]
    ordering = ["-sent_at"]

    @admin.display(description=_("still works"), boolean=True)
    def works(self, invitation: Invitation) -> bool:
        return invitation.is_open  # type: ignore[attr-defined,no-any-return]

    def exports_private_columns(self, request: HttpRequest) -> bool:
        return True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        this = Invitation.objects.open(timezone.now()).filter(pk=OuterRef("pk"))
        rows: QuerySet[Invitation] = super().get_queryset(request)
        return rows.annotate(is_open=Exists(this))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return admin.ModelAdmin.has_delete_permission(self, request, obj)

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        demand_recent_proof(request)
        return super().add_view(request, *args, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: Invitation, form: forms.ModelForm, change: bool
    ) -> None:
        invite(obj, by=organizer(request))

    def message_user(self, request: HttpRequest, message: Any, *args: Any, **kwargs: Any) -> None:
        """Say what happens next. Django's own sentence after adding names the row's number."""
        if request.resolver_match and request.resolver_match.url_name == "accounts_invitation_add":
            message = _("We’re emailing the invitation. Its link works once, for seven days.")
        super().message_user(request, message, *args, **kwargs)
