from __future__ import annotations

import pytest
from django.utils import timezone

from candidates import ledger
from candidates.models import Correction, DeskReceipt
from tests.candidates.desk.desks import a_link, send_due, submit
from tests.factories import OrganizerFactory

pytestmark = pytest.mark.django_db


class TestDecided:
    def test_tells_the_campaign_what_became_of_a_correction(self, subtests, mailoutbox):
        for decision, words in (
            ("accepted", "We corrected the record on"),
            ("rejected", "We checked. The record is already correct."),
        ):
            with subtests.test(decision):
                mailoutbox.clear()
                sent = submit(a_link(), "fact")
                ledger.corrections.decide(
                    sent.correction,
                    Correction.Decision(decision),
                    by=OrganizerFactory.create(),
                    now=timezone.now(),
                )
                sent.refresh_from_db()
                assert sent.decided_at
                send_due()
                assert any(words in email.body for email in mailoutbox)


class TestSend:
    def test_stores_no_address(self):
        submit(a_link())
        [receipt] = DeskReceipt.objects.values_list()
        assert not any("@" in str(value) for value in receipt)
