"""What the public sees of the files that show an answer."""

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from campaign.lib.cache.decorators import cached_page
from campaign.lib.file_storage import stored_picture
from campaign.lib.http import public_page
from candidates.models import Answer

# A picture can be replaced by a redacted one, which has another name: no copy is kept for long.
KEPT_SECONDS = 3600


@public_page
def public_copy(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve the public copy of evidence whose answer was published, even if it was retracted since.

    Nobody sees the picture of a draft, even if they learned its name, or of an answer that's on
    hold.
    """
    _found_or_404(name)
    response = stored_picture(name)
    response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}, s-maxage=2"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@cached_page()
@public_page
def thumbnail(request: HttpRequest, stem: str, width: str) -> HttpResponse:
    """Serve a public copy as wide as pages show it. Drawn on request, so no file is left behind."""
    from campaign.lib.redrawing import as_thumbnail

    name = f"{stem}.webp"
    _found_or_404(name)
    try:
        with default_storage.open(name) as file:
            drawn = as_thumbnail(file, int(width))
    except OSError:
        raise Http404 from None
    return HttpResponse(drawn, content_type="image/webp")


def _found_or_404(name: str) -> None:
    shown = Answer.objects.published().in_public_view()
    if not shown.filter(evidence__public_copy=name).exists():
        raise Http404
