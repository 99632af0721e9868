import pytest
from django.utils import timezone

from candidates.sample_results import SampleResult


class TestSampleResult:
    @pytest.mark.parametrize(
        ("errors", "size", "percent"), [(0, 50, "0"), (1, 50, "2"), (1, 30, "3.3"), (50, 50, "100")]
    )
    def test_says_the_share_to_a_tenth_of_a_percent(self, errors, size, percent):
        result = SampleResult("a", timezone.now(), 100, size, errors)
        assert result.error_percent == percent
