import datetime

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from campaign.accounts.models import OneTimeCode, TotpKey
from campaign.accounts.models.second_factor import address_of_key, make_codes, step_of, use_code
from tests.factories import OrganizerFactory
from tests.second_factor import code_of, with_app

pytestmark = pytest.mark.django_db
# The secret and two lines of RFC 6238, appendix B, whose codes have eight digits.
RFC_KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


class TestTotpKey:
    def test_takes_the_codes_of_the_standard(self):
        for seconds, code in ((59, "287082"), (1111111109, "081804")):
            now = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
            assert step_of(RFC_KEY, code, now=now) == seconds // 30
            assert step_of(RFC_KEY, "000000", now=now) is None

    def test_takes_a_code_once_and_none_from_before_it(self):
        key = with_app(OrganizerFactory.create())
        with time_machine.travel(timezone.now(), tick=False):
            now, older = timezone.now(), code_of(key.key, steps_ahead=-1)
            stale = TotpKey.objects.get()
            assert not key.use(code_of(key.key, steps_ahead=2), now=now)
            assert key.use(code_of(key.key), now=now)
            for opened in (TotpKey.objects.get(), stale):  # the second was read before the use
                assert not opened.use(code_of(key.key), now=now)
            assert not TotpKey.objects.get().use(older, now=now)
            assert TotpKey.objects.get().use(code_of(key.key, steps_ahead=1), now=now)

    def test_is_of_no_use_to_who_steals_the_database(self):
        robin = OrganizerFactory.create()
        key, codes = with_app(robin).key, make_codes(robin)
        with connection.cursor() as cursor:
            cursor.execute("SELECT t.*, c.* FROM accounts_totpkey t, accounts_onetimecode c")
            stolen = str(cursor.fetchall())
        assert len(stolen) > 1000
        assert not [secret for secret in (key, *codes) if secret in stolen]

    def test_tells_an_app_whose_it_is(self):
        address = address_of_key(RFC_KEY, username="robin", site="Café: Bread")
        assert address.startswith("otpauth://totp/Caf%C3%A9%20%20Bread%3Arobin?secret=GEZD")
        assert address.endswith("&issuer=Caf%C3%A9%3A%20Bread")


class TestOneTimeCodes:
    def test_each_count_once_and_for_one_account(self):
        robin, sasha = OrganizerFactory.create_batch(2)
        codes = make_codes(robin)
        assert len(set(codes)) == OneTimeCode.COUNT
        assert not use_code(sasha, codes[0])
        assert [use_code(robin, codes[0]) for _twice in range(2)] == [True, False]
        make_codes(robin)
        assert not use_code(robin, codes[1])
        assert OneTimeCode.objects.count() == OneTimeCode.COUNT
