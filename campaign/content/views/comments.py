"""Commenting on an article."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from campaign.content.comments import CommentForm
from campaign.content.models import Article
from campaign.content.views.news import article_or_404, withdrawn
from campaign.lib.cache.decorators import cached_page
from campaign.lib.client_address import client_block
from campaign.lib.http import public_page, see_other
from campaign.lib.internal_links import moment_of
from campaign.lib.public_forms import public_form, refusal_status

TEMPLATE, CLOSED = "campaign/news/comment.html", "campaign/news/closed.html"


@cached_page()
@public_form(CommentForm, TEMPLATE)
def comment(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    now = moment_of(request)
    article = article_or_404(slug, now)
    form = CommentForm(request.POST if request.method == "POST" else None)
    if article.is_withdrawn:
        if request.method == "POST":
            return page(request, article, form, status=410, template=CLOSED)
        return withdrawn(request, article)
    if not article.takes_comments(now):
        return page(request, article, form, status=409, template=CLOSED)
    if request.method != "POST":
        address = article.comment_url
        return page(request, article, form) if request.path == address else redirect(address)
    if status := refusal_status(request, form):
        return page(request, article, form, status=status)
    form.save(article, client_block=client_block(request), now=now)
    return see_other(f"{article.comment_url}thanks/")


@cached_page()
@public_page
def commented(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    article = article_or_404(slug, moment_of(request))
    if article.is_withdrawn:
        return withdrawn(request, article)
    address = f"{article.comment_url}thanks/"
    if request.path != address:
        return redirect(address, permanent=True)
    return render(request, "campaign/news/commented.html", {"article": article})


def page(
    request: HttpRequest,
    article: Article,
    form: CommentForm,
    *,
    status: int = 200,
    template: str = TEMPLATE,
) -> HttpResponse:
    return render(request, template, {"article": article, "form": form}, status=status)
