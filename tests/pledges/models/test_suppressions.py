import datetime

import pytest

from pledges.models import Suppression
from tests.pledges.people import a_supporter

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 2, 12, tzinfo=datetime.UTC)
LONG_AGO = NOW - datetime.timedelta(days=90)


class TestSuppression:
    def test_is_of_a_supporter_under_any_key_of_the_address(self):
        supporter = a_supporter(other_keys=[b"o" * 32])
        for key in (b"o" * 32, supporter.email_key):
            Suppression.objects.create(email_key=key, reason="asked")
        Suppression.objects.create(email_key=b"x" * 32, reason="asked")
        assert Suppression.objects.of(supporter).count() == 2

    def test_ends_after_90_days_for_bounces_alone(self):
        rows = {
            reason: Suppression.objects.create(
                email_key=reason.encode(), reason=reason, since=LONG_AGO
            )
            for reason in Suppression.Reason.values
        }
        recent = Suppression.objects.create(email_key=b"recent", reason="bounced", since=NOW)
        assert list(Suppression.objects.past_keeping(NOW)) == [rows["bounced"]]
        assert rows["bounced"].ends_at == NOW
        assert recent.ends_at == NOW + datetime.timedelta(days=90)
        assert rows["asked"].ends_at is rows["erased"].ends_at is None
