"""Signs to print and carry, and photos of people who carried them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify

from campaign.artwork.paper_placards import placard_on_paper
from campaign.content.models import Picture
from campaign.lib.cache.decorators import cached_page
from campaign.lib.http import FOR_A_YEAR, public_page


@cached_page()
@public_page
def signs(request: HttpRequest) -> HttpResponse:
    pictures = Picture.objects.published().in_gallery()
    context = {
        "placards": [picture for picture in pictures if picture.is_placard],
        "photographs": [picture for picture in pictures if not picture.is_placard],
    }
    return render(request, "campaign/signs.html", context)


@public_page
def placard(request: HttpRequest, stem: str, paper: str) -> HttpResponse:
    """Serve a sign from the gallery as a PDF. Each drawing of a sign has its own address."""
    signs = Picture.objects.published().in_gallery().exclude(words="")
    sign = get_object_or_404(signs, stem=stem)
    lines = Picture.lines_of(sign.words)
    content = placard_on_paper(lines, stock=sign.stock, paper=paper)
    response = HttpResponse(content, content_type="application/pdf")
    name = "-".join(filter(None, [slugify(" ".join(lines)), f"{paper}.pdf"]))
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Cache-Control"] = FOR_A_YEAR
    return response
