"""What pages tell messengers, search engines and people about themselves."""

from typing import Any, NamedTuple
from urllib.parse import quote

from django import template
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from campaign import previews
from campaign.content import structured_data
from campaign.content.models import Article
from campaign.content.templatetags.site import site
from campaign.lib.absolute_urls import absolute_url
from campaign.lib.structured_data import data_block
from campaign.previews import Preview
from pledges.models import Petition

register = template.Library()

# The longest post on Bluesky. Its addresses count in full.
LONGEST_POST = 300


class Way(NamedTuple):
    """A way to share a page: its name, and a link with the message already written."""

    name: str
    url: str


@register.simple_tag(takes_context=True)
def preview_of(context: Context, kind: str, *subject: Any) -> Preview:
    """Return the card of a page of this kind: `{% preview_of "article" article as card %}`."""
    return previews.CARDS[kind](site(context), *subject)


@register.inclusion_tag("components/preview.html")
def preview(card: Preview) -> dict[str, Any]:
    """Draw the meta tags of a preview: `{% preview card %}`."""
    return {"preview": card, "width": previews.WIDTH, "height": previews.HEIGHT}


@register.inclusion_tag("components/share_row.html", takes_context=True)
def share_row(
    context: Context,
    kind: str,
    *subject: Any,
    url: str = "",
    sheet_url: str = "",
    is_short: bool = False,
) -> dict[str, Any]:
    """Draw the ways to pass on a page: `{% share_row "candidate" candidacy %}`.

    `url` shares a different page that says the same. `is_short` only links to the page about
    sharing, where there's no room for all the ways.
    """
    shared = previews.CARDS[kind](site(context), *subject)
    return {
        "title": shared.card.headline,
        "message": shared.message,
        "url": url or absolute_url(shared.page),
        "more_url": shared.share_path,
        "sheet_url": sheet_url,
        "is_short": is_short,
    }


@register.simple_tag
def ways_to_share(message: str, url: str) -> list[Way]:
    """Return plain links that write `message` and `url`: `{% ways_to_share title url as ways %}`.

    None of them runs anyone else's code on our page, and a company only learns of a click. Mastodon
    has thousands of servers. Its own page asks for the reader's server, and never gets the words,
    because they come after the #. Facebook only takes an address, and shows our preview of it.
    """
    words, link = _encoded(f"{message} {url}"), _encoded(url)
    post = _encoded(f"{Truncator(message).chars(LONGEST_POST - len(url) - 1)} {url}")
    letter = _encoded(f"{message}\r\n\r\n{url}")
    return [
        Way(_("Text message"), f"sms:?&body={words}"),
        Way("WhatsApp", f"https://wa.me/?text={words}"),
        Way("Bluesky", f"https://bsky.app/intent/compose?text={post}"),
        Way("Mastodon", f"https://share.joinmastodon.org/#text={words}"),
        Way("Facebook", f"https://www.facebook.com/sharer/sharer.php?u={link}"),
        Way(_("Email"), f"mailto:?subject={_encoded(message)}&body={letter}"),
    ]


def _encoded(text: str) -> str:
    return quote(text, safe="")


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
