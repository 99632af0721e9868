"""The button “Save and preview” of a form."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

# The name of the button, beside Django's own.
PREVIEW = "_preview"


class SaveAndPreview(ModelAdmin):
    """An admin with a button that leads to its page `preview`."""

    def lead_on(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        """Return where one of our own buttons leads, None for Django's buttons."""
        if PREVIEW not in request.POST:
            return None
        name = f"{self.opts.app_label}_{self.opts.model_name}_preview"
        return redirect(f"admin:{name}", obj.pk)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["and_preview"] = PREVIEW
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self.lead_on(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self.lead_on(request, obj) or super().response_change(request, obj)
