"""The site's map. Each block names who it is for."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path, register_converter

from campaign.artwork.cards import SHAPES
from campaign.artwork.paper_placards import PAPERS
from campaign.content.views import comments, news, pages, signs
from campaign.lib.mailed_links import MailedToken
from campaign.previews import CARDS, POSTED, SHARED
from campaign.sitemaps import SITEMAPS
from campaign.views import (
    crawlers,
    dev_emails,
    home,
    open_data,
    previews,
    service,
    share,
    styleguide,
)

register_converter(MailedToken, "mailed")

urlpatterns = [
    # Programs that monitor the service
    path("healthz", service.healthz, name="healthz"),
    path("readyz", service.readyz, name="readyz"),
    # Programs that read the site
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemap_index, name="sitemap"),
    re_path(
        rf"^sitemap-(?P<section>{'|'.join(SITEMAPS)})\.xml$",
        crawlers.sitemap_section,
        name="sitemap_section",
    ),
    path(".well-known/security.txt", crawlers.security, name="security"),
    re_path(
        rf"^previews/(?P<kind>{'|'.join(CARDS)})/(?P<key>[\w-]{{1,80}})/(?P<digest>[0-9a-f]{{16}})\.png$",
        previews.preview,
        name="preview",
    ),
    re_path(
        rf"^previews/(?P<kind>{'|'.join(POSTED)})/(?P<key>[\w-]{{1,80}})/(?P<digest>[0-9a-f]{{16}})-(?P<size>{'|'.join(SHAPES)})\.png$",
        previews.post,
        name="post",
    ),
    # The campaign's own pages
    path("", home.home, name="home"),
    path("mission/", pages.mission, name="mission"),
    path("faq/", pages.faq, name="faq"),
    path("about/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("signs/", signs.signs, name="signs"),
    re_path(
        rf"^signs/(?P<stem>[0-9a-f]{{32}})-(?P<paper>{'|'.join(PAPERS)})\.pdf$",
        signs.placard,
        name="placard",
    ),
    path("share/", share.share, name="share"),
    re_path(
        rf"^share/(?P<kind>{'|'.join(SHARED)})/(?P<key>[\w-]{{1,80}})/$", share.share, name="share"
    ),
    re_path(
        r"^media/pictures/(?P<name>[0-9a-f]{32}(?:\.svg|-[0-9]{1,4}\.webp))$",
        pages.picture,
        name="picture",
    ),
    # The record and the signatures for programs
    path("data/", open_data.data, name="data"),
    path("stats.json", open_data.stats, name="stats"),
    # News
    path("news/", news.news, name="news"),
    path("news/feed/", news.feed, name="news_feed"),
    path("news/<int:year>/<slug:slug>/", news.article, name="article"),
    path("news/<int:year>/<slug:slug>/comment/", comments.comment, name="comment"),
    path("news/<int:year>/<slug:slug>/comment/thanks/", comments.commented, name="commented"),
    # Visitors: petitions, signing, and a supporter's information
    path("", include("pledges.urls")),
    # Supporters: who has answered the pledge
    path("", include("candidates.urls")),
    # Organizers
    path("admin/", admin.site.urls),
]

# Anyone who tries the site with `make run`: the email it would send
mailbox_urlpatterns = [
    path("dev/mail/", dev_emails.mailbox, name="mailbox"),
    path("dev/mail/<str:name>/", dev_emails.mail, name="mail"),
    path("dev/mail/<str:name>/html/", dev_emails.mail_as_html, name="mail_as_html"),
]
if settings.TRIAL_MAIL:
    urlpatterns += mailbox_urlpatterns

# What a visitor sees when something is wrong
handler400 = "campaign.views.errors.bad_request"
handler403 = "campaign.views.errors.permission_denied"
handler404 = "campaign.views.errors.page_not_found"
handler500 = "campaign.views.errors.server_error"
