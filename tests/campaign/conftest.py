"""What the tests of pages and of their previews share."""

from pathlib import Path

import pytest
from pytest_django import Settings

from campaign.content.models import Profile


@pytest.fixture
def preview_media(db: None, settings: Settings, tmp_path: Path) -> None:
    """Draw previews into a folder of the test, for a campaign with a name and an ask."""
    settings.MEDIA_ROOT = tmp_path
    settings.SITE_URL = "http://testserver"
    Profile.objects.create(name="Ours", ask="Asked of everybody.")
