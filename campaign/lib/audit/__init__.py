"""The audit log: who logged in, changed roles, exported, published or released, and when.

    audit.record(Event.EXPORTED, by=organizer, about=export, rows=412)

Nobody can change or delete a row, and each row holds the hash of the one before it.
"""

from campaign.lib.audit.events import Event
from campaign.lib.audit.recording import record

__all__ = ["Event", "record"]
