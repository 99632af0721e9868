"""Rows that have their own page instead of a form."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse

from campaign.lib.admin.action_pages import context_of
from campaign.lib.http import READING


class DetailPage(ModelAdmin):
    """An admin that shows each row with `page_template`. Mix it in before other classes."""

    page_template: str

    def page_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """Return the template's context for `row`, at least a title.

        While it says `is_working`, the browser asks for the page again by itself.
        """
        return {"title": str(row)}

    def may_undo(self, request: HttpRequest, row: Any) -> bool:
        """Offer no undo of single changes: there's no form."""
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if request.method not in READING:
            return HttpResponseNotAllowed(READING)
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        context = {**context_of(self, request), "row": row, **self.page_context(request, row)}
        response = TemplateResponse(request, self.page_template, context)
        if context.get("is_working"):
            response.headers["Refresh"] = "2"
        return response
