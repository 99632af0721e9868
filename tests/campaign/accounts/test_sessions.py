"""When a session ends, seen through the real admin."""

import datetime

import pytest
import time_machine
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from campaign.accounts.sessions import end_sessions
from tests.factories import OrganizerFactory

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)
PAGE = "/admin/password_change/"


@pytest.fixture
def robin() -> User:
    return OrganizerFactory.create(username="robin")


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def is_open(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


class TestASession:
    def test_ends_after_an_hour_without_a_click(self, robin):
        with time_machine.travel(timezone.now(), tick=False) as clock:
            client = logged_in(robin)
            for _each in range(3):
                clock.shift(59 * MINUTE)
                assert is_open(client)
            clock.shift(60 * MINUTE)
            assert not is_open(client)

    def test_is_written_once_a_minute_at_most_and_never_by_public_pages(self, robin):
        with time_machine.travel(timezone.now(), tick=False) as clock:
            client = logged_in(robin)
            ends_at = Session.objects.get().expire_date
            clock.shift(MINUTE / 2)
            assert is_open(client)
            clock.shift(10 * MINUTE)
            assert "Set-Cookie" not in client.get("/mission/").headers
            assert Session.objects.get().expire_date == ends_at
            assert is_open(client)
            assert Session.objects.get().expire_date - ends_at == 10.5 * MINUTE

    def test_ends_after_twelve_hours_in_any_case(self, robin):
        with time_machine.travel(timezone.now(), tick=False) as clock:
            client = logged_in(robin)
            for _each in range(12):
                clock.shift(59 * MINUTE)
                assert is_open(client)
            assert Session.objects.get().expire_date - timezone.now() == 12 * MINUTE
            clock.shift(12 * MINUTE)
            assert not is_open(client)

    def test_is_not_put_off_by_pages_that_write_to_it(self, robin):
        writes = "/admin/second-factor/set-up/"
        with time_machine.travel(timezone.now(), tick=False) as clock:
            client = logged_in(robin)
            for _each in range(12):
                clock.shift(59 * MINUTE)
                assert client.get(writes).status_code == 200
            clock.shift(11.5 * MINUTE)
            assert client.get(writes).status_code == 200
            clock.shift(MINUTE / 3)
            assert client.get(writes).status_code == 200
            clock.shift(MINUTE / 3)
            assert client.get(writes).status_code == 302

    def test_ends_everywhere_at_once_when_its_account_is_disabled(self, robin):
        first, second = logged_in(robin), logged_in(robin)
        other = logged_in(OrganizerFactory.create())
        User.objects.filter(pk=robin.pk).update(is_active=False)
        assert [is_open(client) for client in (first, second, other)] == [False, False, True]


class TestEndSessions:
    def test_logs_one_organizer_out_everywhere(self, robin):
        clients = [logged_in(robin), logged_in(robin), logged_in(OrganizerFactory.create())]
        assert end_sessions(robin) == 2
        assert [is_open(client) for client in clients] == [False, False, True]


class TestAPassword:
    def test_has_twelve_characters_and_is_not_common(self, robin):
        validate_password("four lanterns", robin)
        for password in ("four lanter", "1q2w3e4r5t6y", "123987456345"):
            with pytest.raises(ValidationError):
                validate_password(password, robin)
