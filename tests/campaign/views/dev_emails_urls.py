"""The site's addresses with those that `make run` adds."""

from campaign.urls import (
    handler400,
    handler403,
    handler404,
    handler500,
    mailbox_urlpatterns,
)
from campaign.urls import urlpatterns as urls_of_the_site

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [*urls_of_the_site, *mailbox_urlpatterns]
