from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from campaign.lib import outbox
from tests.campaign.lib import workers
from tests.campaign.lib.outbox.notes import LEAFLET, NOTE
from tests.smtp_server import SmtpServer, running


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("campaign.lib.outbox.kinds._kinds", {})
    outbox.register(NOTE)
    outbox.register(LEAFLET)


@pytest.fixture
def smtp(settings: Settings) -> Iterator[SmtpServer]:
    """Let the site send through a mail server on this machine."""
    with running(SmtpServer()) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        yield server


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[int]]:
    """Return what the kind of the notes was told: whose were sent, and who was unknown."""
    heard: dict[str, list[int]] = {"sent": [], "refused": []}

    def hear(what: str) -> Callable[..., None]:
        return lambda recipients, now: heard[what].extend(each.object_id for each in recipients)

    hooks: dict[str, Any] = {what: hear(what) for what in heard}
    outbox.register(outbox.Kind(NOTE.name, NOTE.lane, NOTE.compose, **hooks))
    return heard


@pytest.fixture
def sender_output(tmp_path: Path) -> Path:
    """Return the file that holds what this test's senders said."""
    return tmp_path / "sender.output"


@pytest.fixture
def start_sender(
    smtp: SmtpServer, sender_output: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[workers.StartWorker]:
    """Return a function that starts an email sender on this test's database and mail server."""
    monkeypatch.setenv("EMAIL_URL", smtp.url)
    with workers.started(
        sender_output, "send_messages", "tests.campaign.lib.outbox.sender_settings"
    ) as start:
        yield start
