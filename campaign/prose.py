"""The text of an article as readers see it: figures filled in, links resolved, nothing too wide."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from campaign import figures
from campaign.lib import markdown
from campaign.lib.markdown import Section
from campaign.links import resolver
from campaign.models import Article
from candidates.models import Cycle

# Ids that the page itself has: a heading of these words gets another one.
TAKEN = re.compile(r"main|comment|next-steps|icon-.*|id_.*")
HEADING_ID = re.compile(r'(<h[23] id=")([^"]*)"')
# Fewer sections than these are seen at once.
FEWEST_LISTED = 3


@dataclass(frozen=True)
class Prose:
    """A text that may be shown as it is, and the sections worth listing."""

    html: SafeString
    sections: list[Section]


def prose_of(article: Article, *, now: datetime.datetime) -> Prose:
    """Return the text of `article` as it reads at the moment `now`.

    Asks once for each kind of link in it, and twice where it names a figure.
    """
    text = article.body
    if figures.named_in(text):
        text = figures.fill(text, figures.figure_values(Cycle.objects.current()))
    targets = [place.words for place in markdown.internal_links(text)]
    rendered = markdown.render(text, resolve=resolver(targets, at=now, itself=article))
    html = HEADING_ID.sub(lambda found: f'{found[1]}{free_anchor(found[2])}"', rendered.html)
    sections = [Section(free_anchor(each.anchor), each.title) for each in rendered.sections]
    return Prose(
        mark_safe(scrolling(html)),  # noqa: S308 (of markdown.render, which cleans it)
        sections if len(sections) >= FEWEST_LISTED else [],
    )


def free_anchor(anchor: str) -> str:
    """Return `anchor`, or another where the page has something of that id already."""
    return f"{anchor}-section" if TAKEN.fullmatch(anchor) else anchor


def scrolling(html: str) -> str:
    """Put wide tables and code where arrow keys can scroll them, each with a label of its own."""
    html = re.sub("<table>", _opening(_("Table %(number)d")), html)
    html = html.replace("</table>", "</table></div>")
    html = re.sub("<pre>", _opening(_("Code %(number)d")), html)
    return html.replace("</pre>", "</pre></div>")


def _opening(label: Promise) -> Callable[[re.Match[str]], str]:
    numbers = count(1)

    def opening(found: re.Match[str]) -> str:
        words = escape(str(label) % {"number": next(numbers)})
        box = f'<div class="prose__wide" role="region" aria-label="{words}" tabindex="0">'
        return box + found[0]

    return opening
