"""Organizers' accounts. Nobody can give an account more rights than they have."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import model_ngettext
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.db.models import CASCADE, PROTECT, ForeignObjectRel, ManyToManyField, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from campaign.accounts.access import PERMISSIONS, Role
from campaign.accounts.admin.closing_page import close_account
from campaign.accounts.models import Organizer
from campaign.accounts.models.organizers import approve, note_invitation, note_reset
from campaign.accounts.second_factor.resetting import reset_second_factor
from campaign.accounts.sessions import end_sessions
from campaign.lib import audit
from campaign.lib.admin.action_pages import (
    ActionPage,
    action_page,
    organizer,
    page_of,
    posted,
    row_or_404,
)
from campaign.lib.admin.constraint_messages import SENTENCES
from campaign.lib.admin.lists import CheckedListAdmin
from campaign.lib.audit import Event
from campaign.lib.recent_proof import demand_recent_proof

admin.site.unregister(User)
# Roles are groups, and campaign/accounts/access.py lists their rights.
admin.site.unregister(Group)

# These decide who gets in, so changing one takes a recently entered second factor.
FRESH_CODE_FOR = {"email", "groups", "is_active", "is_staff", "is_superuser"}
SENTENCES["log_entry_is_kept"] = (
    NON_FIELD_ERRORS,
    _("You can’t delete this account, because the activity log names it. Close it instead."),
)


def may_manage(by: User, account: User) -> bool:
    """Say whether `by` may change `account`, which must not have more rights than they have.

    A deactivated account counts with the rights it would have when activated again.
    """
    if by.is_superuser:
        return True
    given = Permission.objects.filter(Q(user=account) | Q(group__user=account))
    rights = given.values_list("content_type__app_label", "codename")
    return not account.is_superuser and by.has_perms(".".join(right) for right in rights)


def may_give_roles(by: User) -> bool:
    """Say whether `by` has every right that a role has: nobody gives more than they have."""
    return by.has_perms(PERMISSIONS)


def roles_of(account: User) -> list[str]:
    names = sorted(group.name for group in account.groups.all())
    return ["Superuser", *names] if account.is_superuser else names


class RolesField(forms.ModelMultipleChoiceField):
    """Checkboxes for the roles. Each label says what the role does."""

    widget = forms.CheckboxSelectMultiple(attrs={"class": "radiolist"})

    def label_from_instance(self, obj: Any) -> str:
        return str(Role(obj.name).label)


class AccountForm(AdminUserCreationForm):
    """A new account. The admin's script moves the focus to the first box, so no box asks for it.

    Chromium complains whenever both try.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["username"].widget.attrs["autofocus"]


@admin.register(User)
class OrganizerAdmin(CheckedListAdmin, UserAdmin):
    """Django's user pages. The page that deletes one counts the rows that depend on it.

    Django's own page lists every row by name, with extra queries for each, and an organizer
    records thousands.
    """

    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email"]}),
        (_("Access"), {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]
    add_form = AccountForm
    filter_horizontal = ()
    list_display = ["username", "first_name", "last_name", "roles", "is_active", "last_login"]
    list_filter = ["is_active", "is_superuser", "groups"]

    def get_urls(self) -> list[URLPattern]:
        reset = path(
            "<int:row_id>/reset-second-factor/",
            self.admin_site.admin_view(self.reset_second_factor),
            name="auth_user_reset_second_factor",
        )
        approval = path(
            "<int:row_id>/approve/",
            self.admin_site.admin_view(self.approve),
            name="auth_user_approve",
        )
        closing = path(
            "<int:row_id>/close/",
            self.admin_site.admin_view(self.close_account),
            name="auth_user_close",
        )
        return [reset, approval, closing, *super().get_urls()]

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def close_account(self, request: HttpRequest, row_id: int) -> HttpResponse:
        return close_account(self, request, row_id)

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def approve(self, request: HttpRequest, row_id: int) -> HttpResponse:
        """Let a third administrator vouch that an account belongs to a separate person."""
        account, by = row_or_404(self, request, row_id), organizer(request)
        known = Organizer.objects.filter(user=account).first()
        if known is None or not known.waits_for_approval:
            raise Http404
        if not may_give_roles(by):
            raise PermissionDenied
        demand_recent_proof(request)

        def do(_cleaned: dict[str, Any]) -> tuple[str, str]:
            approve(account, by=by)
            return gettext("Approved. They can verify each other’s work now."), page_of(account)

        let_in = [
            (gettext("Invited by"), known.invited_by),
            (gettext("Second factor reset by"), known.reset_by),
        ]
        action = ActionPage(
            gettext("Approve this account"),
            gettext("Approve: I know this person"),
            do,
            gettext(
                "The administrator who invited this person, or reset their second factor, could be "
                "using this account. So talk to this person first. Once you approve, the two count "
                "as two people and can verify each other’s work."
            ),
            [(words, who.get_username()) for words, who in let_in if who],
        )
        return action_page(self, request, account, action.form_class(posted(request)), action)

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def reset_second_factor(self, request: HttpRequest, row_id: int) -> HttpResponse:
        """Let someone who lost their phone and their codes back in."""
        account, by = row_or_404(self, request, row_id), organizer(request)
        if account == by:
            raise PermissionDenied
        demand_recent_proof(request)

        def do(_cleaned: dict[str, Any]) -> tuple[str, str]:
            reset_second_factor(account, by=by)
            done = gettext(
                "Second factor reset. They’ll set up a new one the next time they log in."
            )
            return done, page_of(account)

        action = ActionPage(
            gettext("Reset second factor"),
            gettext("Reset and log them out"),
            do,
            gettext(
                "Call this person first. After the reset, anyone who knows their password can set "
                "up a new second factor. Every administrator gets an email. You two can’t verify "
                "each other’s work until a third administrator approves the account."
            ),
        )
        return action_page(self, request, account, action.form_class(posted(request)), action)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("roles"))
    def roles(self, account: User) -> str:
        return ", ".join(roles_of(account))

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        may_change = super().has_change_permission(request, obj)
        return may_change and (obj is None or may_manage(organizer(request), obj))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        may_delete = super().has_delete_permission(request, obj)
        return may_delete and (obj is None or may_manage(organizer(request), obj))

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        readonly, by = [*super().get_readonly_fields(request, obj)], organizer(request)
        if not by.is_superuser:
            readonly.append("is_superuser")
        if not may_give_roles(by) or (obj == by and not by.is_superuser):
            readonly.append("groups")
        return readonly

    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Any, Any], request: Any, **kwargs: Any
    ) -> Any:
        if db_field.name != "groups":
            return super().formfield_for_manytomany(db_field, request, **kwargs)
        return RolesField(Group.objects.filter(name__in=Role), label=_("Roles"), required=False)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if change and FRESH_CODE_FOR & set(form.changed_data):
            demand_recent_proof(request)
        vars(form)["roles_before"] = roles_of(User.objects.get(pk=obj.pk)) if change else []
        super().save_model(request, obj, form, change)
        if not change:
            note_invitation(obj, by=organizer(request))
        if not obj.is_active:
            end_sessions(obj)
        audit.record(
            Event.ACCOUNT_CHANGED,
            by=organizer(request),
            about=obj,
            fields=form.changed_data if change else ["all: it is new"],
        )

    def save_related(self, request: HttpRequest, form: Any, *args: Any, **kwargs: Any) -> None:
        super().save_related(request, form, *args, **kwargs)
        before, after = form.roles_before, roles_of(form.instance)
        if before != after:
            details = {"before": before, "after": after}
            by = organizer(request)
            audit.record(Event.ROLES_CHANGED, by=by, about=form.instance, **details)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        demand_recent_proof(request)
        super().delete_queryset(request, queryset)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        demand_recent_proof(request)
        audit.record(
            Event.ACCOUNT_CHANGED,
            by=organizer(request),
            about=obj,
            fields=["all: it was deleted"],
            username=obj.get_username(),
        )
        super().delete_model(request, obj)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:  # noqa: A002 (Django's name)
        demand_recent_proof(request)
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
            account, by = User.objects.get(pk=id), organizer(request)
            audit.record(Event.PASSWORD_CHANGED, by=by, about=account)
            if account != by:
                note_reset(account, by=by)
        return response

    def get_deleted_objects(
        self, objs: Iterable[User], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        users = list(objs)
        deleted, model_count, protected = [str(user) for user in users], {}, []
        for relation in self._relations():
            model: Any = relation.related_model
            count = model._base_manager.filter(**{f"{relation.field.name}__in": users}).count()
            if not count:
                continue
            words = f"{count} {model_ngettext(model, count)}"
            # The database keeps log entries even though Django's foreign key cascades
            # (KeptLogEntry).
            if relation.on_delete is PROTECT or model is LogEntry:
                protected.append(words)
            else:
                deleted.append(words)
                model_count[model_ngettext(model, count)] = count
        is_allowed = all(self.has_delete_permission(request, user) for user in users)
        needed = set() if is_allowed else {str(self.opts.verbose_name)}
        return deleted, model_count, needed, protected

    def _relations(self) -> list[ForeignObjectRel]:
        """Return every foreign key to users that cascades or protects."""
        return [
            relation
            for relation in self.opts.get_fields(include_hidden=True)
            if isinstance(relation, ForeignObjectRel)
            and not relation.many_to_many
            and relation.on_delete in {CASCADE, PROTECT}
        ]
