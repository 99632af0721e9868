"""Log lines without what must not be in them: keys, and what tells who a visitor is."""

import ipaddress
import logging
import re

# An emailed link works like a key (pledges/urls.py).
MAILED_LINK = re.compile(r"/(confirm|me|unsubscribe|never-email|desk)/+[^/\s'\"]+")
# A token anywhere else: after a percent-encoded letter or two slashes, or in an exception.
TOKEN = re.compile(r"(?<![\w%-])[\w%-]{40,}")
QUERY = re.compile(r"(?<=\S)\?[^\s'\"]+")
EMAIL = re.compile(r"[^\s'\"<>(),;:@]+(?:@|%40)[^\s'\"<>(),;:@/]+\.[^\s'\"<>(),;:@/?]+")
IP_ADDRESS = re.compile(
    r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}(?!\.?\w)|(?:[0-9A-Fa-f]{0,4}:){2,}[0-9A-Fa-f:.]*(?!\w))"
)
# PostgreSQL quotes a row it refuses: “Failing row contains (…)”, “Key (name)=(…)”.
ROW = re.compile(
    r"^DETAIL:.*?(?=\n\n(?:The above exception|During handling)|\Z)", re.DOTALL | re.MULTILINE
)


class LineFormatter(logging.Formatter):
    """Writes a record and its traceback without tokens, queries, rows, email and IP addresses."""

    def format(self, record: logging.LogRecord) -> str:
        line = QUERY.sub("?…", super().format(record))
        line = ROW.sub("DETAIL: …", line)
        line = MAILED_LINK.sub(r"/\1/…", line)
        line = TOKEN.sub("…", line)
        line = EMAIL.sub("…", line)
        return IP_ADDRESS.sub(_unless_it_is_this_machine, line)


def _unless_it_is_this_machine(found: re.Match[str]) -> str:
    try:
        address = ipaddress.ip_address(found[0])
    except ValueError:  # a time, a slice
        return found[0]
    return found[0] if address.is_loopback or address.is_unspecified else "…"
