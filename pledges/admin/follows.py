"""How many people follow whom. There is no list of them, and no page about one."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from campaign.lib.admin.action_pages import context_of
from campaign.lib.admin.base import ReadOnlyAdmin
from campaign.lib.http import serves
from candidates.models import Candidacy, Jurisdiction
from pledges.models import Follow

# A smaller number could tell what one person asked for.
FEWEST_SHOWN = 20


@admin.register(Follow)
class FollowAdmin(ReadOnlyAdmin):
    """States and candidates with at least FEWEST_SHOWN confirmed followers, and how many."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(serves("GET", "HEAD")(self.changelist_view))
        return [path("", view, name="pledges_follow_changelist")]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        follows = Follow.objects.confirmed()
        count = follows.aggregate(count=Count("supporter", distinct=True))["count"]
        context = {
            **context_of(self, request),
            "title": _("Followers"),
            "fewest": FEWEST_SHOWN,
            "count": count if count >= FEWEST_SHOWN else None,
            "states": _counted("place", Jurisdiction.objects.all()),
            "candidacies": _counted("candidacy", Candidacy.objects.select_related("person")),
        }
        return TemplateResponse(request, "admin/pledges/follow/counts.html", context)


def _counted(field: str, rows: QuerySet[Any]) -> list[tuple[Any, int]]:
    """Return those of `rows` with enough followers and their number, most followed first."""
    found = (
        Follow.objects.confirmed()
        .exclude(**{field: None})
        .values_list(field)
        .annotate(count=Count("supporter", distinct=True))
        .filter(count__gte=FEWEST_SHOWN)
        .order_by("-count", field)
    )
    counts = dict(found)
    by_key = rows.in_bulk(list(counts))
    return [(by_key[key], count) for key, count in counts.items()]
