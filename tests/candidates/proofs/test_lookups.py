import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from candidates.proofs import lookups


@pytest.mark.django_db
class TestRequire:
    def test_counts_each_campaign_apart_and_needs_the_setting(self, settings):
        settings.OUTSIDE_LOOKUPS = True
        now = timezone.now()
        for _look in range(lookups.A_DAY):
            lookups.require(1, now=now)
        lookups.require(2, now=now)
        with pytest.raises(ValidationError, match="already looked 5 times"):
            lookups.require(1, now=now)
        settings.OUTSIDE_LOOKUPS = False
        with pytest.raises(ValidationError, match="OUTSIDE_LOOKUPS"):
            lookups.require(3, now=now)
