"""Organizers' accounts. Nobody can give an account more rights than they have."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import model_ngettext
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import CASCADE, PROTECT, ForeignObjectRel, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from campaign.lib.admin.action_pages import organizer
from campaign.lib.admin.constraint_messages import SENTENCES
from campaign.lib.admin.lists import CheckedListAdmin

admin.site.unregister(User)
admin.site.unregister(Group)

SENTENCES["log_entry_is_kept"] = (
    NON_FIELD_ERRORS,
    _("You can’t delete this account, because the activity log names it. Deactivate it instead."),
)
# Fields that only superusers may change.
RIGHTS = ("is_superuser", "groups", "user_permissions")


def may_manage(by: User, account: User) -> bool:
    """Say whether `by` may set the password of `account`, which must not have more rights.

    A deactivated account counts with the rights it would have when activated again.
    """
    if by.is_superuser:
        return True
    given = Permission.objects.filter(Q(user=account) | Q(group__user=account))
    rights = given.values_list("content_type__app_label", "codename")
    return not account.is_superuser and by.has_perms(".".join(right) for right in rights)


@admin.register(User)
class OrganizerAdmin(CheckedListAdmin, UserAdmin):
    """Django's pages of users. Before deleting one, they say how much depends on it.

    Django's own list names every row, with extra queries for each name, and an organizer records
    thousands.
    """

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        may_change = super().has_change_permission(request, obj)
        return may_change and (obj is None or may_manage(organizer(request), obj))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        may_delete = super().has_delete_permission(request, obj)
        return may_delete and (obj is None or may_manage(organizer(request), obj))

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        readonly = super().get_readonly_fields(request, obj)
        return readonly if organizer(request).is_superuser else [*readonly, *RIGHTS]

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
            # The database keeps the log, whatever Django's foreign key says (KeptLogEntry).
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


@admin.register(Group)
class OrganizerGroupAdmin(CheckedListAdmin, GroupAdmin):
    """Groups, which give rights: superusers alone change them."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return organizer(request).is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return organizer(request).is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return organizer(request).is_superuser
