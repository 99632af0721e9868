"""Who calls which campaign. Callers only see the campaigns assigned to them."""

from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest


def assignable() -> QuerySet[User]:
    """Return the organizers that a campaign can be assigned to, by username."""
    return User.objects.filter(is_active=True, is_staff=True).order_by("username")


def visible(rows: QuerySet[Any], request: HttpRequest, *, candidacy: str = "") -> QuerySet[Any]:
    """Keep rows that this organizer may see; `candidacy` is a path, such as "candidacy__"."""
    if request.user.has_perm("candidates.view_unassigned"):
        return rows
    return rows.filter(**{f"{candidacy}assigned_to": request.user.pk})
