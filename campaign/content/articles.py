"""What a page shows of an article, public or as a preview."""

from __future__ import annotations

import datetime
from typing import Any

from campaign.content.models import Article
from campaign.content.prose import prose_of


def reading(article: Article, now: datetime.datetime) -> dict[str, Any]:
    """Return what a page shows of an article as it reads at the moment `now`."""
    rows = article.related_rows.filter(leads_to__in=Article.objects.published(now))
    return {
        "article": article,
        "prose": prose_of(article, now=now),
        "sources": article.sources.all(),
        "related": [row.leads_to for row in rows.select_related("leads_to")],
    }
