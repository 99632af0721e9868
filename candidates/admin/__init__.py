"""The organizers' pages over the record, one module a concept."""

from candidates.admin import (  # noqa: F401 (each registers its own)
    answers,
    candidacies,
    corrections,
    evidence,
    fec_imports,
    link_suggestions,
    outreach,
    people,
    pledge,
    races,
    stages,
)
