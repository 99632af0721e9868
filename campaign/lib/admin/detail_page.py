"""Rows that are shown on a page of their own instead of in a form."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from campaign.lib.admin.action_pages import context_of


class DetailPage(ModelAdmin):
    """An admin whose rows each have the page `page_template`; mixed in before the others."""

    page_template: str

    def page_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """Return what the template shows of `row`, its title at least."""
        return {"title": str(row)}

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        context = {**context_of(self, request), "row": row, **self.page_context(request, row)}
        return TemplateResponse(request, self.page_template, context)
