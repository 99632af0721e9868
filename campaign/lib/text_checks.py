"""Checks of texts before they're saved, for apps that don't know about links or figures.

The project registers its checks; an app asks them all.
"""

import datetime
from collections.abc import Callable

from django.core.exceptions import ValidationError

# Takes a Markdown text, the moment it's public, and the path of its page. Returns its errors.
LinkCheck = Callable[[str, datetime.datetime, str], list[ValidationError]]
# Raises ValidationError for what a text must never contain, not even in a draft.
WordCheck = Callable[[str], None]

_links: list[LinkCheck] = []
_prose: list[WordCheck] = []
_words: list[WordCheck] = []


def register(*, links: LinkCheck, prose: WordCheck, words: WordCheck) -> None:
    """Add checks of links in Markdown, of Markdown, and of text that's shown as typed."""
    _links.append(links)
    _prose.append(prose)
    _words.append(words)


def errors_in(text: str, *, at: datetime.datetime, page: str = "") -> list[ValidationError]:
    """Return what's wrong with the links of a text that's public on `page` at `at`."""
    return [error for check in _links for error in check(text, at, page)]


def check_prose(text: str) -> None:
    """Validate a text in Markdown, drafts too."""
    for check in _prose:
        check(text)


def check_words(text: str) -> None:
    """Validate a text that's shown as typed."""
    for check in _words:
        check(text)
