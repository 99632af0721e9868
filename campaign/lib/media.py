"""Pictures that the public sees: files that this site drew itself, under names it made."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_http_methods

# A picture can be replaced by a redacted one, which has another name: no copy is kept for long.
KEPT_SECONDS = 3600


@require_http_methods(["GET", "HEAD"])
def public_picture(request: HttpRequest, name: str) -> FileResponse:
    """Serve a WebP picture by its name, which the pattern of its address has checked."""
    if not default_storage.exists(name):
        raise Http404
    response = FileResponse(default_storage.open(name), content_type="image/webp")
    response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return response
