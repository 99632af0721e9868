"""URL path converters."""

import re

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
