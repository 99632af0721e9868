"""The organizers' pages over petitions and supporters, one module a concept."""

from pledges.admin import (
    counts,
    exports,
    invalidations,
    mail_domains,
    paper,
    petitions,
    problems,
    sign_ups,
    signatures,
    supporters,
    suppressions,
    surges,
    updates,
)

__all__ = [
    "counts",
    "exports",
    "invalidations",
    "mail_domains",
    "paper",
    "petitions",
    "problems",
    "sign_ups",
    "signatures",
    "supporters",
    "suppressions",
    "surges",
    "updates",
]
