"""What gunicorn itself writes: for requests that never reached Django, or failed around it."""

from typing import Any

from gunicorn.glogging import Logger

from campaign.lib.logs import LineFormatter


class ServerLogger(Logger):
    """gunicorn's logger, whose lines go through `LineFormatter` like the site's own."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(LineFormatter(self.error_fmt, self.datefmt))
        for handler in self.access_log.handlers:
            handler.setFormatter(LineFormatter(self.access_fmt))
