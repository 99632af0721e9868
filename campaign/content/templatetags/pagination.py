"""Template tags for `components/pagination.html`."""

from collections.abc import Iterator
from typing import Any

from django import template
from django.core.paginator import Page
from django.template import RequestContext

register = template.Library()


@register.simple_tag
def page_numbers(page: Page[Any]) -> Iterator[int | str]:
    """Return the page numbers to link: both ends and those around `page`, with ellipses between."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.simple_tag(takes_context=True)
def page_query(
    context: RequestContext,
    number: int,
    filters: str = "",
    fragment: str = "",
    parameter: str = "",
) -> str:
    """Return the query of page `number` under `filters`; the first page has no number.

    `filters` is a query such as ?state=MI, or empty. Other parameters of this page's address stay
    behind. `fragment` is the id of the place on that page to begin at, and `parameter` is named
    where it isn't “page”.
    """
    query = filters
    if number > 1:
        numbered = f"{parameter or 'page'}={number}"
        query = f"{filters}&{numbered}" if filters else f"?{numbered}"
    address = query or context.request.path
    return f"{address}#{fragment}" if fragment else address
