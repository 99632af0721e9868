"""Links in emails that work like a key: their tokens, their addresses, how their pages are sent.

We store only the SHA-256 of a token. It comes from a secret that isn't in the database, so an email
composed twice has the same link, and no one can make one from the database alone.
"""

import base64
import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
# What email programs, chats and people add to a link: punctuation of any script, and the end of a
# tag, encoded once more than it should be.
PUNCTUATION = r"(?:[\W_]|%3E|&gt)*"
TOKEN_IN_TEXT = re.compile(rf"([A-Za-z0-9_-]{{43}}){PUNCTUATION}", re.IGNORECASE)


class MailedToken:
    """The token of a mailed link, which ends its address, whatever punctuation sticks to it."""

    regex = rf"[^/]+/{PUNCTUATION}"

    def to_python(self, value: str) -> str:
        segment = value.partition("/")[0]
        found = TOKEN_IN_TEXT.fullmatch(segment)
        return found[1] if found else segment

    def to_url(self, token: str) -> str:
        return f"{token}/"


def token_of(digest: bytes) -> str:
    """Return a digest of 32 bytes as the token of a link."""
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def hash_of(token: str) -> bytes:
    """Return what we store of a token: 32 bytes."""
    return hashlib.sha256(token.encode()).digest()


def kept_by_nobody(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Send what a view answers so that no cache and no search engine keeps it.

    No one checks where a form was, because no one else has the token.
    """

    @never_cache
    @wraps(view)
    def unkept(request: HttpRequest, *args: Any, **values: Any) -> HttpResponseBase:
        response = view(request, *args, **values)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return csrf_exempt(unkept)
