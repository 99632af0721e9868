from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client, TestCase
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from candidates.admin import acts
from candidates.importers.sheets import apply as sheets
from candidates.importers.sheets.apply import bring
from candidates.models import Candidacy, SheetImport
from candidates.tasks import check_sheet
from tests.campaign.lib.workers import wait_for
from tests.candidates.admin.pages import page_of
from tests.candidates.importers.sheets.conftest import NOON
from tests.candidates.jobs import end_jobs, waiting_for, work
from tests.factories import OrganizerFactory, run
from tests.sheet_files import xlsx

OLD, NEW = "https://old.example/", "https://new.example/"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.PRIVATE_MEDIA_ROOT = tmp_path
    return tmp_path / "sheets"


@pytest.fixture
def ada(db) -> Candidacy:
    return run("Ada Quartz", campaign_url=OLD)


def brought(organizer, *rows) -> SheetImport:
    book = xlsx([["Contacts"], ["id", "Web"], *rows], [["id", "incumbency"], [1, "I"]])
    return bring(book, kind="campaigns", file_name="b.xlsx", by=organizer, now=NOON)


def page(name: str, record: SheetImport) -> str:
    return reverse(f"admin:candidates_sheetimport_{name}", args=[record.pk])


def match(client, record: SheetImport, **columns: str):
    response = client.post(page("columns", record), {"column_0": "id", **columns})
    work()
    record.refresh_from_db()
    return response


class TestColumns:
    def test_are_corrected_on_a_page_and_remembered(self, admin_client, organizer, ada):
        record = brought(organizer, [ada.pk, NEW])
        address = page("columns", record)
        assert admin_client.get(address).context["look"]["header_row"].value() == 2
        refused = match(admin_client, record)
        assert refused.status_code == 422
        assert "Choose which column has this" in refused.text
        assert match(admin_client, record, column_1="campaign_url").url == page_of(record)
        assert record.counts["change"] == 1
        again = admin_client.get(page("columns", brought(organizer, [ada.pk, NEW])))
        assert again.context["form"]["column_1"].value() == "campaign_url"

    def test_can_be_of_another_sheet_or_header_row(self, admin_client, organizer, ada):
        record = brought(organizer, [ada.pk, NEW])
        address = page("columns", record)
        other = admin_client.get(address, {"sheet": "S2", "header_row": "2"}, follow=True)
        assert other.context["form"]["column_1"].value() == "incumbency"
        admin_client.get(address, {"sheet": "S1", "header_row": "2"})
        third = admin_client.get(address, {"sheet": "S1", "header_row": "3"})
        assert third.context["form"].headers == [str(ada.pk), NEW]
        assert admin_client.get(address, {"sheet": "S1", "header_row": "9"}).status_code == 422


class TestApply:
    def test_changes_what_the_preview_showed(self, admin_client, organizer, ada, folder):
        record = brought(organizer, [ada.pk, NEW], [0, NEW])
        match(admin_client, record, column_1="campaign_url")
        shown = admin_client.get(page_of(record)).text
        assert "1 row is refused" in shown
        changed = admin_client.get(page_of(record), {"show": "change"}).text
        assert f"<del>{OLD}</del> → <ins>{NEW}</ins>" in changed
        assert ada.campaign_url == OLD
        refused = admin_client.post(page("apply", record), follow=True)
        assert "Some rows are refused" in refused.text
        assert not ProcrastinateJob.objects.filter(task_name="apply_sheet").exists()
        with TestCase.captureOnCommitCallbacks(execute=True):
            admin_client.post(page("apply", record), {"skips_refused": "on"})
            work()
        ada.refresh_from_db()
        assert ada.campaign_url == NEW
        assert "or undo it" in admin_client.get(page_of(record)).text
        assert not [path for path in folder.iterdir() if path.is_dir()]
        again = admin_client.post(page("apply", record), follow=True)
        assert "isn’t waiting to be applied anymore" in again.text

    def test_names_no_value_in_its_job(self, admin_client, organizer, ada):
        record = brought(organizer, [ada.pk, NEW])
        match(admin_client, record, column_1="campaign_url")
        admin_client.post(page("apply", record))
        assert [job.args for job in ProcrastinateJob.objects.all()] == [
            {"sheet_id": record.pk},
            {"sheet_id": record.pk},
        ]


class TestChoose:
    def test_keeps_ours_or_theirs_by_row_or_everywhere(self, admin_client, organizer, ada):
        record = brought(organizer, [ada.pk, NEW])
        match(admin_client, record, column_1="campaign_url")
        plan_again(record, ada)
        text = admin_client.get(page_of(record)).text
        assert "Someone else changed the same in 1 row" in text
        assert "Apply all of it" not in text
        admin_client.post(page("choose", record), {"row_3": "mine", "row_4": "x", "row_x": "mine"})
        record.refresh_from_db()
        assert record.choices == {"3": "mine"}
        assert "Apply all of it" in admin_client.get(page_of(record)).text
        admin_client.post(page("choose", record), {"all": "theirs", "row_3": "mine"})
        admin_client.post(page("apply", record))
        work()
        ada.refresh_from_db()
        assert ada.campaign_url == "https://theirs.example/"


def plan_again(record: SheetImport, ada: Candidacy) -> None:
    """Let somebody edit the same since, and check the sheet again."""
    ada.campaign_url = "https://theirs.example/"
    ada.save()
    Candidacy.history.filter(campaign_url=OLD).update(history_date=NOON)
    SheetImport.objects.filter(pk=record.pk).update(state="checking")
    check_sheet(record.pk)


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_apply_and_undo_once_and_one_of_them_is_told(self, monkeypatch):
        monkeypatch.setattr(acts, "MOST_IN_A_REQUEST", 0)
        robin, sasha = (OrganizerFactory.create(is_superuser=True) for _each in range(2))
        ada = run("Ada Quartz", campaign_url=OLD)
        record = brought(robin, [ada.pk, NEW])
        with transaction.atomic():
            columns = ["id", "campaign_url"]
            sheets.match(record, header_row=2, columns=columns, clears=False)
            sheets.check(record, now=NOON)
        told = press_at_once(page("apply", record), record, robin, sasha)
        assert told == ["", "This sheet isn’t waiting to be applied anymore."]
        work()
        record.refresh_from_db()
        assert record.act.row_count == 1
        undo = reverse("admin:candidates_act_undo", args=[record.act_id])
        told = press_at_once(undo, record.act, robin, sasha)
        assert told == [
            "Someone is already undoing this.",
            "We’re undoing it. You can leave this page.",
        ]
        work()
        ada.refresh_from_db()
        assert ada.campaign_url == OLD
        tasks = ProcrastinateJob.objects.order_by("pk").values_list("task_name", flat=True)
        assert list(tasks) == ["apply_sheet", "undo_act"]


def press_at_once(address: str, row: Model, *users: User) -> list[str]:
    """Have users post to an address, in transactions of their own that wait for the same row.

    Return what each was told, in order.
    """

    def press(user: User) -> str:
        client = Client()
        client.force_login(user)
        try:
            response = client.post(address)
        finally:
            connection.close()
        return "".join(str(message) for message in get_messages(response.wsgi_request))

    with ThreadPoolExecutor(len(users)) as threads:
        with transaction.atomic():
            type(row)._default_manager.select_for_update(of=("self",)).get(pk=row.pk)
            pressed = [threads.submit(press, user) for user in users]
            wait_for(lambda: waiting_for(row._meta.db_table) == len(users))
        return sorted(each.result() for each in pressed)


class TestAgain:
    def test_starts_what_stopped(self, admin_client, organizer, ada):
        record = brought(organizer, [ada.pk, NEW])
        match(admin_client, record, column_1="campaign_url")
        admin_client.post(page("apply", record))
        working = admin_client.get(page_of(record))
        assert "Applying the sheet" in working.text
        assert working.headers["Refresh"] == "2"
        admin_client.post(page("again", record))
        assert ProcrastinateJob.objects.filter(task_name="apply_sheet").count() == 1
        end_jobs("failed")
        stopped = admin_client.get(page_of(record))
        assert "This stopped before it was done, so nothing has changed." in stopped.text
        assert "Refresh" not in stopped.headers
        assert f'action="{page("again", record)}"' in stopped.text
        admin_client.post(page("again", record))
        work()
        ada.refresh_from_db()
        assert ada.campaign_url == NEW
        assert "or undo it" in admin_client.get(page_of(record)).text


class TestDiscard:
    def test_deletes_the_files_and_changes_nothing(self, admin_client, organizer, ada, folder):
        record = brought(organizer, [ada.pk, NEW])
        with TestCase.captureOnCommitCallbacks(execute=True):
            admin_client.post(page("discard", record))
        assert not [path for path in folder.iterdir() if path.is_dir()]
        assert "We deleted the upload" in admin_client.get(page_of(record)).text
        assert admin_client.get(page("columns", record)).status_code == 302
