"""The verbs that change the record, each in one transaction that also derives it again.

Views, admin pages, commands, importers and the demo call them, as `ledger.answers.publish(…)`; no
model does. They know nothing of supporters.
"""

from candidates.ledger import (
    answers,
    corrections,
    cycles,
    evidence,
    locks,
    people,
    refresh,
    runs,
    stages,
)

__all__ = [
    "answers",
    "corrections",
    "cycles",
    "evidence",
    "locks",
    "people",
    "refresh",
    "runs",
    "stages",
]
