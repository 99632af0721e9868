import datetime

import pytest
from django.utils import timezone

from pledges.mail.bounces import suppress, suppress_complained, suppress_refused
from pledges.models import Signature, Supporter, Suppression
from pledges.retention import old_bounces
from tests.pledges.people import a_signature, a_supporter

NOW = datetime.datetime(2026, 11, 2, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
Reason = Suppression.Reason

pytestmark = pytest.mark.django_db


def reasons() -> list[tuple[str, datetime.datetime]]:
    return list(Suppression.objects.order_by("pk").values_list("reason", "since"))


class TestSuppress:
    @pytest.mark.parametrize(
        ("first", "second", "kept"),
        [
            (Reason.BOUNCED, Reason.BOUNCED, (Reason.BOUNCED, NOW + DAY)),
            (Reason.BOUNCED, Reason.ASKED, (Reason.ASKED, NOW + DAY)),
            (Reason.BOUNCED, Reason.ERASED, (Reason.ERASED, NOW + DAY)),
            (Reason.ASKED, Reason.BOUNCED, (Reason.ASKED, NOW)),
            (Reason.ASKED, Reason.ERASED, (Reason.ERASED, NOW + DAY)),
            (Reason.ERASED, Reason.BOUNCED, (Reason.ERASED, NOW)),
            (Reason.ERASED, Reason.ASKED, (Reason.ERASED, NOW)),
        ],
    )
    def test_lets_the_stronger_reason_hold(self, first, second, kept):
        suppress([b"k" * 32], first, now=NOW)
        suppress([b"k" * 32, b"k" * 32], second, now=NOW + DAY)
        assert reasons() == [kept]


class TestSuppressRefused:
    def test_holds_for_90_days_under_every_key_of_the_address(self):
        supporter = a_supporter(other_keys=[b"o" * 32])
        suppress_refused([supporter.pk], now=NOW)
        assert Suppression.objects.of(supporter).count() == 2
        assert old_bounces(NOW + 89 * DAY, is_dry_run=False) == 0
        assert old_bounces(NOW + 90 * DAY, is_dry_run=False) == 2
        assert reasons() == []

    def test_is_the_only_kind_that_ends(self):
        suppress([b"a" * 32], Reason.ASKED, now=NOW)
        suppress([b"b" * 32], Reason.ERASED, now=NOW)
        assert old_bounces(NOW + 900 * DAY, is_dry_run=False) == 0


class TestSuppressComplained:
    def test_holds_for_good_and_ends_consent(self):
        supporter = a_supporter(agreed_at=timezone.now())
        a_signature(None, supporter, asks_for_mail=True)
        suppress_refused([supporter.pk], now=NOW)
        suppress_complained([supporter.pk], now=NOW + DAY)
        assert reasons() == [(Reason.ASKED, NOW + DAY)]
        assert Supporter.objects.get().agreed_at is None
        assert not Signature.objects.filter(asks_for_mail=True).exists()
