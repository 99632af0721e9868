import resource
import subprocess

from campaign.lib import limited_process
from campaign.lib.limited_process import limit, run_limited


class TestRunLimited:
    def test_gives_a_module_the_file_and_returns_what_it_makes_of_it(self):
        encoded = run_limited("base64", b"sheet", "-e", "-", seconds=20)
        assert encoded == b"c2hlZXQ=\n"

    def test_gives_up_on_one_that_fails_or_hangs_and_shows_it_no_key(self, monkeypatch):
        assert run_limited("no_such_module", b"", seconds=20) == b""

        def hang(*args: object, env: dict[str, str], timeout: float, **options: object) -> None:
            assert env == {}
            raise subprocess.TimeoutExpired("python", timeout)

        monkeypatch.setattr(limited_process.subprocess, "run", hang)
        assert run_limited("base64", b"", seconds=20) == b""


class TestLimit:
    def test_bounds_memory_and_time_and_leaves_no_image_behind(self, monkeypatch):
        limits = {}
        monkeypatch.setattr(resource, "setrlimit", limits.__setitem__)
        limit(memory_bytes=5, seconds=7)
        assert limits == {
            resource.RLIMIT_AS: (5, 5),
            resource.RLIMIT_CPU: (7, 7),
            resource.RLIMIT_CORE: (0, 0),
        }
