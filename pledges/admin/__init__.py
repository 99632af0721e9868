"""The organizers' pages over petitions and supporters, one module a concept."""

from pledges.admin import (
    invalidations,
    mail_domains,
    petitions,
    problems,
    signatures,
    supporters,
    suppressions,
)

__all__ = [
    "invalidations",
    "mail_domains",
    "petitions",
    "problems",
    "signatures",
    "supporters",
    "suppressions",
]
