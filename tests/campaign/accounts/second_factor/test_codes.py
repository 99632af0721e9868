"""How often anyone who already has the password can try a code."""

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from campaign.accounts.models import TotpKey
from campaign.accounts.models.second_factor import make_codes
from campaign.accounts.second_factor import codes
from campaign.accounts.second_factor.codes import TRIES_A_DAY, TooManyTriesError, check_code
from tests.factories import OrganizerFactory
from tests.second_factor import code_of, with_app

pytestmark = pytest.mark.django_db
CHECK = "/admin/second-factor/"


@pytest.fixture
def robin():
    return OrganizerFactory.create(username="robin")


def wrong(right: str) -> str:
    return f"{(int(right) + 5) % 10 ** len(right):0{len(right)}}"


def try_code(rf, user, code: str, *, address: str = "203.0.113.7") -> str | None:
    return check_code(rf.post(CHECK, REMOTE_ADDR=address), user, code, now=timezone.now())


class TestCheckCode:
    def test_looks_at_fifty_of_a_thousand_tries_from_as_many_addresses(
        self, rf, robin, monkeypatch
    ):
        looked_at = []
        monkeypatch.setattr(codes, "use_code", lambda user, code: looked_at.append(code))
        # Each of them is the first from its address.
        monkeypatch.setattr(codes.AxesProxyHandler, "is_allowed", lambda *_of_address: True)
        refused = 0
        with time_machine.travel(timezone.now(), tick=False):
            for number in range(1000):
                try:
                    try_code(rf, robin, f"{number:010}", address=f"2001:db8:0:{number:x}::1")
                except TooManyTriesError:
                    refused += 1
        assert len(looked_at) == TRIES_A_DAY
        assert refused == 1000 - TRIES_A_DAY

    def test_looks_at_five_from_one_address_for_a_quarter_of_an_hour(self, rf, robin):
        with time_machine.travel(timezone.now(), tick=False) as clock:
            key, [code, *_others] = with_app(robin).key, make_codes(robin)
            for _try in range(5):
                assert try_code(rf, robin, wrong(code_of(key))) is None
            for right in (code_of(key), code):
                with pytest.raises(TooManyTriesError):
                    try_code(rf, robin, right)
            assert try_code(rf, robin, code, address="203.0.113.8") == "code"
            clock.shift(901)
            assert try_code(rf, robin, code_of(key)) == "totp"

    def test_locks_nobody_else_out(self, rf, robin):
        sasha = OrganizerFactory.create(username="sasha")
        for user in (robin, sasha):
            with_app(user)
        for _try in range(5):
            try_code(rf, robin, "0" * 10)
        assert try_code(rf, sasha, code_of(TotpKey.objects.get(user=sasha).key)) == "totp"

    def test_refuses_a_code_whose_key_nobody_can_read(self, rf, robin, other_keys):
        with_app(robin)
        [code, *_others] = make_codes(robin)
        other_keys()
        assert try_code(rf, robin, "123456") is None
        assert try_code(rf, robin, code) == "code"


class TestPage:
    def test_says_how_long_to_wait_and_what_to_type(self, robin):
        with_app(robin)
        client = Client()
        client.force_login(robin)
        for typed in ("", "12345", "12345678901", "١٢٣٤٥٦", "abcdef", "-" * 50, "1\x002345"):
            assert client.post(CHECK, {"code": typed}).status_code == 422
        for _try in range(4):
            page = client.post(CHECK, {"code": "0" * 10})
            assert "This code is wrong or was used already." in page.text
        assert client.post(CHECK, {"code": "0" * 10}).status_code == 429
        page = client.post(CHECK, {"code": "0" * 10})
        assert page.status_code == 429
        assert "Wait 15 minutes" in page.text
