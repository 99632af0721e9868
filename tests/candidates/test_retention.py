import datetime

import pytest

from candidates.models import Act, ActChange, Correction
from candidates.retention import (
    addresses_of_senders,
    private_values_of_acts,
    quarantined_reports,
)
from tests.factories import run

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
