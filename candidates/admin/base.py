"""What the admins over the record share: they lock the people whose status an edit may change."""

from typing import Any

from django.db import models

from campaign.lib.admin.optimistic_admin import OptimisticAdmin
from candidates.ledger.locks import lock_people


class LedgerAdmin(OptimisticAdmin):
    def people_behind(self, obj: Any) -> list[int]:
        """Return whose status an edit may change: they are locked before the row itself."""
        return []

    def lock(self, obj: models.Model) -> None:
        lock_people(self.people_behind(obj))
        super().lock(obj)
