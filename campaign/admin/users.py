"""Organizers' accounts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import model_ngettext
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db.models import CASCADE, PROTECT, ForeignObjectRel
from django.http import HttpRequest

admin.site.unregister(User)


@admin.register(User)
class OrganizerAdmin(UserAdmin):
    """Django's pages of users, which say how much hangs on one that is to be deleted.

    Django's own list names each row, with queries of its own for each name: an organizer records
    thousands.
    """

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
            if relation.on_delete is PROTECT:
                protected.append(words)
            else:
                deleted.append(words)
                model_count[model_ngettext(model, count)] = count
        return deleted, model_count, set(), protected

    def _relations(self) -> list[ForeignObjectRel]:
        """Return every foreign key to users that is deleted with them or forbids it."""
        return [
            relation
            for relation in self.opts.get_fields(include_hidden=True)
            if isinstance(relation, ForeignObjectRel)
            and not relation.many_to_many
            and relation.on_delete in {CASCADE, PROTECT}
        ]
