"""Pages about sharing a page: links, a caption, and pictures to post."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from campaign.content.models import Profile
from campaign.lib.absolute_urls import absolute_url
from campaign.lib.cache.decorators import cached_page
from campaign.lib.http import public_page
from campaign.posts import find_posts
from campaign.previews import WHOLE_SITE


@cached_page()
@public_page
def share(request: HttpRequest, kind: str = "record", key: str = WHOLE_SITE) -> HttpResponse:
    """Show how to share a page, or the whole record."""
    posts = find_posts(Profile.objects.current(), kind, key)
    found = posts[0].page
    if key != found.key:
        return redirect(found.share_path, permanent=True)
    url = absolute_url(found.page)
    context = {"shared": found, "url": url, "caption": f"{found.message} {url}", "posts": posts}
    return render(request, "campaign/share.html", context)
