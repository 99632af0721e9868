"""`make run` and `make manage` as real processes that are stopped, killed and started again."""

import os
import signal
import socket
import stat
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from campaign.devserver.make import port, shown_mail
from campaign.devserver.state_folder import CHECKOUT, StartError
from tests.campaign.devserver.sites import (
    Site,
    clean_environment,
    descendants,
    is_alive,
    make,
    wait_for,
)

SAVE_GROUP = "from django.contrib.auth.models import Group; Group.objects.create(name='kept')"
COUNT_GROUPS = (
    "from django.contrib.auth.models import Group;"
    "print('groups:', Group.objects.filter(name='kept').count())"
)
SETTINGS_SEEN = (
    "from django.conf import settings;"
    "print(settings.SITE_URL, settings.DATABASES['default']['OPTIONS']['host'])"
)
StartSite = Callable[[], Site]


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a state folder below closed folders, with a path too long for a socket."""
    folder = tmp_path_factory.mktemp("sites") / ("long-" * 30)
    folder.mkdir(mode=0o700)
    return folder / "var"


@pytest.fixture(scope="module")
def start_site(var: Path) -> Iterator[StartSite]:
    """Return a function that gives the module's site, started when it does not run."""
    sites: list[Site] = []

    def start() -> Site:
        if not (sites and sites[-1].is_running()):
            sites.append(Site(var))
        return sites[-1]

    yield start
    if sites and sites[-1].is_running():
        assert sites[-1].stop() == 0


@pytest.fixture
def site(start_site: StartSite) -> Site:
    return start_site()


def socket_folder(var: Path) -> Path:
    return (var / "postgres" / "socket").readlink()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


class TestRun:
    def test_changes_no_mode_of_a_folder_above_its_state(
        self, var: Path, start_site: StartSite
    ) -> None:
        above = list(var.parents)
        before = [mode(folder) for folder in above]
        start_site()
        assert [mode(folder) for folder in above] == before

    def test_serves_with_a_database(self, site: Site) -> None:
        assert site.is_ready()

    def test_keeps_keys_state_and_database_to_itself(self, site: Site) -> None:
        assert mode(site.var) == 0o700
        assert mode(site.var / "keys.env") == 0o600
        assert mode(socket_folder(site.var)) == 0o700

    def test_shows_the_mail_that_it_does_not_send(self, site: Site) -> None:
        assert site.status("/dev/mail/") == 200
        assert f"http://127.0.0.1:{site.port}/dev/mail/." in site.output.read_text()

    def test_refuses_a_request_line_of_five_kilobytes(self, site: Site) -> None:
        assert site.status(f"/?q={'a' * 5000}") in {400, 414}

    def test_says_that_the_checkout_runs_already(self, site: Site) -> None:
        second = make("run", VAR=str(site.var), PORT="0")
        assert second.returncode == 1
        assert f"is already running, as process {site.process.pid}." in second.stderr
        assert len(second.stderr.splitlines()) == 1
        assert site.is_ready()

    def test_says_that_the_port_is_taken_and_starts_nothing(self, tmp_path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            taken = listener.getsockname()[1]
            result = make("run", VAR=str(tmp_path), PORT=str(taken))
        assert result.returncode == 1
        assert result.stderr.startswith(f"Port {taken} can't be used (Address already in use).")
        assert len(result.stderr.splitlines()) == 1
        assert not (tmp_path / "postgres").exists()

    def test_serves_two_checkouts_at_once(
        self, site: Site, start_site: StartSite, tmp_path: Path
    ) -> None:
        # A copy of the first one's state, because to migrate an empty database takes long.
        site.stop()
        subprocess.run(["cp", "-a", site.var, tmp_path / "var"], check=True)
        site, other = start_site(), Site(tmp_path / "var")
        assert site.is_ready()
        assert other.is_ready()
        assert socket_folder(site.var) != socket_folder(other.var)
        assert other.stop() == 0
        assert site.is_ready()

    @pytest.mark.parametrize(
        "part", ["manage.py worker", "send_messages", "gunicorn", "/postgres "]
    )
    def test_starts_a_killed_process_again(self, site: Site, part: str) -> None:
        killed = site.child(part)
        below = descendants(killed)
        os.kill(killed, signal.SIGKILL)
        wait_for(lambda: site.child(part) not in {killed, None}, f"a new {part}")
        wait_for(site.is_ready, "the site")
        assert not [number for number in below if is_alive(number)]

    def test_leaves_nothing_when_it_is_killed_and_starts_again(
        self, site: Site, start_site: StartSite
    ) -> None:
        made = make("manage", "shell", "-c", SAVE_GROUP, VAR=str(site.var))
        assert made.returncode == 0, made.stderr
        started = site.processes()
        site.process.kill()
        site.process.wait()
        again = start_site()
        assert not [number for number in started if is_alive(number)]
        assert again.is_ready()
        counted = make("manage", "shell", "-c", COUNT_GROUPS, VAR=str(site.var))
        assert counted.stdout.strip().endswith("groups: 1")

    def test_ends_everything_on_a_signal(self, site: Site) -> None:
        started = site.processes()
        folder = socket_folder(site.var)
        assert site.stop() == 0
        assert not [number for number in started if is_alive(number)]
        assert not folder.exists()
        assert "Traceback" not in site.output.read_text()


class TestManage:
    def test_starts_and_ends_a_database_when_none_runs(self, site: Site) -> None:
        site.stop()
        result = make("manage", "migrate", "--check", VAR=str(site.var))
        assert result.returncode == 0, result.stderr
        assert not (site.var / "postgres" / "socket").is_symlink()

    def test_uses_the_running_database(self, site: Site) -> None:
        result = make("manage", "shell", "-c", SETTINGS_SEEN, VAR=str(site.var))
        expected = f"http://127.0.0.1:{site.port} {socket_folder(site.var)}"
        assert result.stdout.strip().endswith(expected)

    def test_runs_in_the_background_of_a_script(self, site: Site) -> None:
        # Whose shell lets make ignore SIGINT, which must not look like an interrupted make.
        result = subprocess.run(
            ["sh", "-c", "make manage ARGS='migrate --check' & wait $!"],
            cwd=CHECKOUT,
            env=clean_environment(VAR=str(site.var)),
            check=False,
        )
        assert result.returncode == 0

    def test_gives_the_commands_exit_code(self, site: Site) -> None:
        assert make("manage", "no_such_command", VAR=str(site.var)).returncode == 1


class TestShownMail:
    def test_is_for_a_trial(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("ALLOWED_HOSTS", "EMAIL_URL"):
            monkeypatch.setenv(name, " ")
        assert shown_mail() == {"TRIAL_MAIL": "1"}

    @pytest.mark.parametrize(
        ("name", "value"),
        [("ALLOWED_HOSTS", "example.org"), ("EMAIL_URL", "smtp://mail.example.org")],
    )
    def test_is_none_for_more_than_a_trial(
        self, monkeypatch: pytest.MonkeyPatch, name: str, value: str
    ) -> None:
        for other in ("ALLOWED_HOSTS", "EMAIL_URL"):
            monkeypatch.delenv(other, raising=False)
        monkeypatch.setenv(name, value)
        assert shown_mail() == {}


class TestPort:
    @pytest.mark.parametrize("said", ["x", "-1", "65536", "٣", "1e3"])
    def test_refuses_what_is_no_port(self, monkeypatch: pytest.MonkeyPatch, said: str) -> None:
        monkeypatch.setenv("PORT", said)
        with pytest.raises(StartError, match="Use a number below 65536"):
            port()

    @pytest.mark.parametrize(("said", "meant"), [("", 8000), ("0", 0), ("9000", 9000)])
    def test_reads_the_variable(
        self, monkeypatch: pytest.MonkeyPatch, said: str, meant: int
    ) -> None:
        monkeypatch.setenv("PORT", said)
        assert port() == meant
