import datetime

from django.apps import AppConfig


class CandidatesConfig(AppConfig):
    name = "candidates"
    verbose_name = "Candidates"
    # What no page shows: see campaign.lib.cache.publications.
    unpublished = frozenset(
        {
            "Act",
            "ActChange",
            "AnswerNotice",
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
            "NoticeEmail",
            "ProofCode",
            "ResultDraft",
            "SampledAnswer",
            "SampleVerdict",
            "SheetImport",
            "StageResult.released_by",
        }
    )

    def next_change(self, now: datetime.datetime) -> datetime.datetime | None:
        """Return when a report is late, which is public: see campaign.lib.cache."""
        from candidates.decision_times import next_late

        return next_late(now)

    def ready(self) -> None:
        from campaign.lib import outbox
        from candidates import campaign_emails, emails
        from candidates.desk import emails as desk_emails
        from candidates.desk import notice_emails

        kinds = (desk_emails.LINK, desk_emails.RECEIPT, notice_emails.NOTICE)
        reports = (emails.CORRECTION_ACKNOWLEDGED, emails.CORRECTION_DECIDED)
        for kind in (*kinds, *reports, campaign_emails.CAMPAIGN_EMAIL):
            outbox.register(kind)
