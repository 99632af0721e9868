"""The campaign's reports: a list, a feed, a page for each."""

import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.content.comments import CommentForm
from campaign.content.models import Article
from campaign.content.prose import reading
from campaign.lib.cache.decorators import cached_page
from campaign.lib.feeds import ATOM, Entry, atom_text
from campaign.lib.http import NotFoundWithAdvice, public_page
from campaign.lib.internal_links import moment_of
from campaign.lib.open_data import data_file
from campaign.lib.paging import page_or_404

PAGE_SIZE = 20
FEED_SIZE = 30
COMMENTS_PAGE_SIZE = 25


@cached_page("page")
@public_page
def news(request: HttpRequest) -> HttpResponse:
    articles = Article.objects.published(timezone.now()).select_related("lead_picture")
    page = page_or_404(request, articles, PAGE_SIZE)
    return render(request, "campaign/news/list.html", {"page": page})


@cached_page()
@public_page
def feed(request: HttpRequest) -> HttpResponseBase:
    articles = Article.objects.published(timezone.now())[:FEED_SIZE]
    name = render_to_string("candidates/feed_author.txt", request=request).strip()
    text = atom_text(
        map(entry_of, articles),
        title=_("News · %(name)s") % {"name": name},
        author=name,
        page_path=reverse("news"),
        feed_path=request.path,
    )
    return data_file(request, text, ATOM)


@cached_page("comments", has_people=True)
@public_page
def article(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    now = moment_of(request)
    article = article_or_404(slug, now)
    if article.is_withdrawn:
        return withdrawn(request, article)
    if request.path != article.get_absolute_url():
        return redirect(article, permanent=True)
    comments = article.comments.shown()
    context = {
        **reading(article, now, request),
        "comments": page_or_404(request, comments, COMMENTS_PAGE_SIZE, parameter="comments"),
        "comment_form": CommentForm() if article.takes_comments(now) else None,
    }
    return render(request, "campaign/news/article.html", context)


def article_or_404(slug: str, now: datetime.datetime) -> Article:
    """Return an article that is or was public. Drafts and scheduled ones are a 404."""
    released = Article.objects.released(now).select_related("lead_picture")
    article = released.filter(slug=slug).first()
    if article is None:
        raise NotFoundWithAdvice(
            _("There is no article at this address."),
            link_url=reverse("news"),
            link_text=_("All news"),
        )
    return article


def withdrawn(request: HttpRequest, article: Article) -> HttpResponse:
    """Show the page of an article that was taken down."""
    return render(request, "410.html", {"article": article}, status=410)


def entry_of(article: Article) -> Entry:
    published_at = timezone.localtime(article.published_at)
    updated_at = published_at
    if article.updated_on:
        midnight = datetime.datetime.combine(article.updated_on, datetime.time.min)
        updated_at = max(published_at, timezone.make_aware(midnight))
    return Entry(
        key=f"article-{article.pk}",
        title=article.title,
        text=article.summary,
        path=article.get_absolute_url(),
        published_at=published_at,
        updated_at=updated_at,
    )
