"""Log lines without what must not be in them: keys, and what tells who a visitor is."""

import copy
import ipaddress
import logging
import re

# An emailed link works like a key (pledges/urls.py, candidates/urls.py, campaign/accounts/site.py).
# A traceback names the modules in candidates/desk/, which is no link.
MAILED_LINK = re.compile(
    r"(?<!/candidates)/(confirm|me|unsubscribe|never-email|stop|your-information|desk|invitation|password-reset)/+[^/\s'\"]+"
)
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


class OneLinePerRequest(logging.Filter):
    """Drops what Django says a second time about a request that it refused for safety's sake."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is None:
            return True
        if record.name.startswith("django.security."):
            vars(request)["is_refusal_logged"] = True
            return True
        return "is_refusal_logged" not in vars(request)


class LineFormatter(logging.Formatter):
    """Writes a record as one line, without tokens, queries, rows, email and IP addresses.

    A traceback is in it, with `\\n` between its lines, unless the request is to blame: a wrong
    host, a broken form.
    """

    def format(self, record: logging.LogRecord) -> str:
        if getattr(record, "status_code", 500) < 500:
            record = copy.copy(record)
            record.exc_info = record.exc_text = None
        line = QUERY.sub("?…", super().format(record))
        line = ROW.sub("DETAIL: …", line)
        line = MAILED_LINK.sub(r"/\1/…", line)
        line = TOKEN.sub("…", line)
        line = EMAIL.sub("…", line)
        line = IP_ADDRESS.sub(_unless_it_is_this_machine, line)
        return line.replace("\r", "\\r").replace("\n", "\\n")


def _unless_it_is_this_machine(found: re.Match[str]) -> str:
    try:
        address = ipaddress.ip_address(found[0])
    except ValueError:  # a time, a slice
        return found[0]
    return found[0] if address.is_loopback or address.is_unspecified else "…"
