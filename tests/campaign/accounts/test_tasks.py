import pytest
from django.utils import timezone

from campaign.accounts.models import NoticeMark
from campaign.accounts.tasks import tell_organizers

pytestmark = pytest.mark.django_db


class TestTellOrganizers:
    def test_remembers_how_far_it_looked(self):
        """What it tells is in `test_notices.py`."""
        now = int(timezone.now().timestamp())
        for later in (0, 900):
            tell_organizers(now + later)
            assert NoticeMark.objects.get().told_until.timestamp() == now + later - 60
