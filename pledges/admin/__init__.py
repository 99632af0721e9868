"""The organizers' pages for petitions and supporters, one module per concept."""

from pledges.admin import (  # noqa: F401 - each registers its admins
    email_domains,
    exports,
    follows,
    invalidations,
    paper_batches,
    petitions,
    recounts,
    sign_ups,
    signatures,
    supporters,
    suppressions,
    surges,
    updates,
)
