import ast
import subprocess
import sys
from pathlib import Path

from campaign.devserver import bootstrap
from campaign.devserver.state_folder import CHECKOUT


class TestMain:
    def test_says_that_python_is_too_old(self) -> None:
        script = (
            "import sys; sys.version_info = (3, 9, 2);"
            "from campaign.devserver import bootstrap; bootstrap.main(['embedded'])"
        )
        result = subprocess.run(
            [sys.executable, "-c", script],
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 1
        assert result.stderr == (
            "This is Python 3.9, but you need Python 3.11 or newer. Choose one with make "
            "PYTHON=….\n"
        )

    def test_is_read_by_an_old_python(self) -> None:
        ast.parse(Path(bootstrap.__file__).read_text(), feature_version=(3, 5))

    def test_does_nothing_when_all_is_installed(self) -> None:
        result = subprocess.run(
            [sys.executable, bootstrap.__file__, "embedded", "dev"],
            env={"PATH": "/nowhere"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (result.returncode, result.stderr) == (0, "")
