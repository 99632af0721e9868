"""Notes and leaflets: kinds of email for tests of the outbox, in processes of their own too."""

from __future__ import annotations

import datetime
import os
from collections.abc import Collection

from django.apps import AppConfig
from django.core.mail import EmailMessage

from campaign.lib.outbox.kinds import Kind, Recipient, register


def address_of(object_id: int) -> str:
    return f"reader-{object_id}@example.org"


def compose(
    recipients: Collection[Recipient], now: datetime.datetime
) -> dict[Recipient, EmailMessage]:
    return {
        recipient: EmailMessage("Note", "Text", to=[address_of(recipient.object_id)])
        for recipient in recipients
    }


NOTE = Kind("note", "reply", compose)
LEAFLET = Kind("leaflet", "bulk", compose)


class NotesConfig(AppConfig):
    name = "tests.campaign.lib.outbox"
    label = "notes"

    def ready(self) -> None:
        from tests.campaign.lib.outbox import dying

        register(NOTE)
        register(LEAFLET)
        dying.prepare(os.environ.get("DIE_AT"))
