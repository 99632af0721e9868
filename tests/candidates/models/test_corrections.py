import datetime

import pytest

from candidates import ledger
from candidates.models import Correction
from tests.factories import OrganizerFactory, run

NOW = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)
ACCEPTED = Correction.Decision.ACCEPTED


def report(**attributes: object) -> Correction:
    return Correction.objects.create(
        **{"candidacy": run(), "field": "party", "claimed_value": "Green", **attributes}
    )


@pytest.mark.django_db
class TestCorrectionQuerySet:
    def test_undecided_is_the_queue_without_what_is_kept_apart(self):
        waiting = report()
        report(quarantine="honeypot")
        ledger.corrections.decide(report(), ACCEPTED, by=OrganizerFactory.create(), now=NOW)
        assert list(Correction.objects.undecided()) == [waiting]

    @pytest.mark.parametrize(
        ("received", "decided", "is_due"),
        [
            (0, None, False),
            (179, None, False),
            (180, None, True),
            (100, 29, False),
            (100, 30, True),
            (180, 0, True),
        ],
    )
    def test_with_sender_past_keeping_counts_from_the_decision_or_the_receipt(
        self, received, decided, is_due
    ):
        correction = report(
            sender="ines@example.org", received_at=NOW - datetime.timedelta(days=received)
        )
        if decided is not None:
            moment = NOW - datetime.timedelta(days=decided)
            ledger.corrections.decide(
                correction, ACCEPTED, by=OrganizerFactory.create(), now=moment
            )
        assert Correction.objects.with_sender_past_keeping(NOW).exists() is is_due
