"""One page of a list, as its address asks for it."""

import re
from collections.abc import Iterable
from typing import Any

from django.core.paginator import EmptyPage, Page, Paginator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from campaign.lib.http import NotFoundWithAdvice

PAGE_SIZE = 50
# Django's Paginator would also accept "٣" and " 3 ", and numbers of any length.
PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


class Parts:
    """A list in parts whose lengths are known: a slice reads only the parts that it touches."""

    def __init__(self, parts: Iterable[tuple[int, Any]]) -> None:
        self._parts = list(parts)

    def __len__(self) -> int:
        return sum(count for count, _rows in self._parts)

    def __getitem__(self, index: slice) -> list[Any]:
        found: list[Any] = []
        start, stop = index.start, index.stop
        for count, rows in self._parts:
            if start < count and stop > 0:
                found += rows[max(start, 0) : min(stop, count)]
            start, stop = start - count, stop - count
        return found


def page_or_404(
    request: HttpRequest,
    rows: Any,
    size: int = PAGE_SIZE,
    *,
    count: int | None = None,
    parameter: str = "page",
) -> Page[Any]:
    """Return the page of `rows` that `?page=`, or another parameter, names; the first without one.

    `count` is how many rows there are, where that's known without asking the database. Raises
    NotFoundWithAdvice, which links the first page, for anything but a number of a page.
    """
    number = request.GET.get(parameter) or "1"
    if PAGE_NUMBER.fullmatch(number):
        try:
            paginator = Paginator(rows, size)
            if count is not None:
                vars(paginator)["count"] = count
            return paginator.page(int(number))
        except EmptyPage:
            pass
    query = request.GET.copy()
    query.pop(parameter, None)
    raise NotFoundWithAdvice(
        _("This list doesn’t have that page."),
        link_url=f"{request.path}?{query.urlencode()}" if query else request.path,
        link_text=_("Go to the first page"),
    )
