import datetime

import pytest

from pledges.models import MailedLink
from tests.pledges.people import a_supporter

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 5, 4, 15, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


class TestMailedLink:
    def test_is_usable_until_it_is_used_or_expires(self):
        supporter = a_supporter()
        for number, values in enumerate(
            ({"expires_at": NOW + HOUR}, {"expires_at": NOW}, {"expires_at": NOW + HOUR})
        ):
            MailedLink.objects.create(
                purpose="me", supporter=supporter, token_hash=bytes([number]) * 32, **values
            )
        MailedLink.objects.filter(token_hash=bytes([2]) * 32).update(used_at=NOW)
        assert bytes(MailedLink.objects.usable(NOW).get().token_hash) == bytes(32)
