"""What `check --deploy` says of settings that are silent and wrong on a public site."""

import datetime

import pytest
import time_machine
from django.core import checks

from campaign.deploy_checks import (
    backup_messages,
    email_messages,
    proxy_messages,
    security_txt_messages,
)
from tests.campaign.lib.backups.conftest import KEY

SMTP = "django.core.mail.backends.smtp.EmailBackend"
TO_DISK = "campaign.lib.email_files.EmailBackend"


class TestProxyMessages:
    @pytest.mark.parametrize(
        ("is_https", "proxies", "found"),
        [(True, 0, ["campaign.W001"]), (True, 1, []), (True, 2, []), (False, 0, [])],
    )
    def test_needs_a_proxy_on_a_site_with_https(
        self, settings, is_https: bool, proxies: int, found: list[str]
    ) -> None:
        settings.IS_HTTPS = is_https
        settings.TRUSTED_PROXIES = proxies
        assert [warning.id for warning in proxy_messages()] == found


class TestEmailMessages:
    @pytest.mark.parametrize(
        ("backend", "sender", "found"),
        [
            (TO_DISK, "campaign@example.org", ["campaign.W002"]),
            (SMTP, "campaign@localhost", ["campaign.W003"]),
            (SMTP, "Ours <campaign@localhost>", ["campaign.W003"]),
            (SMTP, "Ours <campaign@example.org>", ["campaign.I001"]),
        ],
    )
    def test_needs_a_server_and_a_sender(
        self, settings, backend: str, sender: str, found: list[str]
    ) -> None:
        settings.EMAIL_BACKEND = backend
        settings.EMAIL_FILE_PATH = "/srv/var/mail"
        settings.DEFAULT_FROM_EMAIL = sender
        assert [warning.id for warning in email_messages()] == found

    def test_says_where_it_stays(self, settings) -> None:
        settings.EMAIL_BACKEND = TO_DISK
        settings.EMAIL_FILE_PATH = "/srv/var/mail"
        [warning] = email_messages()
        assert "/srv/var/mail" in warning.msg

    def test_names_the_records_to_look_up(self, settings) -> None:
        settings.EMAIL_BACKEND = SMTP
        settings.DEFAULT_FROM_EMAIL = "Ours <campaign@mail.example.org>"
        [information] = email_messages()
        assert (information.id, information.level) == ("campaign.I001", checks.INFO)
        for name in ("mail.example.org", "SELECTOR._domainkey.mail", "_dmarc.mail.example.org"):
            assert f": {name}" in information.hint


class TestSecurityTxtMessages:
    @pytest.mark.parametrize(
        ("expires_on", "found"),
        [
            (None, ["campaign.W004"]),
            (datetime.date(2026, 11, 20), ["campaign.W005"]),
            (datetime.date(2026, 12, 20), ["campaign.W005"]),
            (datetime.date(2026, 12, 21), []),
        ],
    )
    @time_machine.travel("2026-11-21T12:00:00Z")
    def test_warns_a_month_before_it_ends(
        self, settings, expires_on: datetime.date | None, found: list[str]
    ) -> None:
        settings.SECURITY_TXT_EXPIRES_ON = expires_on
        assert [warning.id for warning in security_txt_messages()] == found


class TestPublicSite:
    def test_says_everything_at_once(self, settings) -> None:
        settings.IS_HTTPS, settings.TRUSTED_PROXIES = True, 0
        settings.EMAIL_BACKEND, settings.SECURITY_TXT_EXPIRES_ON = TO_DISK, None
        found = {
            message.id
            for message in checks.run_checks(tags=["security"], include_deployment_checks=True)
        }
        assert {"campaign.W001", "campaign.W002", "campaign.W004"} <= found


class TestBackupMessages:
    @pytest.mark.parametrize(
        ("keys", "found"),
        [([], ["campaign.W006"]), (["age1x"], ["campaign.W006"]), ([str(KEY.to_public())], [])],
    )
    def test_needs_a_public_key(self, settings, keys: list[str], found: list[str]) -> None:
        settings.BACKUP_PUBLIC_KEYS = keys
        assert [warning.id for warning in backup_messages()] == found
