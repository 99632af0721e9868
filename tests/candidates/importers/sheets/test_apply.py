from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import TestCase

from campaign.lib import progress
from candidates.importers.sheets import files
from candidates.importers.sheets.apply import bring, choose_sheet, match, table_of
from candidates.ledger import acts
from candidates.models import Act, Candidacy, SheetImport
from tests.candidates.importers.sheets.conftest import NOON, applied, changes
from tests.factories import OrganizerFactory, run
from tests.sheet_files import xlsx

LATER = NOON + datetime.timedelta(hours=1)


class TestBring:
    def test_keeps_the_file_and_finds_its_headers(self, robin):
        book = xlsx([["Contacts"], [], ["id", "Website"]], [["x"], ["fec_id", "Website"]])
        record = bring(book, kind="campaigns", file_name="n" * 300, by=robin, now=NOON)
        assert (record.header_row, len(record.file_name)) == (3, 200)
        choose_sheet(record, "S2")
        assert record.header_row == 2
        assert table_of(record).chosen == "S2"

    def test_keeps_nothing_of_what_it_cannot_read(self, robin, folder):
        with pytest.raises(ValidationError):
            bring(b"%PDF-1", kind="campaigns", file_name="x", by=robin, now=NOON)
        assert not folder.exists()
        assert not SheetImport.objects.exists()


class TestApply:
    def test_is_one_act_that_leaves_no_file_behind(self, brought, ada, folder):
        record = brought("id,campaign_url", f"{ada.pk},https://new.example/")
        held = folder / record.folder
        with TestCase.captureOnCommitCallbacks(execute=True):
            assert applied(record)
        assert not held.exists()
        assert record.folder == ""
        assert (record.act.kind, record.act.row_count) == (Act.Kind.SHEET, 1)
        assert record.act.title == "Sheet: Contacts, websites, incumbency, who calls whom"

    def test_does_all_of_it_or_nothing(self, brought, ada, monkeypatch):
        ben = run("Ben Flint")
        record = brought(
            "id,campaign_url,published_email,published_contact_source",
            f"{ada.pk},https://new.example/,,",
            f"{ben.pk},,b@ben.example,https://ben.example/",
        )
        refusal = ValidationError("Refused by a rule.")

        def refuse_the_second(self, row, **columns):
            if "published_email" in columns:
                raise refusal
            Candidacy.objects.filter(pk=row.pk).update(**columns)

        monkeypatch.setattr(acts.Acting, "set", refuse_the_second)
        assert not applied(record)
        assert (record.state, record.problem) == ("ready", "Refused by a rule.")
        assert not Candidacy.objects.filter(campaign_url="https://new.example/").exists()
        assert not Act.objects.exists()

    def test_waits_for_a_word_about_refused_rows_and_conflicts(self, brought, ada):
        header = "id,campaign_url,exported_at"
        refused = brought(header, f"{ada.pk},https://new.example/,", "0,https://x.example/,")
        assert not applied(refused)
        assert "refused" in refused.problem
        refused.skips_refused = True
        assert applied(refused)
        other = "https://other.example/"
        conflict = brought(header, f"{ada.pk},{other},2026-05-01T11:00:00-04:00")
        assert conflict.counts["conflict"] == 1
        assert not applied(conflict)
        assert "row 2" in conflict.problem
        conflict.choices = {"all": "mine"}
        assert applied(conflict)
        ada.refresh_from_db()
        assert ada.campaign_url == other

    def test_shows_conflicts_to_the_second_of_two_who_apply_at_once(self, brought, ada, robin):
        first = brought("id,campaign_url", f"{ada.pk},https://first.example/")
        second = brought("id,campaign_url", f"{ada.pk},https://second.example/")
        sasha = OrganizerFactory.create(username="sasha")
        assert applied(first, by=sasha, at=LATER)
        assert not applied(second, at=LATER)
        assert second.problem.startswith("Someone changed the record since this preview")
        assert changes(second) == [
            "2 campaign_url: https://first.example/ → https://second.example/ (sasha)"
        ]
        ada.refresh_from_db()
        assert ada.campaign_url == "https://first.example/"

    def test_is_not_matched_again_from_a_page_opened_before(self, brought, ada):
        record = brought("id,campaign_url", f"{ada.pk},https://b.example/")
        stale = SheetImport.objects.get(pk=record.pk)
        assert applied(record)
        with pytest.raises(ValidationError, match="meanwhile"):
            match(stale, header_row=1, columns=["id", "campaign_url"], clears=False)
        record.refresh_from_db()
        assert record.is_applied
        assert record.act

    def test_says_how_far_it_is(self, brought, ada, monkeypatch):
        monkeypatch.setattr(progress, "NOTED_EVERY_SECONDS", 0)
        seen = []

        def look(self, row, **columns):
            seen.append(progress.counted(record.progress_name))

        monkeypatch.setattr(acts.Acting, "set", look)
        other = run("Ben Flint")
        record = brought(
            "id,campaign_url", f"{ada.pk},https://a.example/", f"{other.pk},https://b.example/"
        )
        assert applied(record)
        assert seen == [(0, 2), (1, 2)]
        assert progress.counted(record.progress_name) is None

    def test_needs_the_upload(self, brought, ada):
        record = brought("id,campaign_url", f"{ada.pk},https://new.example/")
        files.delete(record.folder)
        assert not applied(record)
        assert "expired" in record.problem
