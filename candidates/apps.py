from django.apps import AppConfig


class CandidatesConfig(AppConfig):
    name = "candidates"
    verbose_name = "Candidates"
    # What no page shows: see campaign.lib.cache.publications.
    unpublished = frozenset({"Candidacy.assigned_to", "Correction+", "FecImport", "LinkSuggestion"})

    def ready(self) -> None:
        from campaign.lib import outbox
        from candidates import emails

        outbox.register(emails.CORRECTION_DECIDED)
