"""The demo's articles, with sources that are real and readers who are not."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from campaign.content.models import Article, ArticleSource, Comment, Picture, RelatedArticle

TEXTS = Path(__file__).parent / "texts"
GUIDE, DEMANDS = "seven-ways-to-begin", "nine-demands"
ARTICLES: dict[str, dict[str, Any]] = {
    DEMANDS: {
        "title": "Nine demands for leaders who can act today",
        "summary": (
            "Investigate ICE. Prosecute the agents who broke the law. Give everyone due process. "
            "Here’s what leaders can do while the agency still exists."
        ),
        "author": "Neighbors Not Numbers",
        "published_at": datetime.datetime(2026, 4, 14, 14, tzinfo=datetime.UTC),
    },
    GUIDE: {
        "title": "ICE out for good: seven ways your town can start",
        "hashtag": "#ICEOutForGood",
        "summary": (
            "Only Congress can shut ICE down. But your town can stop helping it. Here’s how, from "
            "jail contracts to whistles, with something to do this month."
        ),
        "author": "Neighbors Not Numbers",
        "published_at": datetime.datetime(2026, 5, 19, 14, tzinfo=datetime.UTC),
        "updated_on": datetime.date(2026, 9, 2),
        "comments_close_after_days": 365,
    },
}
SOURCES: dict[str, list[tuple[str, str, str]]] = {
    GUIDE: [
        ("Materials on ending local detention contracts",
         "Detention Watch Network", "https://www.detentionwatchnetwork.org/"),
        ("Know your rights: immigrants’ rights",
         "ACLU", "https://www.aclu.org/know-your-rights/immigrants-rights"),
        ("8 CFR 287.7: detainers are requests",
         "Electronic Code of Federal Regulations",
         "https://www.ecfr.gov/current/title-8/section-287.7"),
        ("Printz v. United States, 521 U.S. 898 (1997)",
         "Cornell Legal Information Institute",
         "https://www.law.cornell.edu/supct/html/95-1478.ZS.html"),
        ("Fifth Amendment to the Constitution",
         "Congress.gov", "https://constitution.congress.gov/constitution/amendment-5/"),
    ],
    DEMANDS: [
        ("Research on immigration enforcement and detention",
         "American Immigration Council", "https://www.americanimmigrationcouncil.org/"),
        ("Reporting on immigration", "ProPublica", "https://www.propublica.org/"),
        ("Human rights in the United States", "Amnesty International",
         "https://www.amnesty.org/"),
    ],
}  # fmt: skip
READ_ON = datetime.date(2026, 9, 2)
COMMENTED_AT = datetime.datetime(2026, 9, 4, 16, tzinfo=datetime.UTC)


def write_news() -> None:
    """Store the demo's articles with a picture, sources and comments, where there are none."""
    if Article.objects.exists():
        return
    articles = {slug: Article.objects.create(slug=slug, **row) for slug, row in _rows()}
    for slug, article in articles.items():
        for position, (title, publisher, url) in enumerate(SOURCES[slug], start=1):
            ArticleSource.objects.create(
                article=article,
                position=position,
                title=title,
                publisher=publisher,
                url=url,
                read_on=READ_ON,
            )
    for one, other in ((GUIDE, DEMANDS), (DEMANDS, GUIDE)):
        RelatedArticle.objects.create(article=articles[one], leads_to=articles[other], position=1)
    articles[GUIDE].lead_picture = Picture.objects.filter(words__startswith="WE COUNT").first()
    articles[GUIDE].save()
    _write_comments(articles[GUIDE])


def remove_news() -> None:
    """Delete the demo's articles with all below them, but those that an organizer has changed."""
    for slug, row in _rows():
        Article.objects.filter(slug=slug, **row).delete()


def _rows() -> list[tuple[str, dict[str, Any]]]:
    return [
        (slug, {**row, "body": (TEXTS / f"{slug}.md").read_text(encoding="utf-8").strip()})
        for slug, row in ARTICLES.items()
    ]


def _write_comments(article: Article) -> None:
    """Let two invented readers speak, and an organizer answer them; one was removed since."""
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
