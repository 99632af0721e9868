import os
import re
import subprocess
import sys

from campaign.devserver.checks import LIKE_PRODUCTION, checks
from campaign.devserver.state_folder import CHECKOUT

SAFE = {
    "DATABASE_URL": "postgresql://campaign@db.example.org/campaign",
    "SECRET_KEY": "long-random-text" * 4,
    "ALLOWED_HOSTS": "example.org",
    "FIELD_KEYS": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "SITE_URL": "https://example.org",
}


class TestDeploymentCheck:
    """`manage.py check --deploy`, as an operator and `make check` run it."""

    @staticmethod
    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*arguments],
            cwd=CHECKOUT,
            env={"PATH": os.environ["PATH"], **SAFE, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def test_warns_of_what_is_silent_and_wrong(self) -> None:
        result = self.run(*checks()["deployment"])
        assert result.returncode == 1
        assert set(re.findall(r"campaign\.W\d+", result.stderr)) == {
            "campaign.W001",
            "campaign.W002",
            "campaign.W004",
            "campaign.W006",
        }

    def test_warns_of_nothing_on_a_whole_site(self) -> None:
        result = self.run(*checks()["deployment"], **LIKE_PRODUCTION)
        assert result.returncode == 0
        assert re.findall(r"campaign\.\w+|WARNINGS|ERRORS", result.stderr) == ["campaign.I001"]

    def test_is_not_asked_in_a_trial(self) -> None:
        local = {"ALLOWED_HOSTS": "localhost", "SITE_URL": "http://localhost:8000"}
        result = self.run(sys.executable, "manage.py", "check", **local)
        assert (result.returncode, result.stderr) == (0, "")
