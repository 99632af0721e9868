"""The checks of `make check`: each looks for faults without running the site."""

import sys
from pathlib import Path

from campaign.devserver.state_folder import CHECKOUT, in_a_year

PYTHON = sys.executable
PROGRAMS = Path(PYTHON).parent
# The environment of a public site, so that `check --deploy` has something to check.
LIKE_PRODUCTION = {
    "SITE_URL": "https://example.org",
    "ALLOWED_HOSTS": "example.org",
    "TRUSTED_PROXIES": "1",
    "EMAIL_URL": "smtp+tls://campaign:password@mail.example.org:587",
    "DEFAULT_FROM_EMAIL": "campaign@example.org",
    "SECURITY_TXT_EXPIRES_ON": in_a_year(),
    # Nobody has the secret key.
    "BACKUP_PUBLIC_KEYS": "age148xztprjqfgxpkveg0mrftaydylvvmlnwq937hm3ak66ss7yv3eszp0u0s",
}


def checks() -> dict[str, list[str]]:
    templates = sorted(str(path.relative_to(CHECKOUT)) for path in template_files())
    return {
        "format": [PYTHON, "-m", "ruff", "format", "--check", "."],
        "words": [PYTHON, "-m", "campaign.devserver.plain_english"],
        "lint": [PYTHON, "-m", "ruff", "check", "."],
        "templates": [str(PROGRAMS / "djade"), "--check", "--target-version", "5.2", *templates],
        "types": [PYTHON, "-m", "mypy"],
        # It has no module. We name the interpreter, because a moved checkout breaks its path.
        "imports": [PYTHON, str(PROGRAMS / "lint-imports"), "--no-logo"],
        "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
        "deployment": [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
    }


def template_files() -> list[Path]:
    return [
        path
        for folder in (CHECKOUT / "templates", *CHECKOUT.glob("*/templates"))
        for path in folder.rglob("*.html")
    ]
