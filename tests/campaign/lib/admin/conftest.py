"""The organizers of the record's tests."""

from tests.candidates.admin.conftest import admin_client, organizer, second

__all__ = ["admin_client", "organizer", "second"]
