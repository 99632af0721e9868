"""What callers may see: only the campaigns assigned to them."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest


def visible(rows: QuerySet[Any], request: HttpRequest, *, candidacy: str = "") -> QuerySet[Any]:
    """Keep rows that this organizer may see; `candidacy` is a path, such as "candidacy__"."""
    if request.user.has_perm("candidates.view_unassigned"):
        return rows
    return rows.filter(**{f"{candidacy}assigned_to": request.user.pk})
