import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from campaign.devserver.state_folder import StartError, State, environment


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    state = State(tmp_path / "var")
    yield state
    state.release()


class TestState:
    def test_makes_its_folder_closed_to_others(self, state: State) -> None:
        assert stat.S_IMODE(state.folder.stat().st_mode) == 0o700

    def test_keeps_the_mode_of_a_folder_that_is_there(self, tmp_path: Path) -> None:
        tmp_path.chmod(0o755)
        State(tmp_path)
        assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o755

    def test_says_when_its_folder_cannot_be_used(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(StartError, match="Choose another with VAR="):
            State(tmp_path / "file")

    def test_has_one_owner_at_a_time(self, state: State) -> None:
        second = State(state.folder)
        assert state.acquire("make run")
        assert not second.acquire("make manage")
        assert second.owner().purpose == "make run"
        state.release()
        assert second.acquire("make manage")
        second.release()

    def test_tells_its_address_once_it_is_ready(self, state: State) -> None:
        state.acquire("make run")
        assert state.owner().address == ""
        state.announce("http://127.0.0.1:8000")
        assert State(state.folder).owner().address == "http://127.0.0.1:8000"
        state.release()
        assert State(state.folder).owner().address == ""

    def test_is_not_closed_while_it_has_a_guest(self, state: State) -> None:
        with State(state.folder).guest():
            assert not state.close_to_guests()
        assert state.close_to_guests()

    def test_makes_its_keys_once(self, state: State) -> None:
        keys = state.keys()
        assert State(state.folder).keys() == keys
        assert stat.S_IMODE((state.folder / "keys.env").stat().st_mode) == 0o600

    def test_makes_no_new_keys_for_an_old_database(self, state: State) -> None:
        (state.postgres / "data").mkdir(parents=True)
        with pytest.raises(StartError, match=r"keys\.env is gone"):
            state.keys()


class TestEnvironment:
    def test_lets_the_caller_say_otherwise(
        self, state: State, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SITE_URL", "http://localhost:9")
        monkeypatch.setenv("SECRET_KEY", " ")
        said = environment(state, "http://127.0.0.1:8000", {"DATABASE_URL": "postgresql:///x"})
        assert said["SITE_URL"] == "http://localhost:9"
        assert said["SECRET_KEY"] == state.keys()["SECRET_KEY"]
        assert said["DATABASE_URL"] == "postgresql:///x"

    def test_is_closed_to_the_caller_for_tests(
        self, state: State, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SITE_URL", "http://localhost:9")
        monkeypatch.setenv("DEBUG", "1")
        said = environment(state, "http://127.0.0.1:8000", {}, is_hermetic=True)
        assert said["SITE_URL"] == "http://127.0.0.1:8000"
        assert "DEBUG" not in said
