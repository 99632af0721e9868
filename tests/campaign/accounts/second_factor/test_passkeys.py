"""What the passkey pages refuse. tests/journeys/test_organizer_pages.py adds and uses one."""

import json

import pytest
from django_otp_webauthn.models import WebAuthnCredential

from campaign.accounts.second_factor import passkeys
from campaign.lib.audit import Event
from campaign.lib.audit.models import AuditEvent
from tests.factories import OrganizerFactory
from tests.second_factor import code_of, prove, with_app

pytestmark = pytest.mark.django_db
PASSKEY = "/admin/second-factor/passkey/"
ACTS = ("offer", "add", "ask", "check")


@pytest.fixture(autouse=True)
def site_with_a_name(settings):
    settings.SITE_URL = "https://example.org"


@pytest.fixture
def robin(client):
    robin = OrganizerFactory.create(username="robin")
    client.force_login(robin)
    return robin


def send(client, act: str, body: object = None, *, address: str = "203.0.113.7"):
    return client.post(
        f"{PASSKEY}{act}/",
        json.dumps(body),
        content_type="application/json",
        REMOTE_ADDR=address,
    )


class TestAreUsable:
    def test_where_the_site_has_a_name_and_https_or_is_localhost(self, client, robin, settings):
        for address, is_usable in (
            ("https://example.org", True),
            ("http://localhost:8000", True),
            ("http://127.0.0.1:8000", False),
            ("https://192.0.2.1", False),
            ("https://[::1]", False),
            ("http://example.org", False),
        ):
            settings.SITE_URL = address
            assert passkeys.are_usable() is is_usable
            assert send(client, "offer").status_code == (200 if is_usable else 404)


class TestPages:
    def test_are_for_people_who_gave_their_password(self, client):
        for act in ACTS:
            assert send(client, act).status_code == 403

    def test_add_nothing_for_who_has_a_second_factor_and_did_not_enter_it(self, client, robin):
        with_app(robin)
        assert send(client, "offer").json()["code"] == "user_not_verified"
        assert send(client, "add", {}).status_code == 403
        prove(client)
        offered = send(client, "offer").json()
        assert offered["rp"] == {"name": "Pledge tracker", "id": "example.org"}

    def test_answer_nonsense_with_a_refusal(self, client, robin, subtests):
        bodies = [None, [], 5, "x", {}, {"id": "a", "rawId": "a", "response": 7, "type": "x"}]
        for begin, end in (("offer", "add"), ("ask", "check")):
            for number, body in enumerate(bodies):
                with subtests.test(end, body=body):
                    assert send(client, begin).status_code == 200
                    answer = send(client, end, body, address=f"203.0.113.{100 + number}")
                    assert answer.status_code in {400, 404, 422}
            assert send(client, end, {}).json()["code"] == "invalid_state"
        assert not WebAuthnCredential.objects.exists()

    def test_count_a_wrong_passkey_like_a_wrong_password(self, client, robin):
        wrong = {"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {}}
        for _try in range(2):
            assert send(client, "check", wrong).json()["code"] == "invalid_state"
        statuses = []
        for _try in range(6):
            send(client, "ask")
            answer = send(client, "check", wrong)
            statuses.append(answer.status_code)
        assert statuses == [422] * 4 + [429] * 2
        assert answer.json()["detail"] == "Too many tries. Wait 15 minutes, then try again."
        failures = AuditEvent.objects.filter(event=Event.LOGIN_FAILED, username="robin")
        assert failures.count() == 5
        code = {"code": code_of(with_app(robin).key)}
        page = client.post("/admin/second-factor/", code, REMOTE_ADDR="203.0.113.7")
        assert page.status_code == 429

    def test_remove_only_ones_own_and_not_the_last(self, client, robin):
        mine, other = (
            WebAuthnCredential.objects.create(user=user, credential_id=user.username.encode())
            for user in (robin, OrganizerFactory.create())
        )
        assert client.post(f"{PASSKEY}remove/").url.startswith("/admin/second-factor/?next=")
        prove(client)
        for key in (mine.pk, other.pk, "x", ""):
            client.post(f"{PASSKEY}remove/", {"passkey": key})
        assert WebAuthnCredential.objects.count() == 2
        with_app(robin)
        client.post(f"{PASSKEY}remove/", {"passkey": mine.pk})
        assert WebAuthnCredential.objects.get() == other
