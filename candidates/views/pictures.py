"""What the public sees of the files that show an answer."""

from django.http import Http404, HttpRequest, HttpResponseBase

from campaign.lib.file_storage import stored_picture
from campaign.lib.http import public_page
from candidates.models import Answer

# A picture can be replaced by a redacted one, which has another name: no copy is kept for long.
KEPT_SECONDS = 3600


@public_page
def public_copy(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve the public copy of evidence whose answer was published, even if it was retracted since.

    Of a draft there is nothing to see, even for somebody who learned the name of its picture.
    """
    if not Answer.objects.published().filter(evidence__public_copy=name).exists():
        raise Http404
    response = stored_picture(name)
    response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}, s-maxage=2"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
