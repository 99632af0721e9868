"""The site's map. Each block names who it is for."""

from django.contrib import admin
from django.urls import include, path

from campaign.views import home, service

urlpatterns = [
    # Machines that watch the service
    path("healthz", service.healthz, name="healthz"),
    path("readyz", service.readyz, name="readyz"),
    # The campaign's own pages
    path("", home.home, name="home"),
    # Supporters: who answered the pledge
    path("", include("candidates.urls")),
    # Organizers
    path("admin/", admin.site.urls),
]

# What a visitor sees when something is wrong
handler400 = "campaign.views.errors.bad_request"
handler403 = "campaign.views.errors.permission_denied"
handler404 = "campaign.views.errors.page_not_found"
handler500 = "campaign.views.errors.server_error"
