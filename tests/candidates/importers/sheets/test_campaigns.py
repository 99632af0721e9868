from __future__ import annotations

import datetime

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from candidates.ledger import acts
from candidates.models import Candidacy
from tests.candidates.importers.sheets.conftest import NOON, applied, changes, reasons
from tests.factories import OrganizerFactory, run
from tests.second_factor import prove

HOUR = datetime.timedelta(hours=1)
EXPORTED = "2026-05-01T11:00:00-04:00"


def edit(candidacy: Candidacy, at: datetime.datetime, **columns: str) -> None:
    """Let somebody else change a campaign."""
    sasha = OrganizerFactory.create()
    with acts.acting(acts.Act.Kind.SHEET, title="x", by=sasha, now=at) as act:
        (row,) = acts.locked(Candidacy, [candidacy.pk])
        act.set(row, **columns)


class TestCampaigns:
    def test_changes_what_differs_from_the_record(self, brought, ada, robin):
        record = brought(
            "id,fec_id,website,published_email,published_contact_source,private phone,incumbent,"
            "social_urls,assigned_to,extra",
            f"{ada.pk},H6MI11001,ada.example/new,a@ada.example,https://ada.example/c,5.551234567E9,"
            "challenger,https://x.example/ada https://y.example/ada,ROBIN,x",
        )
        assert changes(record)[:2] == [
            "2 campaign_url: https://ada.example/ → https://ada.example/new",
            "2 published_email: — → a@ada.example",
        ]
        assert applied(record)
        ada.refresh_from_db()
        assert ada.campaign_url == "https://ada.example/new"
        assert (ada.incumbency, ada.contact_phone, ada.assigned_to) == ("C", "555-123-4567", robin)
        assert ada.social_urls == ["https://x.example/ada", "https://y.example/ada"]
        assert ada.updated_at == NOON

    def test_changes_nothing_the_second_time_and_goes_back_in_one_step(self, brought, ada):
        lines = ("id,campaign_url,contact_email", f"{ada.pk},https://b.example/,b@ada.example")
        first = brought(*lines)
        assert applied(first)
        again = brought(*lines)
        assert changes(again) == []
        assert again.counts["same"] == 1
        assert applied(again)
        assert again.act is None
        assert acts.undo(first.act, by=first.uploaded_by, now=NOON)
        ada.refresh_from_db()
        assert (ada.campaign_url, ada.contact_email) == ("https://ada.example/", "")

    def test_changes_nothing_in_a_file_that_comes_back_as_it_was_exported(
        self, brought, ada, robin, admin_client
    ):
        ada.social_urls = ["https://x.example/ada", "https://y.example/ada"]
        ada.incumbency, ada.assigned_to = "C", robin
        ada.contact_phone = "+1 (313) 555-0100"
        ada.save()
        run(
            published_phone="313-555-0100",
            published_contact_source="https://quartz.example/",
            contact_email="desk@quartz.example",
            do_not_contact="organizers",
            do_not_contact_on=datetime.date(2026, 3, 14),
        )
        prove(admin_client)
        exported = admin_client.get("/admin/candidates/candidacy/export/").getvalue().decode()
        assert "\ufeff" in exported
        record = brought(*exported.splitlines(), clears=True)
        assert (reasons(record), changes(record)) == ([], [])
        assert record.counts["same"] == 2

    def test_leaves_alone_what_is_empty_unless_asked_to_delete_it(self, brought, ada):
        lines = ("fec_id,campaign_url,incumbency", "H6MI11001,,O")
        assert [each[:14] for each in changes(brought(*lines))] == ["2 incumbency: "]
        deleting = brought(*lines, clears=True)
        assert applied(deleting)
        ada.refresh_from_db()
        assert ada.campaign_url == ""

    def test_refuses_what_the_form_refuses(self, brought, ada):
        record = brought(
            "id,published_email,incumbency,assigned_to,published_contact_source,campaign_url",
            f"{ada.pk},no address,maybe,nobody,,javascript:x",
            f"{run().pk},a@b.example,,,,",
            f"{run().pk},#REF!,,,,",
            f"{ada.pk},,I,,,",
        )
        found = " ".join(reasons(record))
        for sentence in (
            "2 Published email: Enter a valid email address",
            "2 Incumbency: “maybe” isn’t one of",
            "2 Assigned to: No active organizer",
            "2 Campaign website: Enter a valid URL",
            "3 Enter a link to where the campaign publishes",
            "4 Published email: The spreadsheet shows an error",
            "5 Row 2 is about the same campaign",
        ):
            assert sentence in found
        assert record.counts == {"change": 0, "conflict": 0, "refused": 4, "same": 0, "notes": 0}

    def test_takes_only_edited_cells_for_changes_where_somebody_edited_since_the_export(
        self, brought, ada
    ):
        edit(ada, NOON - HOUR / 2, campaign_url="https://theirs.example/")
        header = "id,campaign_url,incumbency,exported_at"
        untouched = brought(header, f"{ada.pk},https://ada.example/,I,{EXPORTED}")
        assert changes(untouched) == ["2 incumbency: — → incumbent"]
        both = brought(header, f"{ada.pk},https://mine.example/,I,{EXPORTED}")
        assert changes(both)[0].startswith(
            "2 campaign_url: https://theirs.example/ → https://mine.example/ (organizer"
        )
        both.choices = {"2": "theirs"}
        assert applied(both)
        ada.refresh_from_db()
        assert (ada.campaign_url, ada.incumbency) == ("https://theirs.example/", "I")
        later = brought(header, f"{ada.pk},https://mine.example/,I,2026-05-01T11:45:00-04:00")
        assert changes(later) == ["2 campaign_url: https://theirs.example/ → https://mine.example/"]

    def test_takes_somebody_elses_edit_of_a_private_contact_for_a_conflict(self, brought, ada):
        edit(ada, NOON - HOUR / 2, contact_email="theirs@ada.example")
        lines = ("id,contact_email,exported_at", f"{ada.pk},mine@ada.example,{EXPORTED}")
        [change] = changes(brought(*lines))
        assert "theirs@ada.example → mine@ada.example (organizer" in change
        late = brought(lines[0], f"{ada.pk},mine@ada.example,{NOON.isoformat()}")
        assert not changes(late)[0].endswith(")")

    def test_reads_in_the_log_who_edited_a_private_contact_by_hand(
        self, brought, ada, admin_client
    ):
        LogEntry.objects.log_actions(
            admin_client.session["_auth_user_id"],
            [ada],
            CHANGE,
            [{"changed": {"fields": ["Private phone"]}}],
        )
        assert ContentType.objects.get_for_model(Candidacy) == LogEntry.objects.get().content_type
        header = f"id,contact_phone,contact_email,exported_at\n{ada.pk}"
        yesterday = timezone.now() - datetime.timedelta(days=1)
        record = brought(
            f"{header},555-123-4567,a@b.example,{yesterday.isoformat()}", at=timezone.now()
        )
        assert [change.endswith("(admin)") for change in changes(record)] == [False, True]

    @pytest.mark.parametrize("count", [1, 50])
    def test_looks_up_as_much_for_fifty_rows_as_for_one(
        self, brought, django_assert_max_num_queries, count
    ):
        runs = [run() for _each in range(count)]
        lines = [f"{each.pk},https://new.example/" for each in runs]
        with django_assert_max_num_queries(24):
            record = brought("id,campaign_url", *lines)
        assert record.counts["change"] == count
