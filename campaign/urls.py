"""The site's map. Each block names who it is for."""

from django.contrib import admin
from django.urls import include, path, re_path

from campaign import views
from campaign.lib.media import public_picture

urlpatterns = [
    # Machines that watch the service
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    # The campaign's own pages
    path("", views.home, name="home"),
    # Supporters: who answered the pledge
    path("", include("candidates.urls")),
    # Pictures of evidence
    re_path(r"^media/(?P<name>[a-z]+/[0-9a-f]{32}\.webp)$", public_picture),
    # Organizers
    path("admin/", admin.site.urls),
]

# What a visitor sees when something is wrong
handler400 = "campaign.views.bad_request"
handler403 = "campaign.views.permission_denied"
handler404 = "campaign.views.page_not_found"
handler500 = "campaign.views.server_error"
