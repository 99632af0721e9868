from __future__ import annotations

import datetime

from django.apps import AppConfig


class PledgesConfig(AppConfig):
    name = "pledges"
    verbose_name = "Petitions and supporters"
    # What no page shows: see campaign.lib.cache.publications. Triggers of Signature tell which of
    # its changes do.
    unpublished = frozenset(
        {
            *("BlockedDomain", "CountChange", "DomainRule", "Export", "Follow"),
            *("MailedLink", "Recount"),
            *("SealedKey", "SharedDomain", "SignUp", "Signature", "Slowdown", "Supporter"),
            *("Suppression", "Surge", "Update.canceled_count", "Update.failed_count"),
            *("Update.recipient_count", "Update.sent_count", "Update.sent_through_id"),
            "Update.unwanted_count",
        }
    )

    counts = frozenset({"DayTally", "PlaceTally"})

    def ready(self) -> None:
        from pledges import checks  # noqa: F401 - registers them
        from pledges.mail import kinds

        kinds.register()

    def next_change(self, now: datetime.datetime) -> datetime.datetime | None:
        """Return when a petition opens or closes, or news comes out: see campaign.lib.cache."""
        from pledges.petition_status import next_change

        return next_change(now)
