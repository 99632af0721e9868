"""What pages tell messengers and search engines about themselves."""

from typing import Any

from django import template
from django.template import Context
from django.utils.safestring import SafeString

from campaign import previews
from campaign.content import structured_data
from campaign.content.models import Article
from campaign.content.templatetags.site import site
from campaign.lib.absolute_urls import absolute_url
from campaign.lib.structured_data import data_block
from campaign.previews import Preview
from pledges.models import Petition

register = template.Library()


@register.simple_tag(takes_context=True)
def preview_of(context: Context, kind: str, *subject: Any) -> Preview:
    """Return the card of a page of this kind: `{% preview_of "article" article as card %}`."""
    return previews.CARDS[kind](site(context), *subject)


@register.inclusion_tag("components/preview.html")
def preview(card: Preview) -> dict[str, Any]:
    """Draw the meta tags of a preview: `{% preview card %}`."""
    return {"preview": card, "width": previews.WIDTH, "height": previews.HEIGHT}


@register.simple_tag(takes_context=True)
def organization_data(context: Context) -> SafeString:
    return data_block(structured_data.organization(site(context)))


@register.simple_tag(takes_context=True)
def article_data(context: Context, article: Article) -> SafeString:
    """Describe a published article to search engines, in the head of its page."""
    profile = site(context)
    picture_url = absolute_url(previews.of_article(profile, article).path)
    return data_block(structured_data.news_article(profile, article, picture_url=picture_url))


@register.simple_tag
def petition_data(petition: Petition) -> SafeString:
    """Describe to search engines where a petition stands on the site, in the head of its page."""
    return data_block(structured_data.way_to_petition(petition))
