"""The organizers' pages over the record, one module a concept."""

from candidates.admin import (
    answers,
    candidacies,
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
    trigger_messages,
)

__all__ = [
    "answers",
    "candidacies",
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
    "trigger_messages",
]
