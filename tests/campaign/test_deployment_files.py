"""The files in deploy/ agree with the code. docs/operations.md says how to try the rest."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from campaign.devserver.state_folder import CHECKOUT
from campaign.lib.malformed_requests import (
    LARGEST_BODY_OF_CAMPAIGNS,
    LARGEST_BODY_WITH_FILES,
    LARGEST_PUBLIC_BODY,
)
from campaign.lib.outbox import sender
from campaign.lib.response_headers import EVERYWHERE
from campaign.lib.uploads import MAXIMUM_BYTES
from campaign.lib.worker import LEAVING_SECONDS
from candidates.forms.desk import MOST_BYTES_TOGETHER
from candidates.importers.fec.file import MAX_BYTES

NGINX = (CHECKOUT / "deploy" / "nginx.conf").read_text()


class TestNginx:
    def test_takes_the_same_bodies_as_the_site(self) -> None:
        public, campaigns, organizers = re.findall(r"client_max_body_size (\w+);", NGINX)
        assert public == f"{LARGEST_PUBLIC_BODY // 2**10}k"
        assert campaigns == f"{LARGEST_BODY_OF_CAMPAIGNS // 2**20}m"
        assert organizers == f"{LARGEST_BODY_WITH_FILES // 2**20}m"
        places = [
            NGINX.index(f"location {each} {{") for each in (r"~ ^/desk/[^/]+/send/", "/admin/")
        ]
        assert places[0] < NGINX.index(f"client_max_body_size {campaigns}") < places[1]
        # So that the site says what's wrong with files that are too large.
        assert 2.5 * MOST_BYTES_TOGETHER < LARGEST_BODY_OF_CAMPAIGNS
        assert 1.2 * max(MAX_BYTES, MAXIMUM_BYTES) < LARGEST_BODY_WITH_FILES

    def test_sends_the_headers_of_the_site_with_every_answer_that_has_none(self) -> None:
        servers = NGINX.split("\nserver {")[1:]
        assert len(servers) == 3
        for server in servers:
            # In a location it would replace what the server sends.
            assert re.findall(r"^    add_header (\S+) .* always;$", server, re.MULTILINE) == [
                "Content-Security-Policy",
                *EVERYWHERE,
            ]
            assert server.count("add_header") == 1 + len(EVERYWHERE)

    def test_writes_no_address_and_no_mailed_link_down(self) -> None:
        for server in NGINX.split("\nserver {")[1:]:
            assert server.count("access_log off;") == 1
            assert re.findall(r"error_log (\S+) (\w+);", server) == [
                ("/var/log/nginx/neighbors-not-numbers.log", "emerg")
            ]


class TestServices:
    @pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd isn't installed.")
    def test_are_as_systemd_wants_them(self, tmp_path: Path) -> None:
        for program in ("srv/neighbors-not-numbers/.venv/bin/python", "bin/kill"):
            (tmp_path / program).parent.mkdir(parents=True)
            (tmp_path / program).touch(mode=0o755)
        shutil.copytree("/lib/systemd/system", tmp_path / "lib/systemd/system", symlinks=True)
        units = [*CHECKOUT.glob("deploy/*.service"), *CHECKOUT.glob("deploy/*.timer")]
        for unit in units:
            shutil.copy(unit, tmp_path / "lib/systemd/system")
        verify = ["systemd-analyze", "verify", f"--root={tmp_path}", *(unit.name for unit in units)]
        found = subprocess.run(verify, capture_output=True, text=True, timeout=30)
        assert (found.stderr, found.returncode) == ("", 0)

    def test_give_the_worker_time_to_end_before_systemd_kills_it(self) -> None:
        service = (CHECKOUT / "deploy" / "neighbors-not-numbers-worker.service").read_text()
        assert service.count("/.venv/bin/python manage.py worker\n") == 1
        assert "worker" in get_commands()
        [patience] = re.findall(r"^TimeoutStopSec=(\d+)$", service, re.MULTILINE)
        grace_seconds = settings.PROCRASTINATE_WORKER_DEFAULTS["shutdown_graceful_timeout"]
        assert int(patience) > grace_seconds + LEAVING_SECONDS

    def test_give_the_email_sender_time_to_end_before_systemd_kills_it(self) -> None:
        service = (CHECKOUT / "deploy" / "neighbors-not-numbers-mail.service").read_text()
        assert service.count("/.venv/bin/python manage.py send_messages\n") == 1
        assert "send_messages" in get_commands()
        [patience] = re.findall(r"^TimeoutStopSec=(\d+)$", service, re.MULTILINE)
        assert int(patience) > sender.ENDING_SECONDS + sender.LEAVING_SECONDS

    def test_back_up_every_night_and_prune(self) -> None:
        service = (CHECKOUT / "deploy" / "neighbors-not-numbers-backup.service").read_text()
        folder = "/var/lib/neighbors-not-numbers/backups"
        assert service.count(f"/.venv/bin/python manage.py backup {folder} --prune\n") == 1
        assert "backup" in get_commands()
        timer = (CHECKOUT / "deploy" / "neighbors-not-numbers-backup.timer").read_text()
        assert re.findall(r"^OnCalendar=(.+)$", timer, re.MULTILINE) == ["*-*-* 06:41:00 UTC"]
