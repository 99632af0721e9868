from django.apps import AppConfig


class CandidatesConfig(AppConfig):
    name = "candidates"
    verbose_name = "Candidates"
    # What no page shows: see campaign.lib.cache.publications.
    unpublished = frozenset(
        {
            "Act",
            "ActChange",
            "CallReservation",
            "CampaignEmail",
            "Candidacy.assigned_to",
            "Candidacy.bad_contacts",
            "Candidacy.do_not_contact_asked_by",
            "Candidacy.do_not_contact_on",
            "Correction+",
            "FecImport",
            "LinkSuggestion",
        }
    )

    def ready(self) -> None:
        from campaign.lib import outbox
        from candidates import emails

        outbox.register(emails.CORRECTION_DECIDED)
