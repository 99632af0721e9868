"""The settings stop an unsafe start with a sentence, as a person at a terminal sees it."""

import os
import re
import subprocess
import sys

import pytest

from campaign.devserver.state_folder import CHECKOUT, settings_variables

SAFE = {
    "DATABASE_URL": "postgresql://campaign@db.example.org/campaign",
    "SECRET_KEY": "long-random-text" * 4,
    "ALLOWED_HOSTS": "example.org",
    "FIELD_KEYS": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "SITE_URL": "https://example.org",
}


def start(expression: str = "None", **changes: str) -> subprocess.CompletedProcess[str]:
    """Read the settings in a new process and print `expression` of them."""
    environment = {"PATH": os.environ["PATH"], **SAFE, **changes}
    return subprocess.run(
        [sys.executable, "-c", f"import campaign.settings as settings; print({expression})"],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def refusal(**changes: str) -> str:
    """Return the last line of a start that failed."""
    result = start(**changes)
    assert result.returncode == 1, result.stdout
    return result.stderr.splitlines()[-1].removeprefix(
        "django.core.exceptions.ImproperlyConfigured: "
    )


class TestStart:
    def test_succeeds_with_the_five_variables(self) -> None:
        assert start("settings.SITE_URL").stdout == "https://example.org\n"

    @pytest.mark.parametrize("name", SAFE)
    def test_stops_without_a_variable(self, name: str) -> None:
        sentence = refusal(**{name: " "})
        assert sentence.startswith(f"Set {name}: ")
        assert sentence.endswith("`make run` sets them all for a trial on this machine.")

    @pytest.mark.parametrize("hosts", ["*", "example.org,*", "*.example.org"])
    def test_stops_when_every_host_is_allowed(self, hosts: str) -> None:
        assert refusal(ALLOWED_HOSTS=hosts).startswith("ALLOWED_HOSTS has a `*`")

    @pytest.mark.parametrize("hosts", ["example.org", "localhost,example.org", "192.0.2.1"])
    def test_stops_when_visitors_would_see_the_code(self, hosts: str) -> None:
        assert refusal(DEBUG="1", ALLOWED_HOSTS=hosts).startswith("DEBUG shows the code")

    def test_allows_debug_on_this_machine(self) -> None:
        local = {"ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]", "SITE_URL": "http://localhost:8000"}
        assert start("settings.DEBUG", DEBUG="1", **local).stdout == "True\n"

    def test_stops_when_a_public_site_would_be_plain_http(self) -> None:
        assert "serve it over https" in refusal(SITE_URL="http://example.org")

    @pytest.mark.parametrize("address", ["example.org", "ftp://example.org", "https://x.org/y"])
    def test_stops_when_the_address_is_none(self, address: str) -> None:
        assert refusal(SITE_URL=address).endswith("Write it like https://example.org.")

    @pytest.mark.parametrize("keys", ["short", SAFE["FIELD_KEYS"] + ",c2hvcnQ="])
    def test_stops_when_a_key_is_too_short(self, keys: str) -> None:
        position = len(keys.split(","))
        assert refusal(FIELD_KEYS=keys).startswith(f"Key {position} of FIELD_KEYS is not 32 bytes")

    def test_stops_when_the_database_is_another(self) -> None:
        assert "Set DATABASE_URL to a PostgreSQL database" in refusal(DATABASE_URL="sqlite:///x")

    @pytest.mark.parametrize("number", ["-1", "one"])
    def test_stops_when_the_number_of_proxies_is_none(self, number: str) -> None:
        assert refusal(TRUSTED_PROXIES=number).startswith(f"TRUSTED_PROXIES is {number!r}")

    def test_takes_a_line_that_was_left_empty_as_none(self) -> None:
        empty = dict.fromkeys(("TRUSTED_PROXIES", "EMAIL_URL", "DEFAULT_FROM_EMAIL"), "")
        values = "settings.TRUSTED_PROXIES, settings.EMAIL_FILE_PATH, settings.DEFAULT_FROM_EMAIL"
        assert start(values, VAR="/srv/var", **empty).stdout == (
            "0 /srv/var/mail campaign@localhost\n"
        )


class TestTrialMail:
    """Mail on disk is shown in the browser where it was asked for, and only on this machine."""

    LOCAL = {"ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]", "SITE_URL": "http://localhost:8000"}

    def test_is_not_shown_unless_asked_for(self) -> None:
        assert start("settings.TRIAL_MAIL", **self.LOCAL).stdout == "False\n"

    def test_is_shown_on_this_machine(self) -> None:
        assert start("settings.TRIAL_MAIL", TRIAL_MAIL="1", **self.LOCAL).stdout == "True\n"

    @pytest.mark.parametrize("hosts", ["example.org", "localhost,example.org", "192.0.2.1"])
    def test_stops_when_visitors_would_read_it(self, hosts: str) -> None:
        sentence = refusal(TRIAL_MAIL="1", ALLOWED_HOSTS=hosts)
        assert sentence.startswith("TRIAL_MAIL shows everybody's mail to visitors, and ")

    def test_is_not_shown_where_mail_is_sent(self) -> None:
        server = {"EMAIL_URL": "smtp+tls://user:password@mail.example.org:587"}
        changes = {**self.LOCAL, **server}
        assert start("settings.TRIAL_MAIL", TRIAL_MAIL="1", **changes).stdout == "False\n"

    def test_is_written_a_file_a_message(self) -> None:
        backend = "campaign.lib.email_files.EmailBackend\n"
        assert start("settings.EMAIL_BACKEND").stdout == backend
        assert start("settings.EMAIL_BACKEND", EMAIL_URL="filemail:///srv/x").stdout == backend


class TestSecurity:
    def test_follows_from_the_address(self) -> None:
        flags = "settings.SECURE_SSL_REDIRECT, settings.SESSION_COOKIE_SECURE"
        assert start(f"[{flags}, settings.SECURE_HSTS_SECONDS > 0]").stdout == (
            "[True, True, True]\n"
        )
        local = {"ALLOWED_HOSTS": "localhost", "SITE_URL": "http://localhost:8000"}
        assert start(f"[{flags}, settings.SECURE_HSTS_SECONDS > 0]", **local).stdout == (
            "[False, False, False]\n"
        )
        names = "[settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME]"
        assert start(names).stdout == "['__Host-sessionid', '__Host-csrftoken']\n"
        assert start(names, **local).stdout == "['sessionid', 'csrftoken']\n"


class TestExample:
    def test_lists_every_variable_that_is_read(self) -> None:
        source = (CHECKOUT / "campaign" / "settings.py").read_text()
        reader = (
            r'\b(?:env\.\w+|required|origin|field_keys|age_public_keys|count|day)\(\s*"([A-Z_]+)"'
        )
        # gunicorn's settings read the last one.
        assert settings_variables() == {*re.findall(reader, source), "WEB_CONCURRENCY"}

    def test_reads_the_environment_nowhere_else(self) -> None:
        files = ("campaign/settings.py", "campaign/lib/environment.py")
        source = "".join((CHECKOUT / file).read_text() for file in files)
        assert "environ[" not in source
        assert "getenv" not in source
        # Each reader takes its name from its caller; the others name it themselves.
        assert set(re.findall(r"\benv\.\w+\(\s*(\w+)\s*[,)]", source)) == {"name"}

    def test_explains_each_variable_above_it(self) -> None:
        example = (CHECKOUT / ".env.example").read_text()
        for paragraph in example.split("\n\n"):
            if re.search(r"^#?[A-Z_]+=", paragraph, re.MULTILINE):
                assert re.match(r"# [^-]", paragraph), paragraph

    def test_has_every_line_that_a_server_needs_switched_on(self) -> None:
        needed, _optional = (CHECKOUT / ".env.example").read_text().split("# --- Optional ---")
        assert set(re.findall(r"^([A-Z_]+)=", needed, re.MULTILINE)) == {
            *SAFE,
            "TRUSTED_PROXIES",
            "EMAIL_URL",
            "DEFAULT_FROM_EMAIL",
            "SECURITY_TXT_EXPIRES_ON",
            "VAR",
            "BACKUP_PUBLIC_KEYS",
        }
