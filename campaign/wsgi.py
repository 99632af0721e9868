"""The WSGI entry point that gunicorn serves."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from campaign.lib.malformed_requests import without_unreadable_charsets

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaign.settings")

application = without_unreadable_charsets(get_wsgi_application())
# While you work on the site, every change shows at once, and nothing ends at a breakpoint.
if not settings.DEBUG:
    from campaign.lib.cache.middleware import FinishedPages
    from campaign.lib.request_limits import LimitedRequests
    from campaign.sitemaps import entrances

    limited = LimitedRequests(application)
    application = finished = FinishedPages(limited, entrances=entrances)
    limited.is_database_away = lambda: finished.generation.away_since is not None
