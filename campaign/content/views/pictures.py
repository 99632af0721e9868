"""The campaign's pictures as browsers ask for them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase

from campaign.lib.file_storage import stored_picture
from campaign.lib.http import public_page

# A picture that is replaced gets another name.
FOR_A_YEAR = "public, max-age=31536000, immutable"


@public_page
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    response = stored_picture(f"pictures/{name}")
    response.headers["Cache-Control"] = FOR_A_YEAR
    return response
