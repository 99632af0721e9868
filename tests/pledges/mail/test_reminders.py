from __future__ import annotations

import datetime

import pytest
import time_machine
from django.test import Client

from pledges.mail.reminders import remind
from pledges.models import Signature
from pledges.signing import withdraw
from tests.pledges.emails import kinds, mailed_link, send_due
from tests.pledges.people import a_petition
from tests.pledges.signers import START, press_confirm, signed

pytestmark = pytest.mark.django_db


MINUTE, HOUR, DAY = (datetime.timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days"))


class TestReminder:
    def test_comes_once_after_two_days(self, mailoutbox):
        signed(a_petition(title="Investigate"))
        for days in (1.9, 2.1, 3, 4):
            remind(now=START + days * DAY)
            send_due(START + days * DAY)
        assert kinds() == ["confirm", "reminder"]
        assert mailoutbox[1].subject == "Your signature doesn’t count yet: Investigate"
        assert "our only reminder" in mailoutbox[1].body

    def test_leaves_those_alone_who_confirmed_or_want_no_mail(self, mailoutbox):
        signed(a_petition())
        with time_machine.travel(START):
            press_confirm(Client(), mailed_link("confirm", mailoutbox))
        signed(a_petition(), email="other@example.org")
        withdraw.stop_mail(Signature.objects.pending().get().supporter, now=START)
        assert remind(now=START + 3 * DAY) == 0
