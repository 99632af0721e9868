"""The organizers' pages over the record, one module a concept."""

from candidates.admin import (
    answers,
    candidacies,
    constraint_messages,
    corrections,
    evidence,
    fec_imports,
    link_suggestions,
    outreach,
    people,
    places,
    pledge,
    races,
    stages,
)

__all__ = [
    "answers",
    "candidacies",
    "constraint_messages",
    "corrections",
    "evidence",
    "fec_imports",
    "link_suggestions",
    "outreach",
    "people",
    "places",
    "pledge",
    "races",
    "stages",
]
