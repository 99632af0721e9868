"""The campaign's pictures as browsers ask for them."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase

from campaign.lib.http import public_page

CONTENT_TYPES = {"svg": "image/svg+xml", "webp": "image/webp"}
# A picture that is replaced gets another name.
FOR_A_YEAR = "public, max-age=31536000, immutable"


@public_page
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve a copy by its name, which the pattern of its address has checked."""
    path = f"pictures/{name}"
    if not default_storage.exists(path):
        raise Http404
    content_type = CONTENT_TYPES[name.rpartition(".")[2]]
    response = FileResponse(default_storage.open(path), content_type=content_type)
    response.headers["Cache-Control"] = FOR_A_YEAR
    return response
