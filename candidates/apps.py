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
            "EvidenceOpening",
            "DeskFile",
            "DeskLink",
            "DeskOpening",
            "DeskReceipt",
            "DeskSubmission+",
            "FecImport",
            "LinkSuggestion",
            "ProofCode",
            "ResultDraft",
            "SheetImport",
            "StageResult.released_by",
        }
    )

    def ready(self) -> None:
        from campaign.lib import outbox
        from candidates import campaign_emails, emails
        from candidates.desk import emails as desk_emails

        kinds = (emails.CORRECTION_DECIDED, desk_emails.LINK, desk_emails.RECEIPT)
        for kind in (*kinds, campaign_emails.CAMPAIGN_EMAIL):
            outbox.register(kind)
