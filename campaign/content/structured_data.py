"""What the campaign's own pages are, in the words of schema.org."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from campaign.content.models import Article, Profile
from campaign.lib.absolute_urls import absolute_url
from campaign.lib.structured_data import breadcrumb_list
from pledges.models import Petition


def organization(profile: Profile) -> dict[str, Any]:
    told = {
        "@type": "Organization",
        "name": profile.name,
        "description": profile.ask,
        "url": absolute_url(reverse("home")),
        "logo": absolute_url(static("img/apple-touch-icon.png")),
        "email": profile.contact_email,
        "sameAs": [link["url"] for link in profile.social_links],
    }
    return {name: value for name, value in told.items() if value}


def news_article(profile: Profile, article: Article, *, picture_url: str) -> dict[str, Any]:
    """Describe a published article; `picture_url` is that of its preview."""
    changed = article.updated_on or article.published_at
    is_person = article.author not in {"", profile.name}
    author = {"@type": "Person", "name": article.author} if is_person else organization(profile)
    return {
        "@type": "NewsArticle",
        "headline": article.title,
        "description": article.summary,
        "url": absolute_url(article.get_absolute_url()),
        "image": [picture_url],
        "datePublished": article.published_at,
        "dateModified": changed,
        "author": author,
        "publisher": organization(profile),
    }


def way_to_petition(petition: Petition) -> dict[str, Any]:
    return breadcrumb_list(
        [
            (_("Petitions"), reverse("pledges:petitions")),
            (petition.title, petition.get_absolute_url()),
        ]
    )
