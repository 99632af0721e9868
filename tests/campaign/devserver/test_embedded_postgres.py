import os
import pwd
import signal
import subprocess
from pathlib import Path

import psycopg
import pytest

from campaign.devserver import embedded_postgres, postgres_programs
from campaign.devserver.embedded_postgres import EmbeddedPostgres
from campaign.devserver.postgres_database import database_url
from campaign.devserver.postgres_programs import EmbeddedPostgresError
from campaign.lib.processes import Child
from tests.campaign.devserver.conftest import Server


class TestEmbeddedPostgres:
    def test_knows_the_letters_of_all_languages(self, server: Server) -> None:
        assert server.value("SELECT lower('ÉŁŽ') || upper('ñøж')") == "éłžÑØЖ"
        assert server.value("SHOW server_encoding") == "UTF8"

    def test_serves_a_role_without_power(self, server: Server) -> None:
        assert server.value("SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False

    def test_listens_on_no_network(self, server: Server) -> None:
        assert server.value("SHOW listen_addresses") == ""

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
    @pytest.mark.parametrize(
        ("account", "words"), [("nobody", "Peer authentication failed"), ("daemon", "Permission")]
    )
    def test_lets_no_other_account_in(self, server: Server, account: str, words: str) -> None:
        entry = pwd.getpwnam(account)
        folder = server.postgres.socket.readlink()
        result = subprocess.run(
            [
                postgres_programs.postgres_programs(for_another_account=True) / "psql",
                f"--dbname={database_url(folder, 'campaign', 'campaign')}",
                "--command=SELECT 1",
            ],
            cwd="/",
            user=entry.pw_uid,
            group=entry.pw_gid,
            extra_groups=[],
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode != 0
        assert words in result.stderr

    def test_logs_nothing_that_a_visitor_sent(self, server: Server) -> None:
        with server.connect() as connection:
            connection.execute("CREATE TABLE signers (address text UNIQUE)")
            connection.execute("INSERT INTO signers VALUES ('ana@example.org')")
            with pytest.raises(psycopg.errors.UniqueViolation):
                connection.execute("INSERT INTO signers VALUES ('ana@example.org')")
        log = server.postgres.log.read_text()
        assert "duplicate key" in log
        assert "ana@example.org" not in log

    def test_starts_although_its_number_is_somebody_elses_now(self, server: Server) -> None:
        os.kill(server.process_id, signal.SIGKILL)
        assert server.child
        server.child.stop()
        somebody = Child(
            "somebody", ["sleep", "600"], {"PATH": os.defpath}, account=server.postgres.account
        )
        somebody.start()
        assert somebody.process
        lock = server.postgres.data / "postmaster.pid"
        own, _, rest = lock.read_text().partition("\n")
        assert own == str(server.process_id)
        lock.write_text(f"{somebody.process.pid}\n{rest}")
        server.start()
        somebody.stop()
        assert server.value("SELECT 1") == 1

    def test_ends_a_server_that_was_left_behind(
        self, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(embedded_postgres, "LEFTOVER_SECONDS", 0)
        left_behind = server.child
        server.start()
        assert left_behind
        assert not left_behind.is_running()
        assert server.value("SELECT 1") == 1

    def test_refuses_data_of_another_version(self, tmp_path: Path) -> None:
        data = tmp_path / "data"
        data.mkdir()
        (data / "PG_VERSION").write_text("17\n")
        with pytest.raises(EmbeddedPostgresError, match=r"was written by PostgreSQL 17"):
            EmbeddedPostgres(tmp_path).prepare()
