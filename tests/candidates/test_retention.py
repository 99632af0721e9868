import datetime
import os

import pytest
from django.test import TestCase

from candidates.importers.sheets import files
from candidates.models import Act, ActChange, Correction, DeskLink, SheetImport
from candidates.retention import (
    addresses_of_links,
    addresses_of_senders,
    private_values_of_acts,
    quarantined_reports,
    uploaded_sheets,
)
from tests.candidates.desk.desks import a_link
from tests.factories import OrganizerFactory, run

NOW = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)

pytestmark = pytest.mark.django_db


def report(*, days: int, **columns: object) -> Correction:
    return Correction.objects.create(
        candidacy=run(),
        field="party",
        claimed_value="Green & <free>",
        received_at=NOW - days * DAY,
        **columns,
    )


class TestAddressesOfSenders:
    @pytest.mark.parametrize(
        ("received", "decided", "is_kept"),
        [(179, None, True), (180, None, False), (60, 29, True), (60, 30, False), (180, 29, False)],
    )
    def test_are_erased_when_nobody_has_to_write_to_them(self, received, decided, is_kept):
        decision = {"decision": "accepted", "decided_at": NOW - decided * DAY} if decided else {}
        correction = report(days=received, sender="sender@example.org", **decision)
        assert addresses_of_senders(NOW, is_dry_run=False) == (0 if is_kept else 1)
        correction.refresh_from_db()
        assert correction.sender == ("sender@example.org" if is_kept else "")
        assert correction.claimed_value == "Green & <free>"

    def test_are_erased_once(self):
        report(days=400, sender="sender@example.org")
        counts = [addresses_of_senders(NOW, is_dry_run=False) for _time in range(2)]
        assert counts == [1, 0]

    def test_stay_in_a_dry_run_that_counts_them(self):
        correction = report(days=400, sender="sender@example.org")
        assert addresses_of_senders(NOW, is_dry_run=True) == 1
        correction.refresh_from_db()
        assert correction.sender == "sender@example.org"


class TestQuarantinedReports:
    def test_are_deleted_after_thirty_days(self):
        kept = [report(days=29, quarantine="honeypot"), report(days=400)]
        report(days=30, quarantine="limit")
        assert quarantined_reports(NOW, is_dry_run=False) == 1
        assert set(Correction.objects.all()) == set(kept)

    def test_stay_in_a_dry_run_that_counts_them(self):
        report(days=30, quarantine="limit")
        assert quarantined_reports(NOW, is_dry_run=True) == 1
        assert Correction.objects.count() == 1


class TestPrivateValuesOfActs:
    def test_are_erased_once_an_act_can_no_longer_be_undone(self):
        for days, count in ((91, 1), (89, 0)):
            act = Act.objects.create(kind="sheet", title="Contacts", done_at=NOW - days * DAY)
            change = ActChange.objects.create(
                act=act,
                model="candidates.candidacy",
                row_id=1,
                before={},
                private={"contact_phone": ["", "202-555-0100"]},
            )
            for is_dry_run in (True, False):
                assert private_values_of_acts(NOW, is_dry_run=is_dry_run) == count, days
            change.refresh_from_db()
            assert bool(change.private) == (not count), days


class TestUploadedSheets:
    def test_are_deleted_after_a_week_or_once_they_are_applied(self, settings, tmp_path):
        settings.PRIVATE_MEDIA_ROOT = tmp_path
        robin = OrganizerFactory.create()

        def sheet(**columns: object) -> SheetImport:
            return SheetImport.objects.create(
                kind="outreach", folder=files.new_folder(), uploaded_by=robin, **columns
            )

        fresh = sheet(uploaded_at=NOW - 6 * DAY)
        old = sheet(uploaded_at=NOW - 7 * DAY)
        done = sheet(uploaded_at=NOW, applied_at=NOW, state="applied")
        left = files.new_folder()
        moment = (NOW - 8 * DAY).timestamp()
        os.utime(tmp_path / "sheets" / left, (moment, moment))
        os.utime(tmp_path / "sheets" / fresh.folder, (moment, moment))
        assert uploaded_sheets(NOW, is_dry_run=True) == 3
        with TestCase.captureOnCommitCallbacks(execute=True):
            assert uploaded_sheets(NOW, is_dry_run=False) == 3
        assert [path.name for path in (tmp_path / "sheets").iterdir() if path.is_dir()] == [
            fresh.folder
        ]
        old.refresh_from_db()
        assert (old.folder, old.is_gone, done.is_gone) == ("", True, False)


class TestAddressesOfLinks:
    def test_are_erased_a_year_after_the_election_with_the_openings(self):
        link = a_link(now=NOW)
        link.openings.create(opened_on=NOW.date(), opened_at=NOW, maybe_scanner=False)
        election = link.candidacy.race.election_on - NOW.date()
        kept = NOW + election + DeskLink.ADDRESS_KEPT_AFTER_END
        for moment, count in ((kept, 0), (kept + 2 * DAY, 1), (kept + 2 * DAY, 0)):
            assert addresses_of_links(moment, is_dry_run=True) == count
            assert addresses_of_links(moment, is_dry_run=False) == count
        link.refresh_from_db()
        assert (link.email, link.openings.count()) == ("", 0)
