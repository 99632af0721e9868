"""Files that programs look for on every site: robots.txt, sitemaps, security.txt."""

import datetime

from django.conf import settings
from django.contrib.sitemaps import views as sitemaps
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from campaign.content.models import Profile
from campaign.lib.absolute_urls import absolute_url
from campaign.lib.cache.decorators import cached_page
from campaign.lib.http import public_page
from campaign.sitemaps import SITEMAPS
from candidates.current_record import current_record

TEXT = "text/plain; charset=utf-8"


@cached_page()
@public_page
def robots(request: HttpRequest) -> HttpResponse:
    sitemap = absolute_url(reverse("sitemap"))
    return HttpResponse(f"User-agent: *\nDisallow:\n\nSitemap: {sitemap}\n", content_type=TEXT)


@cached_page()
@public_page
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """List all pages of all sitemaps."""
    addresses, record = [], current_record(request)
    for section, sitemap in SITEMAPS.items():
        address = absolute_url(reverse("sitemap_section", args=[section]))
        pages = range(2, sitemap().page_count(record) + 1)
        addresses += [address, *(f"{address}?p={number}" for number in pages)]
    context = {"addresses": addresses}
    return render(request, "campaign/sitemap_index.xml", context, content_type="application/xml")


@cached_page("p")
@public_page
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    response = sitemaps.sitemap(request, {section: SITEMAPS[section]}, section=section)
    return response.render()


@public_page
def security(request: HttpRequest) -> HttpResponse:
    """Say who to tell about a security hole (RFC 9116). A 404 once that has expired."""
    profile, expires_on = Profile.objects.current(), settings.SECURITY_TXT_EXPIRES_ON
    today = timezone.now().astimezone(datetime.UTC).date()
    if not profile.contact_email or expires_on is None or expires_on < today:
        raise Http404
    lines = [
        f"Contact: mailto:{profile.contact_email}",
        f"Expires: {expires_on:%Y-%m-%d}T23:59:59Z",
        "Preferred-Languages: en, es",
        f"Canonical: {absolute_url(request.path)}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type=TEXT)
