"""What an import found, kind by kind: for the command's output, the admin page and the log."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

SAMPLE_SIZE = 50


class Kind(models.TextChoices):
    """What happens to a line, or to a row without one; TO_CHECK comes on top of another kind."""

    NEW = "new", _("new")
    CHANGED = "changed", _("changed")
    VANISHED = "vanished", _("missing from the file")
    UNCHANGED = "unchanged", _("unchanged")
    REFUSED = "refused", _("rejected")
    NEEDS_PERSON = "needs_person", _("needs a decision")
    # New or changed lines, counted there as well.
    TO_CHECK = "to_check", _("to check: name or party")
    OTHER_YEARS = "other_years", _("other years")
    OTHER_OFFICES = "other_offices", _("other offices")
    # Rows of states that the file has no line of: it may hold a part of the country.
    NOT_COVERED = "not_covered", _("in states the file doesn’t cover")


@dataclass(frozen=True)
class Entry:
    """One line of the report. `number` is the line in the file, None for a row without one."""

    number: int | None
    fec_id: str
    name: str = ""
    seat: str = ""
    detail: str = ""


@dataclass
class Report:
    """What becomes of the lines of a file, and how many of them are complete and for its cycle."""

    counts: Counter[Kind] = field(default_factory=Counter)
    entries: dict[Kind, list[Entry]] = field(default_factory=dict)
    line_count: int = 0
    cycle_line_count: int = 0

    def add(self, kind: Kind, entry: Entry | None = None) -> None:
        self.counts[kind] += 1
        if entry:
            self.entries.setdefault(kind, []).append(entry)

    def counts_for_log(self) -> dict[str, int]:
        return {kind.value: self.counts[kind] for kind in Kind}

    def samples_for_log(self) -> dict[str, list[dict[str, Any]]]:
        return {
            kind.value: [asdict(entry) for entry in entries[:SAMPLE_SIZE]]
            for kind, entries in self.entries.items()
        }
