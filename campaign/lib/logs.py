"""Log lines without what must not be in them."""

from __future__ import annotations

import logging
import re

# A mailed link is a key: see pledges/urls.py.
MAILED_LINK = re.compile(r"/(confirm|me|unsubscribe)/[^/\s'\"]+")


class LineFormatter(logging.Formatter):
    """Writes a record, its traceback too, without the tokens of mailed links."""

    def format(self, record: logging.LogRecord) -> str:
        return MAILED_LINK.sub(r"/\1/…", super().format(record))
