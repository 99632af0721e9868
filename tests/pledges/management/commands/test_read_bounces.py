import io
import sys
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from pledges.management.commands import read_bounces
from pledges.models import Suppression
from tests.campaign.lib.outbox.returned_mail import bounce

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site_url(settings):
    settings.SITE_URL = "http://localhost:8000"


def reasons() -> list[str]:
    return list(Suppression.objects.values_list("reason", flat=True))


class TestCommand:
    def piped(self, monkeypatch, content: bytes, **options: object) -> str:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))
        output = io.StringIO()
        call_command("read_bounces", stdout=output, **options)
        return output.getvalue()

    def test_prints_counts_and_no_address(self, monkeypatch):
        printed = self.piped(monkeypatch, bounce())
        assert "1  bounced: no such mailbox" in printed
        assert "example.org" not in printed
        assert reasons() == ["bounced"]
        assert self.piped(monkeypatch, bounce(), quiet=True) == ""

    def test_refuses_what_is_too_large(self, monkeypatch):
        monkeypatch.setattr(read_bounces, "MOST_BYTES", 10)
        with pytest.raises(CommandError, match="Split it"):
            self.piped(monkeypatch, bounce())

    def test_has_the_mail_server_try_again_while_the_database_is_away(self, monkeypatch):
        def away(*args: object, **values: object) -> None:
            raise OperationalError

        monkeypatch.setattr(read_bounces, "read_returned", away)
        with pytest.raises(CommandError) as refused:
            self.piped(monkeypatch, bounce())
        assert refused.value.returncode == 75
