"""The pictures that shared links show, and those to post."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from campaign.content.models import Profile
from campaign.lib.http import FOR_A_MINUTE, FOR_A_YEAR, public_page
from campaign.named_figures import fill_now
from campaign.posts import Post, find_posts
from campaign.previews import Preview, find_preview


@public_page
def preview(request: HttpRequest, kind: str, key: str, digest: str) -> HttpResponse:
    """Serve the current card of a page, at the addresses of older ones too."""
    profile = Profile.objects.current()
    profile.ask = fill_now(profile.ask)
    found = find_preview(profile, kind, key)
    if key != found.key:
        return redirect(found.path)
    return picture_of(found, digest)


@public_page
def post(request: HttpRequest, kind: str, key: str, digest: str, size: str) -> HttpResponse:
    """Serve a picture to post as a download, with a file name that says what it shows."""
    found = find_posts(Profile.objects.current(), kind, key)
    [asked] = [post for post in found if post.size == size]
    if key != asked.page.key:
        return redirect(asked.path)
    response = picture_of(asked, digest)
    response.headers["Content-Disposition"] = f'attachment; filename="{asked.file_name}"'
    return response


def picture_of(found: Preview | Post, digest: str) -> HttpResponse:
    response = HttpResponse(found.picture(), content_type="image/png")
    is_named = digest == found.card.digest
    response.headers["Cache-Control"] = FOR_A_YEAR if is_named else FOR_A_MINUTE
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
