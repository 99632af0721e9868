"""What pages tell messengers and search engines about themselves."""

from __future__ import annotations

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
from candidates.models import Candidacy, Cycle, Jurisdiction
from candidates.statistics import RecordFigures, Tally
from pledges.models import Petition
from pledges.statistics import PetitionFigures

register = template.Library()


@register.simple_tag(takes_context=True)
def preview_of_site(context: Context) -> Preview:
    """Return the card of a page that has none of its own: `{% preview_of_site as preview %}`."""
    return previews.of_site(site(context))


@register.simple_tag(takes_context=True)
def preview_of_record(context: Context, figures: RecordFigures) -> Preview:
    return previews.of_record(site(context), figures)


@register.simple_tag(takes_context=True)
def preview_of_state(
    context: Context, place: Jurisdiction, tally: Tally, cycle: Cycle | None
) -> Preview:
    return previews.of_state(site(context), place, tally, cycle)


@register.simple_tag(takes_context=True)
def preview_of_candidate(
    context: Context, candidacy: Candidacy, *, has_died: bool = False
) -> Preview:
    return previews.of_candidate(site(context), candidacy, has_died=has_died)


@register.simple_tag(takes_context=True)
def preview_of_article(context: Context, article: Article) -> Preview:
    return previews.of_article(site(context), article)


@register.simple_tag(takes_context=True)
def preview_of_petition(context: Context, petition: Petition, figures: PetitionFigures) -> Preview:
    return previews.of_petition(site(context), petition, figures)


@register.inclusion_tag("components/preview.html")
def preview(card: Preview) -> dict[str, Any]:
    """Draw the tags of the head that name a preview: `{% preview card %}`."""
    return {"preview": card, "width": previews.WIDTH, "height": previews.HEIGHT}


@register.simple_tag(takes_context=True)
def organization_data(context: Context) -> SafeString:
    """Describe the campaign to search engines, in the head of a page."""
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
