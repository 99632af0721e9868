import logging

import pytest

from campaign.lib.logs import LineFormatter

TOKEN = "mWb0o2n3Qm8h2k3l4j5h6g7f8d9s0a1q2w3e4r5t6y7"


class TestLine:
    @pytest.mark.parametrize("page", ["confirm", "me", "unsubscribe"])
    def test_holds_no_token_of_a_mailed_link(self, page):
        try:
            raise ValueError(f"at /{page}/{TOKEN}/mail/")
        except ValueError as error:
            record = logging.LogRecord(
                "django.request",
                logging.WARNING,
                __file__,
                1,
                "Not Found: %s",
                (f"/{page}/{TOKEN}/",),
                (type(error), error, error.__traceback__),
            )
        line = LineFormatter("{message}", style="{").format(record)
        assert TOKEN not in line
        assert f"Not Found: /{page}/…/" in line
        assert f"/{page}/…/mail/" in line

    def test_is_what_the_site_logs_with(self, settings):
        assert settings.LOGGING["formatters"]["line"]["()"] == "campaign.lib.logs.LineFormatter"
