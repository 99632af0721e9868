"""The site's map. Each block names who it is for."""

from django.contrib import admin
from django.urls import include, path

from campaign import views

urlpatterns = [
    # Machines that watch the service
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    # The campaign's own pages
    path("", views.home, name="home"),
    # Supporters: who answered the pledge
    path("", include("candidates.urls")),
    # Organizers
    path("admin/", admin.site.urls),
]

# What a visitor sees when something is wrong
handler400 = "campaign.views.bad_request"
handler403 = "campaign.views.permission_denied"
handler404 = "campaign.views.page_not_found"
handler500 = "campaign.views.server_error"
