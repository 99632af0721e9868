"""The demo's articles, with sources that are real and readers who are not."""

import datetime
import tomllib
from pathlib import Path
from typing import Any

from campaign.content.models import Article, ArticleSource, Comment, Picture, RelatedArticle

TEXTS = Path(__file__).parent / "texts"
GUIDE, DEMANDS = "seven-ways-to-begin", "nine-demands"
READ_ON = datetime.date(2026, 9, 2)
COMMENTED_AT = datetime.datetime(2026, 9, 4, 16, tzinfo=datetime.UTC)


def write_news() -> None:
    """Store the demo's articles with a picture, sources and comments, unless there are articles."""
    if Article.objects.exists():
        return
    articles: dict[str, Article] = {}
    for slug, row, sources in _rows():
        article = articles[slug] = Article.objects.create(slug=slug, **row)
        for position, source in enumerate(sources, start=1):
            ArticleSource.objects.create(
                article=article, position=position, read_on=READ_ON, **source
            )
    for one, other in ((GUIDE, DEMANDS), (DEMANDS, GUIDE)):
        RelatedArticle.objects.create(article=articles[one], leads_to=articles[other], position=1)
    articles[GUIDE].lead_picture = Picture.objects.filter(words__startswith="WE COUNT").first()
    articles[GUIDE].save()
    _write_comments(articles[GUIDE])


def remove_news() -> None:
    """Delete the demo's articles and their comments, except articles an organizer has changed."""
    for slug, row, _sources in _rows():
        Article.objects.filter(slug=slug, **row).delete()


def _rows() -> list[tuple[str, dict[str, Any], list[dict[str, str]]]]:
    """Return each article's address, its columns and its sources."""
    articles = tomllib.loads((TEXTS / "articles.toml").read_text(encoding="utf-8"))
    return [
        (slug, {**row, "body": (TEXTS / f"{slug}.md").read_text(encoding="utf-8").strip()}, sources)
        for slug, row in articles.items()
        for sources in [row.pop("sources")]
    ]


def _write_comments(article: Article) -> None:
    """Add comments by two invented readers and an organizer's replies. One comment was removed."""
    decided = {"article": article, "decided_at": COMMENTED_AT}
    asked = Comment.objects.create(
        name="Wren (invented)",
        text="Our county board meets on the second Tuesday. Who’s coming with me?",
        received_at=COMMENTED_AT - datetime.timedelta(hours=5),
        state=Comment.State.APPROVED,
        **decided,
    )
    removed = Comment.objects.create(
        received_at=COMMENTED_AT - datetime.timedelta(hours=3),
        state=Comment.State.REMOVED,
        **decided,
    )
    for comment, words in (
        (asked, "Three people from the tenants’ union are. Bring the jail’s invoices."),
        (removed, "We took this comment down because the writer asked us to. Our answer still "
                  "holds: ask for the contract in writing."),
    ):  # fmt: skip
        Comment.objects.create(
            in_reply_to=comment,
            name="Neighbors Not Numbers",
            text=words,
            received_at=COMMENTED_AT,
            state=Comment.State.APPROVED,
            is_from_organizer=True,
            **decided,
        )
