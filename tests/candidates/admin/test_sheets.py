from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from candidates.importers.sheets.apply import (
    check,
    headers_of,
    match,
    suggested_columns,
    table_of,
)
from candidates.importers.sheets.campaigns import COLUMNS
from candidates.models import SheetImport
from candidates.tasks import work_later
from tests.candidates.admin.pages import add_to, list_of, page_of
from tests.factories import OrganizerFactory, run
from tests.second_factor import prove


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.PRIVATE_MEDIA_ROOT = tmp_path
    return tmp_path


def upload(client, content, name="sheet.csv", kind="campaigns"):
    data = {"kind": kind, "file": SimpleUploadedFile(name, content)}
    return client.post(add_to("sheetimport"), data)


class TestSheetImportAdmin:
    def test_leads_from_the_upload_to_the_columns(self, admin_client):
        response = upload(admin_client, f"id,website\n{run().pk},https://a.example/\n".encode())
        record = SheetImport.objects.get()
        assert response.url == reverse("admin:candidates_sheetimport_columns", args=[record.pk])
        assert "Match the columns" in admin_client.get(response.url).text
        assert "columns to match" in admin_client.get(list_of("sheetimport")).text

    def test_changes_nothing_with_a_list_as_we_exported_it(self, admin_client, organizer, subtests):
        prove(admin_client)
        run(
            "Ada Quartz",
            fec_id="H6MI11001",
            campaign_url="https://ada.example/",
            published_phone="+1 555-123-4567",
            published_contact_source="https://ada.example/contact",
            contact_email="=a@ada.example",
            social_urls=["https://x.example/ada", "https://y.example/ada"],
            incumbency="I",
            assigned_to=organizer,
        )
        stopped = {"do_not_contact": "organizers", "do_not_contact_on": "2026-05-01"}
        run("Ben Flint", contact_phone="555-123-4568", **stopped)
        for extension in ("csv", "xlsx"):
            with subtests.test(extension):
                export = reverse("admin:candidates_candidacy_export")
                response = admin_client.get(export, {"as": extension})
                content = b"".join(response)
                upload(admin_client, content, name=f"list.{extension}")
                record = SheetImport.objects.latest("pk")
                headers = headers_of(table_of(record), record.header_row)
                columns = suggested_columns(record, headers)
                assert {*COLUMNS, "id", "fec_id", "exported_at", "name"} <= {*columns}
                match(record, header_row=record.header_row, columns=columns, clears=True)
                check(record, now=timezone.now())
                assert record.counts == {
                    "change": 0,
                    "conflict": 0,
                    "refused": 0,
                    "same": 2,
                    "notes": 0,
                }

    def test_says_at_the_field_what_is_wrong_with_a_file(self, admin_client, subtests):
        files = {
            "This is a PDF": b"%PDF-1.7",
            "This is a web page": b"<html>",
            "The submitted file is empty": b"",
        }
        for words, content in files.items():
            with subtests.test(words):
                response = upload(admin_client, content)
                assert response.status_code == 422
                assert words in response.text
        assert not SheetImport.objects.exists()

    def test_is_read_again_by_the_browser_while_a_job_works_on_it(self, admin_client):
        record = SheetImport.objects.create(
            kind="outreach", state="checking", folder="x", uploaded_by=OrganizerFactory.create()
        )
        work_later(record)
        response = admin_client.get(page_of(record))
        assert response.headers["Refresh"] == "2"
        assert "Comparing the sheet with our record" in response.text
        record.state = "matching"
        record.save()
        assert "Refresh" not in admin_client.get(page_of(record)).headers

    def test_says_what_became_of_each(self, admin_client):
        robin = OrganizerFactory.create()
        now = timezone.now()
        for columns in ({"state": "ready"}, {"state": "applied", "applied_at": now}):
            record = SheetImport.objects.create(kind="outreach", uploaded_by=robin, **columns)
            words = {"ready": "We deleted the upload", "applied": "nothing changed"}
            assert words[record.state] in admin_client.get(page_of(record)).text
        text = admin_client.get(list_of("sheetimport")).text
        assert ">expired<" in text
        assert ">applied<" in text
