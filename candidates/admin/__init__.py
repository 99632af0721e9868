"""The organizers' pages over the record, one module a concept."""

from candidates.admin import (  # noqa: F401 (each registers its own)
    acts,
    answers,
    candidacies,
    corrections,
    desk_links,
    desk_submissions,
    evidence,
    fec_imports,
    link_suggestions,
    outreach,
    people,
    pledge,
    races,
    samples,
    sheets,
    stages,
)
