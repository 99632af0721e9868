from candidates.ledger import acts
from candidates.models import Outreach
from tests.candidates.importers.sheets.conftest import NOON, applied, changes, notes, reasons
from tests.factories import OrganizerFactory, run

HEADER = "id,How,Date,Outcome,Notes,username"


class TestEntries:
    def test_logs_each_row_once_however_often_the_sheet_comes(self, brought, ada, robin):
        sasha = OrganizerFactory.create(username="sasha")
        lines = (
            HEADER,
            f"{ada.pk},phone,4/30/2026,left a voicemail,call again,",
            f"{ada.pk},Email,46142,,,Sasha",
            f"{ada.pk},phone,2026-04-30,voicemail,call again,sasha",
        )
        record = brought(*lines, kind="outreach")
        assert changes(record) == [
            "2 entry:  → phone, 2026-04-30, left a voicemail, call again",
            "3 entry:  → email, 2026-04-30",
        ]
        assert notes(record) == ["4 The same as row 2, so we’ll log it once."]
        assert applied(record)
        logged = Outreach.objects.order_by("pk").values_list("channel", "outcome", "by")
        assert list(logged) == [("phone", "voicemail", robin.pk), ("email", "", sasha.pk)]
        assert changes(brought(*lines, kind="outreach")) == []
        acts.undo(record.act, by=robin, now=NOON)
        assert not Outreach.objects.exists()

    def test_stops_calls_to_a_campaign_that_asked_for_it(self, brought, ada, robin):
        line = f"{ada.pk},phone,4/30/2026,asked us to stop,,"
        record = brought(HEADER, line, kind="outreach")
        assert notes(record) == ["2 From now on we won’t call or email this campaign."]
        assert applied(record)
        ada.refresh_from_db()
        assert (ada.do_not_contact, str(ada.do_not_contact_on)) == ("organizers", "2026-04-30")
        acts.undo(record.act, by=robin, now=NOON)
        ada.refresh_from_db()
        assert (ada.do_not_contact, ada.do_not_contact_on) == ("", None)

    def test_refuses_what_the_form_refuses(self, brought, ada):
        twin = run("Ada Quartz", duplicate_of=ada, is_current=False)
        record = brought(
            HEADER,
            f"{ada.pk},phone,5/2/2026,,,",
            f"{ada.pk},pigeon,5/1/2026,,,",
            f"{ada.pk},phone,5/1/2026,promised an answer,,",
            f"{ada.pk},phone,5/1/2026,queued,,",
            f"{ada.pk},phone,5/1/2026,,,nobody",
            f"{twin.pk},phone,5/1/2026,,,",
            f"{ada.pk},,5/1/2026,,,",
            kind="outreach",
        )
        sentences = [
            "2 This date is in the future",
            "3 “pigeon” isn’t one of",
            "4 If they promised an answer, enter the day",
            "5 “queued” isn’t one of",
            "6 No active organizer",
            "7 This candidacy is linked as a duplicate",
            "8 “” isn’t one of",
        ]
        found = reasons(record)
        assert [each[: len(sentence)] for each, sentence in zip(found, sentences, strict=True)] == (
            sentences
        )
