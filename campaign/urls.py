"""The site's map. Each block names who it is for."""

from django.contrib import admin
from django.urls import include, path, re_path

from campaign.views import home, pages, pictures, service

urlpatterns = [
    # Machines that watch the service
    path("healthz", service.healthz, name="healthz"),
    path("readyz", service.readyz, name="readyz"),
    # The campaign's own pages
    path("", home.home, name="home"),
    path("mission/", pages.mission, name="mission"),
    path("faq/", pages.faq, name="faq"),
    path("about/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    re_path(
        r"^media/pictures/(?P<name>[0-9a-f]{32}(?:\.svg|-[0-9]{1,4}\.webp))$",
        pictures.picture,
        name="picture",
    ),
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
