import datetime
import logging
import re
from types import SimpleNamespace

import pytest
import time_machine
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from campaign.lib import busy, logins, passwords
from tests.second_factor import code_of, with_app

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
PASSWORD = "correct horse battery staple"
TYPED_IN_THE_WRONG_FIELD = "hunter2-my-password"


@pytest.fixture(autouse=True)
def fast_hashes(monkeypatch):
    """Hash with little memory; how much it is changes nothing here."""
    monkeypatch.setattr(passwords.BoundedArgon2PasswordHasher, "memory_cost", 64)
    monkeypatch.setattr(passwords.BoundedArgon2PasswordHasher, "time_cost", 1)


@pytest.fixture
def organizer(fast_hashes) -> User:
    return User.objects.create_superuser("organizer", password=PASSWORD)


def log_in(name: str, password: str = PASSWORD, *, address: str = "203.0.113.7", **more: str):
    form = {"username": name, "password": password, **more}
    return Client(REMOTE_ADDR=address).post(LOGIN, form)


def fail(times: int, name: str = "organizer", *, address: str = "203.0.113.7"):
    for _ in range(times):
        response = log_in(name, "wrong", address=address)
    return response


class TestFiveTries:
    def test_are_followed_by_a_wait_that_the_page_explains(self, organizer):
        assert fail(4).status_code == 200
        response = fail(1)
        assert response.status_code == 429
        assert "Wait 15 minutes, then log in again." in response.text
        assert response.headers["Retry-After"] == "900"
        assert log_in("organizer").status_code == 429

    def test_let_the_right_password_in_until_then(self, organizer):
        fail(4)
        assert log_in("organizer").status_code == 302

    def test_begin_again_after_a_login(self, organizer):
        key = with_app(organizer)
        client = Client(REMOTE_ADDR="203.0.113.7")
        fail(4)
        step = client.post(LOGIN, {"username": "organizer", "password": PASSWORD})
        client.post(step.url, {"code": code_of(key.key)})
        assert fail(4).status_code == 200

    def test_begin_again_after_15_minutes_however_often_somebody_knocks_meanwhile(self, organizer):
        start = timezone.now()
        with time_machine.travel(start, tick=False) as clock:
            fail(5)
            clock.shift(datetime.timedelta(minutes=14))
            assert fail(3).status_code == 429
            clock.shift(datetime.timedelta(minutes=2))
            assert log_in("organizer").status_code == 302

    def test_are_counted_for_one_address_so_that_others_get_in(self, organizer):
        fail(5)
        assert log_in("organizer", address="203.0.113.8").status_code == 302

    def test_are_counted_for_one_user_name_so_that_an_office_gets_in(self, organizer):
        fail(5, "colleague")
        assert log_in("organizer").status_code == 302

    def test_are_counted_for_a_network_of_ipv6(self, organizer):
        for number in range(5):
            fail(1, address=f"2001:db8:7:{number}::{number}")
        assert log_in("organizer", address="2001:db8:7:ffff::1").status_code == 429

    def test_are_counted_for_the_address_that_our_proxy_saw(self, organizer, settings):
        settings.TRUSTED_PROXIES = 1
        for number in range(5):
            log_in_from(f"198.51.100.{number}, 203.0.113.9")
        assert log_in_from("198.51.100.77, 203.0.113.9").status_code == 429
        assert log_in_from("198.51.100.77, 203.0.113.10").status_code == 200

    def test_look_alike_for_a_user_name_that_nobody_has(self):
        User.objects.create_superuser("quokka", password=PASSWORD)
        known, unknown = fail(4, "quokka"), fail(4, "nobody")
        token = known.context["csrf_token"], unknown.context["csrf_token"]
        same = known.text.replace("quokka", "nobody").replace(str(token[0]), str(token[1]))
        assert same == unknown.text
        known, unknown = fail(1, "quokka"), fail(1, "nobody")
        assert known.status_code == unknown.status_code == 429
        assert known.content == unknown.content


class TestLoginWithoutARequest:
    def test_works_for_commands_and_tests(self, organizer):
        assert Client().login(username="organizer", password=PASSWORD)
        assert not Client().login(username="organizer", password="wrong")
        assert not AccessAttempt.objects.exists()


class TestUnknownUserName:
    def test_costs_one_hash_like_a_known_one(self, organizer, monkeypatch):
        hashed: list[str] = []
        for name in ("encode", "verify"):
            compute = getattr(Argon2PasswordHasher, name)

            def counted(*values, compute=compute, name=name):
                hashed.append(name)
                return compute(*values)

            monkeypatch.setattr(Argon2PasswordHasher, name, counted)
        fail(1)
        assert hashed == ["verify"]
        fail(1, "nobody")
        assert hashed == ["verify", "encode"]


def log_in_from(forwarded_for: str):
    form = {"username": "organizer", "password": "wrong"}
    return Client(REMOTE_ADDR="127.0.0.1").post(
        LOGIN, form, headers={"X-Forwarded-For": forwarded_for}
    )


class TestWhatIsWrittenDown:
    def test_holds_neither_user_name_nor_password_nor_browser(self, organizer):
        for name in ("organizer", TYPED_IN_THE_WRONG_FIELD):
            Client().post(
                f"{LOGIN}?next=/admin/&remember={TYPED_IN_THE_WRONG_FIELD}",
                {"username": name, "password": TYPED_IN_THE_WRONG_FIELD},
                headers={"User-Agent": "Browser of somebody"},
            )
        rows = list(AccessAttempt.objects.values())
        assert len(rows) == 2
        for word in ("organizer", TYPED_IN_THE_WRONG_FIELD, "Browser"):
            assert word not in str(rows)
        assert not AccessFailureLog.objects.exists()

    def test_keeps_no_list_of_logins(self, organizer):
        assert log_in("organizer").status_code == 302
        assert not AccessLog.objects.exists()
        assert not AccessAttempt.objects.exists()

    def test_says_in_the_log_whose_login_failed_by_number(self, organizer, caplog):
        caplog.set_level(logging.DEBUG)
        fail(1)
        fail(1, TYPED_IN_THE_WRONG_FIELD)
        lines = [
            record.getMessage() for record in caplog.records if record.name.startswith("campaign")
        ]
        assert lines == [
            f"A login failed: user {organizer.pk}.",
            "A login failed: nobody has that user name.",
        ]
        levels = settings.LOGGING["loggers"]
        assert levels["axes"]["level"] == "ERROR"

    def test_is_erased_by_the_daily_job(self, organizer):
        start = timezone.now()
        with time_machine.travel(start, tick=False) as clock:
            fail(2)
            call_command("purge")
            assert AccessAttempt.objects.exists()
            clock.shift(datetime.timedelta(hours=1))
            call_command("purge")
            assert not AccessAttempt.objects.exists()


@pytest.fixture
def pauses(monkeypatch) -> list[float]:
    """Return the pauses that logins made, without making them."""
    made: list[float] = []
    monkeypatch.setattr(logins, "time", SimpleNamespace(sleep=made.append))
    return made


class TestFiftyTriesADay:
    @pytest.fixture(autouse=True)
    def few(self, monkeypatch):
        assert logins.TRIES_A_DAY == 50
        monkeypatch.setattr(logins, "TRIES_A_DAY", 3)

    def try_from_everywhere(self, times: int, name: str = "organizer"):
        for number in range(times):
            fail(1, name, address=f"198.51.{number}.1")

    def test_make_each_further_one_slow_and_lock_nobody_out(self, organizer, pauses):
        self.try_from_everywhere(3)
        assert pauses == []
        assert log_in("organizer").status_code == 302
        assert pauses == [logins.SLOW_SECONDS]

    def test_are_those_of_one_user_name(self, organizer, pauses):
        self.try_from_everywhere(4, "somebody")
        assert len(pauses) == 1
        log_in("organizer")
        assert len(pauses) == 1

    def test_go_one_at_a_time_then(self, organizer, pauses, monkeypatch):
        monkeypatch.setattr(busy, "PATIENCE_SECONDS", 0.01)
        self.try_from_everywhere(3)
        with logins.SLOW_PLACE:
            response = log_in("organizer", next="/admin/auth/user/")
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "10"
        assert "Try again in a moment" in response.text
        assert re.search(r'<input[^>]*name="username"[^>]*value="organizer"', response.text)
        assert '<input type="hidden" name="next" value="/admin/auth/user/">' in response.text
        assert PASSWORD not in response.text
        assert log_in("organizer").status_code == 302
