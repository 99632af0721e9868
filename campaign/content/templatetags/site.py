"""Template tags for every page: the campaign's profile, figures, texts and links.

The apps' templates load this library; their Python never imports `campaign`.
"""

from collections.abc import Iterable
from copy import copy
from html import unescape

from django import template
from django.http import HttpRequest
from django.template import Context, Node, NodeList, TemplateSyntaxError
from django.template.base import Parser, Token
from django.template.loader_tags import BlockNode
from django.utils import timezone
from django.utils.safestring import SafeString

from campaign import named_figures
from campaign.content.models import NextStep, Profile
from campaign.content.prose import PageProse
from campaign.lib import absolute_urls
from campaign.lib.cache.generation import kept_fact
from campaign.lib.database_outage import is_database_away
from campaign.lib.drawn_parts import drawn_part
from campaign.navigation import navigation_links
from candidates.current_record import current_record

register = template.Library()


def request_of(context: Context) -> HttpRequest | None:
    """Return the current request, also inside `{% include … only %}`. None in an email."""
    return getattr(context, "request", None)


@register.simple_tag(takes_context=True)
def site(context: Context) -> Profile:
    """Return the campaign's profile: `{% site as profile %}`. At most one query a request.

    Figures that its sentences name are filled in.
    """
    request = request_of(context)
    if request is None:
        return with_figures(context, Profile.objects.current())
    if is_database_away(request):
        return Profile.neutral()
    if "site_profile" not in vars(request):
        profile = kept_fact(request, "profile", Profile.objects.current)
        # Other pages read the same row, so this one fills figures into a copy.
        vars(request)["site_profile"] = with_figures(context, copy(profile))
    own: Profile = vars(request)["site_profile"]
    return own


def with_figures(context: Context, profile: Profile) -> Profile:
    profile.ask = filled(context, profile.ask)
    profile.alert_bar = filled(context, profile.alert_bar)
    return profile


@register.simple_tag(takes_context=True)
def filled(context: Context, text: str) -> str:
    """Return `text` with the figures that it names: `{% filled aim.text %}`.

    Counts once a request, and only where a figure is named.
    """
    return named_figures.fill_now(text, request_of(context))


@register.simple_tag(takes_context=True)
def prose(context: Context, text: str, level: int = 2) -> SafeString:
    """Return an editor's Markdown as HTML: `{% prose passage.text %}`, below a heading `level=3`.

    A page can have several such texts, so headings get no ids, which could clash.
    """
    page = PageProse.of(request_of(context))
    return page.draw(filled(context, text), level=level, has_ids=False).html


@register.simple_tag(takes_context=True)
def gather_links(context: Context, texts: Iterable[str]) -> str:
    """Look up the links of several texts at once, before `prose` draws them.

    `{% gather_links texts %}` draws nothing.
    """
    PageProse.of(request_of(context)).gather(texts)
    return ""


@register.simple_tag
def absolute_url(path: str) -> str:
    """Return the public address of a path: `{% absolute_url candidacy.get_absolute_url %}`."""
    return absolute_urls.absolute_url(path)


@register.simple_tag(takes_context=True)
def next_steps(context: Context) -> SafeString:
    """Draw the next steps, if there are any: `{% next_steps %}`."""
    steps = site(context).next_steps
    calls = NextStep.Target.CALL, NextStep.Target.HOLD
    request = request_of(context)
    if request and any(step.target in calls for step, _url in steps):
        cycle = current_record(request).cycle
        is_over = bool(cycle and cycle.has_voted(timezone.localdate()))
        steps = [(step, url) for step, url in steps if step.target != calls[not is_over]]
    drawn = tuple(
        (step.mark, filled(context, step.title), filled(context, step.text), step.words, url)
        for step, url in steps
    )
    return drawn_part("components/next_steps.html", {"steps": drawn}, shows=drawn)


@register.simple_tag(takes_context=True)
def site_header(context: Context) -> SafeString:
    """Draw the header, which is the same on all pages of a section: `{% site_header %}`."""
    profile, request = site(context), request_of(context)
    links = navigation_links(request.path if request else "")
    marked = tuple((link.url, link.current) for link in links)
    said = (profile.name, profile.alert_bar, profile.shows_invented_people)
    shown = {"profile": profile, "links": links}
    return drawn_part("components/site_header.html", shown, shows=(marked, said))


@register.simple_tag(takes_context=True)
def site_footer(context: Context) -> SafeString:
    """Draw the footer, which is the same on all pages: `{% site_footer %}`."""
    profile = site(context)
    links = tuple((link["name"], link["url"]) for link in profile.social_links)
    said = (profile.name, profile.donate_url, profile.contact_email, profile.legal_footer)
    shown = {"profile": profile, "links": links}
    return drawn_part("components/site_footer.html", shown, shows=(links, said))


class SameBlock(Node):
    """Draws the block `name` of the page again, or stores it as `variable`."""

    def __init__(self, name: str, variable: str) -> None:
        self.name, self.variable = name, variable

    def render(self, context: Context) -> SafeString:
        drawn: SafeString = BlockNode(self.name, NodeList()).render(context)
        if not self.variable:
            return drawn
        # Plain text, not markup: the template escapes it.
        context[self.variable] = unescape(f"{drawn}")
        return SafeString("")


@register.tag
def same_block(parser: Parser, token: Token) -> SameBlock:
    """Repeat a block: `{% same_block title %}`, `{% same_block title as words %}`."""
    match token.split_contents():
        case [_, name]:
            return SameBlock(name, "")
        case [_, name, "as", variable]:
            return SameBlock(name, variable)
    raise TemplateSyntaxError("same_block takes the name of a block, and perhaps: as a_variable")
