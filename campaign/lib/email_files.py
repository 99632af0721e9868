"""Email that's written to disk instead of being sent, and how to read it."""

import datetime
import email
import email.policy
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage as OutgoingMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from campaign.lib.files import write_atomically


class EmailBackend(BaseEmailBackend):
    """Write every message to its own file in EMAIL_FILE_PATH, completely or not at all.

    Django's backend puts messages of the same second into one file.
    """

    def send_messages(self, email_messages: Sequence[OutgoingMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            now = timezone.now().astimezone(datetime.UTC)
            path = folder / f"{now:%Y%m%d-%H%M%S-%f}-{secrets.token_hex(4)}.log"
            write_atomically(path, message.message().as_bytes(), mode=0o600)
        return len(email_messages)


@dataclass(frozen=True)
class WrittenEmail:
    """A message on disk. `name` is its file's name."""

    name: str
    written_at: datetime.datetime
    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message.get("Subject", ""))

    @property
    def recipients(self) -> str:
        return str(self.message.get("To", ""))

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in self.message.items()]

    @property
    def text(self) -> str:
        return self._body("plain")

    @property
    def html(self) -> str:
        return self._body("html")

    def _body(self, kind: str) -> str:
        part = self.message.get_body(preferencelist=(kind,))
        return str(part.get_content()) if part else ""


def email_files() -> list[Path]:
    return sorted(Path(settings.EMAIL_FILE_PATH).glob("*.log"), reverse=True)


def read_email(path: Path) -> WrittenEmail:
    written_at = datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC)
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    return WrittenEmail(path.name, written_at, message)
