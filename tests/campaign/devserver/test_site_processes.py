import os
import socket
from pathlib import Path

import pytest

from campaign.devserver import site_processes
from campaign.devserver.site_processes import listen, static_fingerprint
from campaign.devserver.state_folder import StartError


class TestListen:
    def test_says_that_the_port_is_taken(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(site_processes, "PORT_SECONDS", 0)
        with socket.create_server(("127.0.0.1", 0)) as other:
            port = other.getsockname()[1]
            with pytest.raises(StartError, match=f"Port {port} can't be used"):
                listen(port)

    def test_listens_on_this_machine_only(self) -> None:
        with listen(0) as listener:
            assert listener.getsockname()[0] == "127.0.0.1"


class TestStaticFingerprint:
    def test_changes_with_the_files_and_with_what_collects_them(self, tmp_path: Path) -> None:
        for name in ("campaign/lib/static_files.py", "campaign/settings.py", "uv.lock"):
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        sheet = tmp_path / "static" / "site.css"
        sheet.parent.mkdir()
        sheet.write_text("a")
        seen = {static_fingerprint(tmp_path)}
        assert static_fingerprint(tmp_path) in seen
        os.utime(sheet, ns=(1, 1))
        seen.add(static_fingerprint(tmp_path))
        (tmp_path / "uv.lock").write_text("new")
        seen.add(static_fingerprint(tmp_path))
        assert len(seen) == 3
