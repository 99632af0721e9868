import datetime

import pytest
from django.core.files.base import ContentFile

from pledges.models import PaperBatch
from pledges.paper import forget_scans
from pledges.statistics import petition_figures
from tests.pledges.admin.pages import page
from tests.pledges.people import a_paper_batch, a_petition

DAY = datetime.timedelta(days=1)
NOW = datetime.datetime(2026, 9, 1, 16, tzinfo=datetime.UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.PRIVATE_MEDIA_ROOT = tmp_path
    return tmp_path


def a_scanned_batch(petition=None, **values) -> PaperBatch:
    """Return a batch whose scan is there, of a petition that ended long ago."""
    ended = {"state": "closed", "state_since": NOW - 400 * DAY}
    values = {"entered_at": NOW - 500 * DAY, **values}
    batch = a_paper_batch(petition or a_petition(**ended), 12, **values)
    batch.scan.save("sheet.jpg", ContentFile(b"Ana Lima, 12 Elm Street"))
    return batch


def is_kept(batch: PaperBatch) -> bool:
    """Purge, and say whether the scan is there."""
    forget_scans(NOW, is_dry_run=False)
    batch.refresh_from_db()
    return bool(batch.scan)


class TestForgetScans:
    @pytest.mark.parametrize("state", ["closed", "won", "withdrawn"])
    @pytest.mark.parametrize(("days", "kept"), [(89, True), (91, False)])
    def test_waits_ninety_days_after_the_end(self, state, days, kept):
        petition = a_petition(state=state, state_since=NOW - days * DAY, state_note="Over.")
        assert is_kept(a_scanned_batch(petition)) is kept

    @pytest.mark.parametrize(("days", "kept"), [(-9, True), (89, True), (91, False)])
    def test_takes_a_petition_for_ended_when_its_time_is_over(self, days, kept):
        petition = a_petition(closes_at=NOW - days * DAY)
        assert is_kept(a_scanned_batch(petition)) is kept

    @pytest.mark.parametrize("state", ["draft", "open", "paused"])
    def test_keeps_what_is_still_collected(self, state):
        assert is_kept(a_scanned_batch(a_petition(state=state, state_since=NOW - 400 * DAY)))

    @pytest.mark.parametrize(("days", "kept"), [(89, True), (91, False)])
    def test_lets_a_sheet_that_came_late_be_checked(self, days, kept):
        assert is_kept(a_scanned_batch(entered_at=NOW - days * DAY)) is kept

    @pytest.mark.parametrize(("days", "kept"), [(29, True), (31, False)])
    def test_waits_thirty_days_after_a_batch_was_taken_back(self, days, kept):
        taken_back = {"taken_back_at": NOW - days * DAY, "taken_back_reason": "Twice."}
        assert is_kept(a_scanned_batch(a_petition(), **taken_back)) is kept

    def test_leaves_the_number_and_the_hash_and_no_file(self, folder):
        batch = a_scanned_batch()
        assert [file.name for file in folder.rglob("*") if file.is_file()]
        assert not is_kept(batch)
        assert not [file for file in folder.rglob("*") if file.is_file()]
        assert batch.sha256
        assert petition_figures(batch.petition).on_paper == 12
        assert forget_scans(NOW, is_dry_run=False) == 0

    def test_goes_on_where_it_was_killed_between_file_and_row(self, folder):
        batch = a_scanned_batch()
        batch.drop_scan()
        assert not is_kept(batch)

    def test_only_counts_in_a_dry_run(self, folder):
        batch = a_scanned_batch()
        assert forget_scans(NOW, is_dry_run=True) == 1
        batch.refresh_from_db()
        assert (folder / batch.scan.name).read_bytes() == b"Ana Lima, 12 Elm Street"


class TestPage:
    def test_says_that_a_scan_was_erased(self, admin_client):
        batch = a_scanned_batch()
        assert "Download it" in admin_client.get(page("change", batch)).text
        forget_scans(NOW, is_dry_run=False)
        shown = admin_client.get(page("change", batch)).text
        assert "Erased, as we promised the signers." in shown
        assert "Download it" not in shown
        assert admin_client.get(page("scan", batch)).status_code == 404
