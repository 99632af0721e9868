from __future__ import annotations

import datetime

from django.apps import AppConfig


class ContentConfig(AppConfig):
    name = "campaign.content"
    label = "campaign"
    verbose_name = "Campaign"
    # What no page shows: see campaign.lib.cache.publications.
    unpublished = frozenset({"Comment+", "Comment.email", "KeptForm"})

    def ready(self) -> None:
        from campaign import deploy_checks, named_figures  # noqa: F401 - they register themselves
        from campaign.content.text_checks import errors_in
        from campaign.lib import text_checks

        text_checks.register(
            links=lambda text, at, page: errors_in(text, at=at, page=page),
            prose=named_figures.only_known_figures,
            words=named_figures.no_figures_here,
        )

    def next_change(self, now: datetime.datetime) -> datetime.datetime | None:
        """Return when an article comes out or its comments close: see campaign.lib.cache."""
        from campaign.content.models import Article

        return Article.objects.next_change(now)
